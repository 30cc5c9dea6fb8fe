"""The door that a store fills: the durable record and the sums of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

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
)
from app.ports.accounts import AccountStore
from app.ports.replies import ReplyStore


class Store(Protocol):
    """The durable record, in a database shared by every worker. Every method may raise StoreUnavailable.

    Sums are of the days from `since` to `until`, both included, of one locale or (None) of all, the largest first.
    """

    def salt(self, day: date) -> bytes:
        """The secret of that UTC day, the same for all workers; made on first use, which destroys the ones before."""
        ...

    def record(self, entries: Sequence[Entry]) -> Sequence[Outcome]:
        """Record all in one transaction, together with the sums they change; the outcome of each, in their order.

        When this returns they are durable. What is new counts once: a view for its reader, article and day, an event
        for its id; a vote replaces the reader's earlier one on that article and day. Safe to repeat after a failure.
        ValueError when a text is one that no database holds (NUL, a lone surrogate); nothing is recorded then.
        Workers use EventWriter (app.store), which groups what many requests bring.
        """
        ...

    def reads(self, since: date) -> Sequence[DailyReads]:
        """Readers by article, locale and day, from that day on."""
        ...

    def searches(
        self, since: date, until: date, locale: str | None = None, *, kind: SearchKind = "all", limit: int = 1000
    ) -> Sequence[SearchSum]:
        """Queries: `all` by searches, `unanswered` by searches without an answer, `unopened` by answered searches.

        Beyond some 700,000 searches in the range, what was asked once or twice a day may be left out of the counts.
        """
        ...

    def search_days(self, since: date, until: date, locale: str, queries: Collection[str]) -> Sequence[SearchDay]:
        """Days of some queries of a locale (1,000 at most), in order of query and day; days without are left out."""
        ...

    def clicks(
        self, since: date, until: date, locale: str | None = None, *, article: str | None = None, limit: int = 1000
    ) -> Sequence[ClickSum]:
        """Articles opened from results, by query; of one article or (None) of all."""
        ...

    def articles(self, since: date, until: date, locale: str | None = None) -> Sequence[ArticleSum]:
        """Every article that anything happened to, by reads; ids that have ceased to exist among them."""
        ...

    def reasons(self, since: date, until: date, locale: str | None = None) -> Sequence[ReasonSum]:
        """Reasons given with votes, by votes."""
        ...

    def actions(self, since: date, until: date, locale: str | None = None) -> Sequence[ActionSum]:
        """Portal actions taken, by article and workflow."""
        ...

    def days(self, since: date, until: date, locale: str | None = None) -> Sequence[DaySum]:
        """Totals in the order of days; days without anything are left out."""
        ...

    def staff(self, since: date, until: date) -> Sequence[StaffSum]:
        """What staff and assistants did, which no other sum counts, and what came of answers beside tickets."""
        ...

    def support(self, since: date, until: date, locale: str | None = None) -> Sequence[SupportSum]:
        """Links of the support that were followed, and what it found no article for; of days whose events are kept."""
        ...

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
        """Comments, the latest first; `handled` chooses those that are or are not, None both."""
        ...

    def handle(self, comment: UUID, handled: bool = True) -> bool:
        """Mark a comment as handled now, or as waiting again; False when there is none with that id."""
        ...

    def purge(self, events_before: date, sums_before: date) -> Purged:
        """Remove events and comments of days before the first date, sums of days before the second."""
        ...

    @property
    def accounts(self) -> AccountStore:
        """The accounts in the same database."""
        ...

    @property
    def replies(self) -> ReplyStore:
        """What the reply desk keeps in the same database."""
        ...

    def close(self) -> None:
        """Give the connections back; a later use opens new ones."""
        ...
