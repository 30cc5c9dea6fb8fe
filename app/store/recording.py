"""The SQL that takes entries in: each counted once, a vote in the place of the reader's earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, func, select, update

from app.model import STAFF_VIAS, VOTES_A_DAY, Entry, Event, Outcome, Reason, View, Vote
from app.store.database import Database
from app.store.schema import COMMENT, EVENT, READER_MARK, VOTE_MARK
from app.store.sums import SumWriter
from app.store.tally import Tally


class Recorder:
    """Records entries in the caller's transaction, which must keep other votes out when there are any."""

    def __init__(self, database: Database) -> None:
        self._mark = database.insert(READER_MARK).on_conflict_do_nothing().returning(*READER_MARK.columns)
        self._event = database.insert(EVENT).on_conflict_do_nothing().returning(EVENT.c.id)
        self._sums = SumWriter(database)

    def record(self, connection: Connection, entries: Sequence[Entry], present: date) -> list[Outcome]:
        """Record the entries; `present` is the day of the salt: what was read or judged before cannot be told apart."""
        tally = Tally()
        outcomes: dict[int, Outcome] = {}
        outcomes |= self._views(connection, entries, present, tally)
        outcomes |= self._events(connection, entries, tally)
        for place, entry in enumerate(entries):
            if isinstance(entry, Vote):
                outcomes[place] = "too_late" if entry.day < present else _vote(connection, entry, tally)
        self._sums.add(connection, tally)
        return [outcomes[place] for place in range(len(entries))]

    def _views(
        self, connection: Connection, entries: Sequence[Entry], present: date, tally: Tally
    ) -> dict[int, Outcome]:
        outcomes: dict[int, Outcome] = {}
        first: dict[tuple[date, str, bytes], int] = {}
        for place, entry in enumerate(entries):
            if isinstance(entry, View):
                outcomes[place] = "repeated" if entry.day >= present else "too_late"
                if entry.day >= present:
                    first.setdefault((entry.day, entry.article, entry.reader), place)
        if first:
            # In one order everywhere, so that two transactions of PostgreSQL never wait for each other.
            rows = [{"day": day, "article": article, "reader": reader} for day, article, reader in sorted(first)]
            for day, article, reader in connection.execute(self._mark, rows):
                place = first[day, article, reader]
                outcomes[place] = "new"
                view = entries[place]
                assert isinstance(view, View)
                tally.view(view)
        return outcomes

    def _events(self, connection: Connection, entries: Sequence[Entry], tally: Tally) -> dict[int, Outcome]:
        outcomes: dict[int, Outcome] = {}
        first: dict[bytes, tuple[int, Event]] = {}
        for place, entry in enumerate(entries):
            if isinstance(entry, Event):
                outcomes[place] = "repeated"
                known = first.setdefault(entry.id.bytes, (place, entry))[1]
                if entry.position and not known.position:
                    first[entry.id.bytes] = place, entry
        if first:
            ordered = sorted(first.items())
            rows = [_event_row(event) for _, (_, event) in ordered]
            new = {bytes(id) for (id,) in connection.execute(self._event, rows)}
            for id, (place, event) in ordered:
                if id in new:
                    outcomes[place] = "new"
                    tally.event(event)
                elif _placed(connection, event):
                    tally.place(event)
        return outcomes


def _placed(connection: Connection, event: Event) -> bool:
    """Whether a recorded click of a reader learns its position from another report of the same.

    An article's page knows that somebody came from the results, the script there from which place; either may be first.
    """
    if event.type != "click" or event.via in STAFF_VIAS or not event.position:
        return False
    row = _event_row(event)
    same = [EVENT.c[name] == row[name] for name in ("id", "day", "type", "via", "locale", "article", "query")]
    unplaced = update(EVENT).where(*same, EVENT.c.position.is_(None))
    return connection.execute(unplaced.values(position=event.position)).rowcount > 0


def _event_row(event: Event) -> dict[str, object]:
    search = event.type == "search"
    return {
        "day": event.at.date(),
        "id": event.id.bytes,
        "hour": event.at.hour,
        "type": event.type,
        "via": event.via,
        "locale": event.locale,
        "article": event.article,
        "query": event.query,
        "results": event.results,
        "answered": event.answered if search else None,
        "corrected": event.corrected if search else None,
        "position": event.position,
        "workflow": event.workflow,
    }


def _vote(connection: Connection, vote: Vote, tally: Tally) -> Outcome:
    marks = VOTE_MARK.c
    of_reader = (marks.day == vote.day, marks.reader == vote.reader)
    of_article = (*of_reader, marks.article == vote.article)
    earlier = connection.execute(select(VOTE_MARK).where(*of_article)).first()
    if earlier is None:
        given = connection.execute(select(func.count()).select_from(VOTE_MARK).where(*of_reader)).scalar_one()
        if given >= VOTES_A_DAY:
            return "too_many"
    elif earlier.helpful == vote.helpful and vote.reason is None and not vote.comment:
        return "changed"  # the first question answered again, by going back: what was said after it stays
    else:
        tally.vote(_earlier(vote, earlier), -1)
    tally.vote(vote, 1)
    word = {
        "locale": vote.locale,
        "helpful": vote.helpful,
        "reason": vote.reason,
        "comment": _comment(connection, vote, earlier.comment if earlier else None),
    }
    if earlier is None:
        key = {"day": vote.day, "reader": vote.reader, "article": vote.article}
        connection.execute(VOTE_MARK.insert(), key | word)
        return "new"
    connection.execute(VOTE_MARK.update().where(*of_article).values(word))
    return "changed"


def _earlier(vote: Vote, mark: Row[Any]) -> Vote:
    reason: Reason | None = mark.reason
    return Vote(vote.reader, vote.day, vote.at, vote.article, mark.locale, mark.helpful, reason)


def _comment(connection: Connection, vote: Vote, earlier: bytes | None) -> bytes | None:
    """Keep the vote's comment in the place of the reader's earlier one; return its id."""
    if not vote.comment:
        if earlier is not None:
            connection.execute(COMMENT.delete().where(COMMENT.c.id == earlier))
        return None
    row = {
        "at": vote.at,
        "article": vote.article,
        "locale": vote.locale,
        "helpful": vote.helpful,
        "reason": vote.reason,
        "comment": vote.comment,
        "handled": None,
    }
    if earlier is not None and connection.execute(COMMENT.update().where(COMMENT.c.id == earlier).values(row)).rowcount:
        return earlier
    id = uuid4().bytes
    connection.execute(COMMENT.insert(), row | {"id": id})
    return id
