"""Signs of a problem at a glance: a few rules with fixed thresholds, explained in docs/insight.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from app.insights.articles import ArticleFigures, votes
from app.insights.gaps import Gap
from app.insights.totals import Totals

SignalKind = Literal["no_answers", "gap_rose", "helpfulness_fell", "unhelpful", "reads_collapsed", "tickets"]
SIGNAL_KINDS: tuple[SignalKind, ...] = (
    "no_answers",
    "gap_rose",
    "helpfulness_fell",
    "unhelpful",
    "reads_collapsed",
    "tickets",
)

MIN_SEARCHES = 50
NO_ANSWERS_POINTS = 0.10
"""The share of searches without an answer grew by so much, with at least 50 searches in both periods."""
GAP_MIN = 5
GAP_FACTOR = 2.0
"""A question without an answer was asked at least 5 times, and at least twice as often as before."""
MIN_VOTES = 5
HELPFULNESS_POINTS = 0.15
"""The Bayesian mean fell by so much, with at least 5 votes in both periods."""
UNHELPFUL = 0.5
"""The Bayesian mean is below one half, with at least 5 votes."""
MIN_READS = 20
READS_SHARE = 0.5
"""At least 20 reads before, now less than half of what the whole help centre's course would make of them."""
MIN_TICKETS = 3
TICKET_SHARE = 0.05
TICKET_FACTOR = 2.0
"""At least 3 tickets after reading, by at least 5 % of readers and twice the help centre's own share."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One sign: `now` and `before` are counts or shares, as the kind has it; `readers` says how many it concerns."""

    kind: SignalKind
    readers: int
    now: float
    before: float | None = None
    article: ArticleFigures | None = None
    gap: Gap | None = None


def signals(totals: Totals, unanswered: Iterable[Gap], articles: Iterable[ArticleFigures]) -> tuple[Signal, ...]:
    """Every sign of a period, what concerns most readers first. An article carries its gravest sign only."""
    existing = [one for one in articles if one.exists]
    found = [*_no_answers(totals), *(sign for gap in unanswered for sign in _gap(gap))]
    for article in existing:
        found += list(_article(article, totals))[:1]
    return tuple(sorted(found, key=lambda sign: (-sign.readers, SIGNAL_KINDS.index(sign.kind))))


def _no_answers(totals: Totals) -> Iterator[Signal]:
    now, before = totals.share("unanswered", "searches"), totals.share("unanswered", "searches", before=True)
    searches = totals.trend("searches")
    if now is None or before is None or min(searches.now, searches.before or 0) < MIN_SEARCHES:
        return
    if round(now - before, 9) >= NO_ANSWERS_POINTS:
        yield Signal("no_answers", totals.now["unanswered"], now, before)


def _gap(gap: Gap) -> Iterator[Signal]:
    before = gap.searches.before
    if before is not None and gap.searches.now >= max(GAP_MIN, GAP_FACTOR * before):
        yield Signal("gap_rose", gap.searches.now, gap.searches.now, before, gap=gap)


def _article(article: ArticleFigures, totals: Totals) -> Iterator[Signal]:
    """Signs of one article, the gravest first."""
    yield from _tickets(article, totals)
    yield from _votes(article)
    yield from _reads(article, totals)


def _tickets(article: ArticleFigures, totals: Totals) -> Iterator[Signal]:
    share, usual = article.ticket_share, totals.share("tickets", "reads")
    if share is None or usual is None or article.now.tickets < MIN_TICKETS:
        return
    if share >= max(TICKET_SHARE, TICKET_FACTOR * usual):
        yield Signal("tickets", article.now.tickets, share, usual, article)


def _votes(article: ArticleFigures) -> Iterator[Signal]:
    if article.votes < MIN_VOTES:
        return
    now, before = article.helpfulness, article.helpfulness_before
    judged = article.earlier is not None and votes(article.earlier) >= MIN_VOTES
    # Rounded: a fall of 15 points is one, whatever binary fractions make of it.
    if before is not None and judged and round(before - now, 9) >= HELPFULNESS_POINTS:
        yield Signal("helpfulness_fell", article.now.unhelpful, now, before, article)
    if now < UNHELPFUL:
        yield Signal("unhelpful", article.now.unhelpful, now, before, article)


def _reads(article: ArticleFigures, totals: Totals) -> Iterator[Signal]:
    reads, everything = article.reads, totals.trend("reads")
    if reads.before is None or reads.before < MIN_READS or not everything.before:
        return
    # At most what it had: an article that keeps its readers while others gain some is no sign of a problem.
    expected = reads.before * min(1.0, everything.now / everything.before)
    if reads.now < READS_SHARE * expected:
        yield Signal("reads_collapsed", round(expected) - reads.now, reads.now, reads.before, article)
