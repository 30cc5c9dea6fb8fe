"""What the record adds up to over a range of days (UTC); readers only, staff and assistants are apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.model.events import EventType, Reason, Via

SearchKind = Literal["all", "unanswered", "unopened"]
"""All searches; those that nothing answered confidently; those with an answer that nobody opened."""


@dataclass(frozen=True, slots=True)
class SearchSum:
    """A query of a locale. `results_last` is how many results the latest search saw, `clicks` how many were opened."""

    query: str
    locale: str
    searches: int
    unanswered: int
    corrected: int
    clicks: int
    results_last: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class SearchDay:
    """A query of a locale on one day."""

    query: str
    locale: str
    day: date
    searches: int
    unanswered: int
    clicks: int


@dataclass(frozen=True, slots=True)
class ClickSum:
    """How often an article was opened from the results of a query; `position` is its mean place (from 1), if known."""

    query: str
    locale: str
    article: str
    clicks: int
    position: float | None


@dataclass(frozen=True, slots=True)
class ArticleSum:
    """What happened around an article of a locale. `tickets`: it was the last one read before a ticket."""

    article: str
    locale: str
    reads: int
    helpful: int
    unhelpful: int
    clicks: int
    opened: int
    solved: int
    tickets: int
    actions: int


@dataclass(frozen=True, slots=True)
class ReasonSum:
    """How many votes on an article gave a reason."""

    article: str
    locale: str
    helpful: bool
    reason: Reason
    votes: int


@dataclass(frozen=True, slots=True)
class ActionSum:
    """How often a portal action was taken, from an article or (None) from elsewhere."""

    article: str | None
    locale: str
    workflow: str
    count: int


@dataclass(frozen=True, slots=True)
class DaySum:
    """All readers of one day."""

    day: date
    reads: int
    searches: int
    unanswered: int
    clicks: int
    helpful: int
    unhelpful: int
    solved: int
    tickets: int
    actions: int


@dataclass(frozen=True, slots=True)
class StaffSum:
    """What staff or assistants did, or (`ticket`) what came of answers beside the form of a ticket."""

    via: Via
    type: EventType
    count: int


@dataclass(frozen=True, slots=True)
class SupportSum:
    """An article whose link the support sent and a customer followed, or words for which the support found none."""

    locale: str
    article: str | None
    query: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows a purge removed."""

    events: int
    sums: int
    comments: int
