"""What readers looked for and did not find: no answer, or answers that nobody opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from app.errors import InvalidQuery, SearchUnavailable
from app.insights.keys import QueryKeys
from app.insights.trend import Trend
from app.model import Answer, Query, SearchDay, SearchSum
from app.popularity import words_of

GapKind = Literal["unanswered", "unopened"]
GAP_KINDS: tuple[GapKind, ...] = ("unanswered", "unopened")

MIN_UNOPENED = 3
"""Searches from which on an answer that nobody opened is worth a look: below, somebody read the list and was done."""
NEAREST = 3
MAX_NEAREST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that readers of a locale looked for; `query` is how most of them wrote it.

    `searches` counts those without an answer, or those with an answer that nobody opened. `variants` are all
    spellings with their searches, most searched first; `results` is how many articles the latest search showed. The
    trend compares with the same spellings; rare gaps have none.
    """

    kind: GapKind
    query: str
    locale: str
    searches: Trend
    variants: tuple[tuple[str, int], ...]
    results: int
    first_day: date
    last_day: date


def gaps(kind: GapKind, sums: Iterable[SearchSum], keys: QueryKeys) -> tuple[Gap, ...]:
    """Gaps of one kind from the sums of that kind, most searched first, then the latest; without a trend yet."""
    groups: dict[tuple[str, str], list[SearchSum]] = defaultdict(list)
    for one in sums:
        groups[one.locale, keys.of(one.query, one.locale)].append(one)
    found = [_gap(kind, group) for group in groups.values()]
    worth = (gap for gap in found if gap.searches.now >= (MIN_UNOPENED if kind == "unopened" else 1))
    return tuple(sorted(worth, key=lambda gap: (-gap.searches.now, -gap.last_day.toordinal(), gap.locale, gap.query)))


def compared(gap: Gap, days: Mapping[tuple[str, str], Sequence[SearchDay]]) -> Gap:
    """The gap with its trend: `days` are those of the period before, by locale and query, for the gap's spellings.

    Searches that were opened in the period before were no gap then: they count as 0.
    """
    found = [day for query, _ in gap.variants for day in days.get((gap.locale, query), ())]
    unanswered = sum(day.unanswered for day in found)
    opened = any(day.clicks for day in found)
    unopened = 0 if opened else sum(day.searches for day in found) - unanswered
    before = unanswered if gap.kind == "unanswered" else unopened
    return replace(gap, searches=Trend(gap.searches.now, before))


def find_gap(found: Iterable[Gap], query: str, locale: str, keys: QueryKeys) -> Gap | None:
    """The gap of a locale that a query belongs to, however it is spelt; None when nobody searched for it."""
    wanted = keys.of(query, locale)
    return next((gap for gap in found if gap.locale == locale and keys.of(gap.query, locale) == wanted), None)


def nearest(search: Callable[[Query], Answer], query: str, locale: str) -> tuple[str, ...]:
    """Ids of the articles that a search finds today, closest first, 3 at most; none for a locale that is gone."""
    words = " ".join(words_of(query).split()[:MAX_NEAREST_WORDS])
    try:
        answer = search(Query(words, locale, limit=NEAREST))
    except (InvalidQuery, SearchUnavailable):
        return ()
    return tuple(hit.id for hit in answer.hits)


def counted(kind: GapKind, one: SearchSum) -> int:
    """The searches of a sum that a kind is about."""
    return one.unanswered if kind == "unanswered" else one.searches - one.unanswered


def _gap(kind: GapKind, sums: Sequence[SearchSum]) -> Gap:
    ordered = sorted(sums, key=lambda one: (-counted(kind, one), one.query))
    latest = max(sums, key=lambda one: one.last_day)
    return Gap(
        kind=kind,
        query=ordered[0].query,
        locale=ordered[0].locale,
        searches=Trend(sum(counted(kind, one) for one in sums)),
        variants=tuple((one.query, counted(kind, one)) for one in ordered),
        results=latest.results_last,
        first_day=min(one.first_day for one in sums),
        last_day=latest.last_day,
    )
