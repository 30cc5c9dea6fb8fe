"""What readers did, as it is recorded: nothing here says who, but for the day's hash that keeps a vote single."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal, get_args
from uuid import UUID

from app.model.reading import View
from app.model.search import MAX_QUERY_CHARACTERS

EventType = Literal["search", "click", "action", "open", "solved", "ticket"]
Via = Literal["page", "api", "widget", "ticket", "agent", "assistant"]
"""Where something was done; `ticket` is the form of a ticket, among the articles that answered what was written."""
Reason = Literal["incorrect", "incomplete", "not-it", "unclear", "other"]
Outcome = Literal["new", "repeated", "changed", "too_many", "too_late"]
"""What became of an entry: counted; known already; a vote that replaced the reader's earlier one; the vote of a reader
who has judged too many articles that day; a view or vote of a day that is over."""

REASONS: tuple[Reason, ...] = get_args(Reason)
STAFF_VIAS: frozenset[Via] = frozenset({"agent", "assistant"})
"""Whose events are kept apart: they enter no sum of what readers did."""
TICKET_WORKFLOW = "support.open-ticket"
"""The action that leads to a person: an article that it follows did not help enough."""
MAX_COMMENT_CHARACTERS = 4_000
VOTES_A_DAY = 10
"""Articles that one reader can judge a day."""

_NEEDS: dict[EventType, tuple[str, ...]] = {
    "search": ("query", "results"),
    "click": ("article",),
    "action": ("workflow",),
    "open": ("article",),
    "solved": ("article",),
    "ticket": (),
}
_SHOWN = ("article", "position")


@dataclass(frozen=True, slots=True)
class Event:
    """Something a reader did; a repeat of its `id` counts once.

    A search `via` a ticket has no words: it is one `article` that was shown, at `position`, as an answer to the ticket.
    Otherwise `article` is what was clicked, opened, solved the question or was read last before the action or ticket;
    `query` (search, click) is normalised and scrubbed by `app.popularity.recordable` before it is put here. `results`,
    `answered` (confidently) and `corrected` (in its spelling) are a search's, `position` (from 1) a click's. `at` is
    the server's time, UTC. Raises ValueError for what no event can be.
    """

    id: UUID
    type: EventType
    at: datetime
    locale: str
    article: str | None = None
    query: str | None = None
    results: int | None = None
    answered: bool = True
    corrected: bool = False
    position: int | None = None
    workflow: str | None = None
    via: Via = "page"

    def __post_init__(self) -> None:
        needs = _SHOWN if (self.type, self.via) == ("search", "ticket") else _NEEDS[self.type]
        missing = [name for name in needs if getattr(self, name) in (None, "")]
        if missing:
            raise ValueError(f"an event of type {self.type} needs: {', '.join(missing)}")
        if self.query is not None and not 0 < len(self.query) <= MAX_QUERY_CHARACTERS:
            raise ValueError(f"a query has 1 to {MAX_QUERY_CHARACTERS} characters")
        if (self.results or 0) < 0 or (self.position is not None and not 1 <= self.position <= 1_000_000):
            raise ValueError("results are counted from 0 and positions from 1 to 1,000,000")
        _require_utc(self.at)


@dataclass(frozen=True, slots=True)
class Vote:
    """One reader's latest word on one article that day; it replaces the reader's earlier one.

    `reader` is the hash of the day, as in a View. `reason` may also come with a helpful vote; `comment` has up to
    4,000 characters, "" for none. Raises ValueError for more.
    """

    reader: bytes
    day: date
    at: datetime
    article: str
    locale: str
    helpful: bool
    reason: Reason | None = None
    comment: str = ""

    def __post_init__(self) -> None:
        if len(self.comment) > MAX_COMMENT_CHARACTERS:
            raise ValueError(f"a comment has {MAX_COMMENT_CHARACTERS} characters at most")
        _require_utc(self.at)


Entry = View | Event | Vote
"""What the record takes."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What a reader wrote with a vote; `handled` is when an editor marked it so, None while it waits. UTC."""

    id: UUID
    article: str
    locale: str
    at: datetime
    helpful: bool
    reason: Reason | None
    comment: str
    handled: datetime | None = None


def _require_utc(at: datetime) -> None:
    if at.tzinfo is not UTC:
        raise ValueError("a time needs the time zone UTC")
