"""The store over SQL: what is asked of it, each in a transaction of its own."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, select

from app.errors import StoreUnavailable
from app.model import (
    ActionSum,
    ArticleSum,
    ClickSum,
    Comment,
    DailyReads,
    DaySum,
    Entry,
    Outcome,
    Purged,
    ReasonSum,
    SearchDay,
    SearchKind,
    SearchSum,
    StaffSum,
    SupportSum,
    Vote,
)
from app.ports import AccountStore, ReplyStore
from app.store import asking, events
from app.store.accounts import SqlAccountStore
from app.store.database import Database
from app.store.purging import purge
from app.store.recording import Recorder
from app.store.replies import SqlReplyStore
from app.store.schema import COMMENT, DAY_SALT, OF_THE_DAY

SALT_BYTES = 32


class DayOver(StoreUnavailable):
    """That day's salt was destroyed; nothing more can be counted for it."""


class SqlStore:
    """The store of app.ports over a SQL database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.accounts: AccountStore = SqlAccountStore(database)
        self.replies: ReplyStore = SqlReplyStore(database)
        self._recorder = Recorder(database)

    def salt(self, day: date) -> bytes:
        """The secret of that UTC day, 32 bytes; the first to ask for a new day destroys what the days before left.

        Raises DayOver for the day before the present one: a late view never brings a salt back. A day that is
        earlier still means that the clock was ahead and has been put right, and is begun anew.
        """
        with self._database.read() as connection:
            kept = _present(connection)
        if kept is None or kept[0] != day:
            with self._database.write(alone=True) as connection:
                kept = _present(connection)
                if kept is None or kept[0] != day:
                    kept = self._begin(connection, day, kept[0] if kept else None)
            self._database.forget()
        return kept[1]

    def _begin(self, connection: Connection, day: date, present: date | None) -> tuple[date, bytes]:
        if present is not None and present - timedelta(days=1) == day:
            raise DayOver(f"The day {day} is over: its salt was destroyed when {present} began.")
        secret = secrets.token_bytes(SALT_BYTES)
        self._database.empty(connection, *OF_THE_DAY)
        connection.execute(DAY_SALT.insert(), {"day": day, "secret": secret})
        return day, secret

    def record(self, entries: Sequence[Entry]) -> Sequence[Outcome]:
        """Record all in one transaction.

        A view or vote of a day before the salt's is too late: nobody can tell any more whether its reader already
        was counted.
        """
        if not entries:
            return []
        with self._database.write(alone=any(isinstance(entry, Vote) for entry in entries)) as connection:
            present = _present(connection)
            return self._recorder.record(connection, entries, present[0] if present else date.min)

    def reads(self, since: date) -> Sequence[DailyReads]:
        """Readers by article, locale and day, from that day on, in order of day, locale and article."""
        with self._database.read() as connection:
            return asking.reads(connection, since)

    def searches(
        self, since: date, until: date, locale: str | None = None, *, kind: SearchKind = "all", limit: int = 1000
    ) -> Sequence[SearchSum]:
        """Queries of a kind, the most first."""
        with self._database.read() as connection:
            return asking.searches(connection, since, until, locale, kind, limit)

    def search_days(self, since: date, until: date, locale: str, queries: Collection[str]) -> Sequence[SearchDay]:
        """Days of some queries, in order of query and day."""
        if not queries:
            return []
        with self._database.read() as connection:
            return asking.search_days(connection, since, until, locale, queries)

    def clicks(
        self, since: date, until: date, locale: str | None = None, *, article: str | None = None, limit: int = 1000
    ) -> Sequence[ClickSum]:
        """Articles opened from results, by query, the most first."""
        with self._database.read() as connection:
            return asking.clicks(connection, since, until, locale, article, limit)

    def articles(self, since: date, until: date, locale: str | None = None) -> Sequence[ArticleSum]:
        """Every article that anything happened to, by reads."""
        with self._database.read() as connection:
            return asking.articles(connection, since, until, locale)

    def reasons(self, since: date, until: date, locale: str | None = None) -> Sequence[ReasonSum]:
        """Reasons given with votes, the most votes first."""
        with self._database.read() as connection:
            return asking.reasons(connection, since, until, locale)

    def actions(self, since: date, until: date, locale: str | None = None) -> Sequence[ActionSum]:
        """Portal actions by article and workflow, the most first."""
        with self._database.read() as connection:
            return asking.actions(connection, since, until, locale)

    def days(self, since: date, until: date, locale: str | None = None) -> Sequence[DaySum]:
        """Totals in the order of days."""
        with self._database.read() as connection:
            return asking.days(connection, since, until, locale)

    def support(self, since: date, until: date, locale: str | None = None) -> Sequence[SupportSum]:
        """Links of the support that were followed, and what it found no article for, the most first."""
        with self._database.read() as connection:
            return events.support(connection, since, until, locale)

    def staff(self, since: date, until: date) -> Sequence[StaffSum]:
        """What staff and assistants did, the most first."""
        with self._database.read() as connection:
            return asking.staff(connection, since, until)

    def comments(
        self,
        since: date,
        until: date,
        locale: str | None = None,
        *,
        article: str | None = None,
        handled: bool | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> Sequence[Comment]:
        """Comments, the latest first."""
        with self._database.read() as connection:
            return events.comments(connection, since, until, locale, article, handled, limit, offset)

    def handle(self, comment: UUID, handled: bool = True) -> bool:
        """Mark a comment as handled now, or as waiting again; one that is handled keeps its time."""
        columns = COMMENT.c
        statement = COMMENT.update().where(columns.id == comment.bytes)
        at = datetime.now(UTC)
        with self._database.write() as connection:
            if not handled:
                return connection.execute(statement.values(handled=None)).rowcount > 0
            if connection.execute(statement.where(columns.handled.is_(None)).values(handled=at)).rowcount:
                return True
            return connection.execute(select(columns.id).where(columns.id == comment.bytes)).first() is not None

    def purge(self, events_before: date, sums_before: date) -> Purged:
        """Remove events and comments of days before the first date, sums of days before the second.

        In many short transactions, so that nobody waits long; what a cut leaves, the next purge removes.
        """
        return purge(self._database, events_before, sums_before)

    def close(self) -> None:
        """Give the connections back."""
        self._database.close()


def _present(connection: Connection) -> tuple[date, bytes] | None:
    row = connection.execute(select(DAY_SALT.c.day, DAY_SALT.c.secret)).first()
    return (row.day, row.secret) if row else None
