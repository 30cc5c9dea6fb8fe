"""How articles do: reads, helpfulness, tickets after reading, actions taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.insights.trend import Trend
from app.model import ArticleSum

Key = tuple[str, str]
"""Locale, article id."""

PRIOR_SHARE = 0.7
PRIOR_VOTES = 10
"""Every article begins as if 10 readers had judged it and 7 of them found it helpful; real votes take over from there.

A single « no » then gives 64 %, not 0 %, and 3 of 3 « yes » give 77 %, not 100 %."""

FAILING = 0.6
"""A Bayesian mean below this says that an article does not help: two « no » without a « yes » are 58 %."""

Order = Literal["reads", "helpfulness", "tickets", "actions", "searches"]
ORDERS: tuple[Order, ...] = ("reads", "helpfulness", "tickets", "actions", "searches")


@dataclass(frozen=True, slots=True)
class ArticleFigures:
    """One article of a locale in a period; `earlier` is the period before, None when nothing was recorded in it.

    `published` is None where nobody knows; `exists` is false for one that readers can no longer open.
    """

    now: ArticleSum
    earlier: ArticleSum | None
    exists: bool
    published: date | None = None

    @property
    def id(self) -> str:
        return self.now.article

    @property
    def locale(self) -> str:
        return self.now.locale

    @property
    def reads(self) -> Trend:
        return Trend(self.now.reads, self.earlier.reads if self.earlier else None)

    @property
    def votes(self) -> int:
        return votes(self.now)

    @property
    def helpfulness(self) -> float:
        return helpfulness(self.now)

    @property
    def helpfulness_before(self) -> float | None:
        return helpfulness(self.earlier) if self.earlier and votes(self.earlier) else None

    @property
    def ticket_share(self) -> float | None:
        """Tickets after a reading to readings, at most 1; None for an article that nobody read."""
        return min(1.0, self.now.tickets / self.now.reads) if self.now.reads else None


def votes(one: ArticleSum) -> int:
    """How many readers judged the article."""
    return one.helpful + one.unhelpful


def helpfulness(one: ArticleSum) -> float:
    """The Bayesian mean of the votes, 0 to 1: (helpful + 7) / (votes + 10)."""
    return (one.helpful + PRIOR_SHARE * PRIOR_VOTES) / (votes(one) + PRIOR_VOTES)


def article_figures(
    now: Iterable[ArticleSum], before: Iterable[ArticleSum] | None, known: Mapping[Key, date | None]
) -> tuple[ArticleFigures, ...]:
    """Figures of every article that exists or that something happened to, most read first.

    `known` gives the day on which each existing article was published; `before` as in `gaps`.
    """
    sums = {(one.locale, one.article): one for one in now}
    earlier = None if before is None else {(one.locale, one.article): one for one in before}
    found = [
        ArticleFigures(
            now=sums.get(key) or nothing(*key),
            earlier=None if earlier is None else earlier.get(key) or nothing(*key),
            exists=key in known,
            published=known.get(key),
        )
        for key in sums.keys() | known.keys()
    ]
    return in_order(found, "reads")


def nothing(locale: str, article: str) -> ArticleSum:
    """The sum of an article that nothing happened to."""
    return ArticleSum(article, locale, 0, 0, 0, 0, 0, 0, 0, 0)


def in_order(found: Iterable[ArticleFigures], order: Order) -> tuple[ArticleFigures, ...]:
    """What needs attention first: the most of anything, but the least helpful; equal ones by id."""
    rank = _RANKS[order]
    return tuple(sorted(found, key=lambda one: (rank(one), -one.now.reads, one.id, one.locale)))


_RANKS: Mapping[Order, Callable[[ArticleFigures], float]] = {
    "reads": lambda one: -one.now.reads,
    "helpfulness": lambda one: one.helpfulness if one.votes else 2.0,
    "tickets": lambda one: -one.now.tickets,
    "actions": lambda one: -one.now.actions,
    "searches": lambda one: -one.now.clicks,
}


def unread(found: Iterable[ArticleFigures], since: date) -> tuple[ArticleFigures, ...]:
    """Articles that nobody read although they were there the whole period, by locale and id."""
    there = (one for one in found if one.exists and not one.now.reads and _was_there(one.published, since))
    return tuple(sorted(there, key=lambda one: (one.locale, one.id)))


def _was_there(published: date | None, since: date) -> bool:
    return published is None or published <= since


def failing(found: Iterable[ArticleFigures]) -> tuple[ArticleFigures, ...]:
    """Articles whose helpfulness is below 60 %, the least helpful first; two votes are the fewest that do that."""
    return tuple(one for one in in_order(found, "helpfulness") if one.helpfulness < FAILING)


def after_tickets(found: Iterable[ArticleFigures]) -> tuple[ArticleFigures, ...]:
    """Articles that were the last one read before a ticket, the most tickets first."""
    return tuple(one for one in in_order(found, "tickets") if one.now.tickets)
