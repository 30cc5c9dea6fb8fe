"""Every question an editor asks of the record, for a period and a locale."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from threading import Lock
from time import monotonic
from typing import Literal
from uuid import UUID

from app.insights.articles import ArticleFigures, Key, article_figures
from app.insights.beside import BesideTickets, beside_tickets
from app.insights.gaps import Gap, GapKind, compared, gaps
from app.insights.keys import QueryKeys
from app.insights.period import Period
from app.insights.signals import Signal, signals
from app.insights.totals import Totals, totals
from app.model import ActionSum, Comment, DaySum, ReasonSum, SearchDay, SupportSum
from app.ports import Store

Recorded = Literal["something", "nothing", "never"]
KEPT_DAYS = 800
"""Sums are kept for 25 months at most."""
MOST_QUERIES = 1_000
"""Queries that are grouped, the most frequent: the tail is of single searches, and reading it would take a second."""
MOST_LOOKUPS = 6_000
"""Queries times days of the period before that are looked up for trends: 200 queries of a month, 16 of a year."""
KEPT_SECONDS = 60.0
KEPT_OVERVIEWS = 8
"""With 4,000 articles and 2,000 queries each about 2 MB."""
WAITING_AT_MOST = 100
"""Comments that wait are counted up to here: « 99+ » says enough."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked about: some days, and one locale or (None) all."""

    period: Period
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of the first page; `days` are those of the period, as recorded."""

    totals: Totals
    days: Sequence[DaySum]
    signals: tuple[Signal, ...]
    unanswered: tuple[Gap, ...]
    unopened: tuple[Gap, ...]
    articles: tuple[ArticleFigures, ...]
    actions: tuple[ActionSum, ...]
    beside: BesideTickets
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class LeadingQuery:
    """One thing that readers searched for before they opened an article, in all its spellings."""

    query: str
    clicks: int
    variants: tuple[str, ...]


class Desk:
    """Reads the record; holds the analysis of words, and overviews of the last minute. Safe for threads.

    Every method may raise StoreUnavailable.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = monotonic):
        self._store = store
        self._clock = clock
        self._lock = Lock()
        self._kept: OrderedDict[Scope, tuple[float, Mapping[Key, date | None], Overview]] = OrderedDict()
        self.keys = QueryKeys()

    def overview(self, scope: Scope, known: Mapping[Key, date | None]) -> Overview:
        """Everything at a glance, a minute old at most (comments are as they are); `known` as in `article_figures`."""
        waiting = self.waiting(scope.locale, scope.period.until)
        with self._lock:
            made, of, kept = self._kept.get(scope, (0.0, None, None))
        if kept is None or of is not known or self._clock() - made > KEPT_SECONDS:
            kept = self._overview(scope, known)
            with self._lock:
                self._kept[scope] = (self._clock(), known, kept)
                self._kept.move_to_end(scope)
                while len(self._kept) > KEPT_OVERVIEWS:
                    self._kept.popitem(last=False)
        return replace(kept, waiting=waiting)

    def _overview(self, scope: Scope, known: Mapping[Key, date | None]) -> Overview:
        days, before = self._days(scope), self._days_before(scope)
        whole, compare = totals(days, before), bool(before)
        # At once: with ten million events each takes 0.1 s (0.2 s for a year), and a database works outside of Python.
        with ThreadPoolExecutor(4) as pool:
            unanswered = pool.submit(self._gaps, "unanswered", scope, compare=compare)
            unopened = pool.submit(self._gaps, "unopened", scope, compare=compare)
            articles = pool.submit(self._articles, scope, known, compare=compare)
            actions = pool.submit(self.actions, scope)
            beside = pool.submit(self.beside_tickets, scope.period)
        return Overview(
            totals=whole,
            days=days,
            signals=signals(whole, unanswered.result(), articles.result()),
            unanswered=unanswered.result(),
            unopened=unopened.result(),
            articles=articles.result(),
            actions=actions.result(),
            beside=beside.result(),
        )

    def recorded(self, scope: Scope) -> Recorded:
        """Whether anything happened in a period: without it « everything was read » would be said of nothing."""
        if self._days(scope):
            return "something"
        earliest = scope.period.until - timedelta(days=KEPT_DAYS)
        return "nothing" if self._store.days(earliest, date.max, scope.locale) else "never"

    def gaps(self, kind: GapKind, scope: Scope) -> tuple[Gap, ...]:
        """Gaps of one kind, most searched first."""
        return self._gaps(kind, scope, compare=bool(self._days_before(scope)))

    def articles(self, scope: Scope, known: Mapping[Key, date | None]) -> tuple[ArticleFigures, ...]:
        """Figures of every article, most read first."""
        return self._articles(scope, known, compare=bool(self._days_before(scope)))

    def reads(self, period: Period) -> Mapping[Key, int]:
        """How often each article was read, by locale and id."""
        return {(one.locale, one.article): one.reads for one in self._store.articles(period.since, period.until, None)}

    def about(
        self, scope: Scope, article: str, known: Mapping[Key, date | None]
    ) -> tuple[ArticleFigures, tuple[Signal, ...]] | None:
        """Figures and signs of one article of the scope's locale; None when there is and was no such article."""
        days, before = self._days(scope), self._days_before(scope)
        found = self._articles(scope, known, compare=bool(before))
        figures = next((one for one in found if one.id == article and one.locale == scope.locale), None)
        return (figures, signals(totals(days, before), (), [figures])) if figures else None

    def leading(self, scope: Scope, article: str) -> tuple[LeadingQuery, ...]:
        """Searches from which an article was opened, those of one meaning together, the most first."""
        found: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        for one in self._store.clicks(scope.period.since, scope.period.until, scope.locale, article=article):
            found[one.locale, self.keys.of(one.query, one.locale)].append((one.clicks, one.query))
        groups = [sorted(group, key=lambda each: (-each[0], each[1])) for group in found.values()]
        leading = [LeadingQuery(g[0][1], sum(c for c, _ in g), tuple(query for _, query in g)) for g in groups]
        return tuple(sorted(leading, key=lambda one: (-one.clicks, one.query)))

    def actions(self, scope: Scope, article: str | None = None) -> tuple[ActionSum, ...]:
        """Portal actions taken, of one article or of all, the most first."""
        found = self._store.actions(scope.period.since, scope.period.until, scope.locale)
        return tuple(one for one in found if article in (None, one.article))

    def support(self, scope: Scope) -> tuple[SupportSum, ...]:
        """Articles that the support sent, and what it found none for, the most first."""
        return tuple(self._store.support(scope.period.since, scope.period.until, scope.locale))

    def beside_tickets(self, period: Period) -> BesideTickets:
        """What came of articles shown beside tickets, in all languages: the record tells them apart by kind only."""
        return beside_tickets(self._store.staff(period.since, period.until))

    def reasons(self, scope: Scope, article: str) -> tuple[ReasonSum, ...]:
        """Reasons given with votes on an article, the most first."""
        found = self._store.reasons(scope.period.since, scope.period.until, scope.locale)
        return tuple(one for one in found if one.article == article)

    def comments(
        self, scope: Scope, *, article: str | None = None, handled: bool | None = None, limit: int, offset: int = 0
    ) -> Sequence[Comment]:
        """What readers wrote, the latest first."""
        period = scope.period
        return self._store.comments(
            period.since, period.until, scope.locale, article=article, handled=handled, limit=limit, offset=offset
        )

    def handle(self, comment: UUID, handled: bool) -> bool:
        """Mark a comment as handled, or as waiting again; False when there is none with that id."""
        return self._store.handle(comment, handled)

    def waiting(self, locale: str | None, today: date) -> int:
        """How many comments of any day nobody has handled yet; 100 stands for more."""
        return len(self._store.comments(date.min, today, locale, handled=False, limit=WAITING_AT_MOST))

    def _days(self, scope: Scope) -> Sequence[DaySum]:
        return self._store.days(scope.period.since, scope.period.until, scope.locale)

    def _days_before(self, scope: Scope) -> Sequence[DaySum]:
        return self._store.days(scope.period.before.since, scope.period.before.until, scope.locale)

    def _gaps(self, kind: GapKind, scope: Scope, *, compare: bool) -> tuple[Gap, ...]:
        period = scope.period
        sums = self._store.searches(period.since, period.until, scope.locale, kind=kind, limit=MOST_QUERIES)
        found = gaps(kind, sums, self.keys)
        return self._compared(found, period.before) if compare else found

    def _compared(self, found: Sequence[Gap], before: Period) -> tuple[Gap, ...]:
        """The most frequent gaps with their trend, as many as can be looked up in 40 ms."""
        wanted: dict[str, list[str]] = defaultdict(list)
        left, most = min(MOST_QUERIES, MOST_LOOKUPS // before.days), 0
        for gap in found:
            left -= len(gap.variants)
            if left < 0:
                break
            wanted[gap.locale] += [query for query, _ in gap.variants]
            most += 1
        days: dict[tuple[str, str], list[SearchDay]] = defaultdict(list)
        for locale, queries in wanted.items():
            for day in self._store.search_days(before.since, before.until, locale, queries):
                days[locale, day.query].append(day)
        return (*(compared(gap, days) for gap in found[:most]), *found[most:])

    def _articles(self, scope: Scope, known: Mapping[Key, date | None], *, compare: bool) -> tuple[ArticleFigures, ...]:
        period = scope.period
        now = self._store.articles(period.since, period.until, scope.locale)
        before = self._store.articles(period.before.since, period.before.until, scope.locale) if compare else None
        wanted = {key: day for key, day in known.items() if scope.locale in (None, key[0])}
        return article_figures(now, before, wanted)
