"""Which articles somebody must read again, and when: those that are overdue come first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.insights.sheet import Sheet, sheet
from app.model import RenderedArticle

SOON = timedelta(days=30)
REVIEW_COLUMNS = ("state", "days_late", "review_by", "owner", "locale", "article", "title", "updated", "source")

ReviewState = Literal["overdue", "soon", "later"]
REVIEW_STATES: tuple[ReviewState, ...] = ("overdue", "soon", "later")


@dataclass(frozen=True, slots=True)
class Review:
    """The review of one article in one locale; `days_late` is negative before its day, and 0 on it."""

    article: RenderedArticle
    review_by: date
    days_late: int

    @property
    def state(self) -> ReviewState:
        """`overdue` after its day, `soon` within 30 days."""
        if self.days_late > 0:
            return "overdue"
        return "soon" if -self.days_late <= SOON.days else "later"


def reviews(articles: Iterable[RenderedArticle], today: date) -> tuple[Review, ...]:
    """The reviews of those articles that have one, the longest overdue first."""
    found = [Review(a, a.review_by, (today - a.review_by).days) for a in articles if a.review_by]
    return tuple(sorted(found, key=lambda one: (one.review_by, one.article.locale, one.article.id)))


def review_sheet(found: Iterable[Review]) -> Sheet:
    """The table that editors take away."""
    return sheet(
        REVIEW_COLUMNS,
        (
            (
                one.state,
                one.days_late,
                one.review_by,
                one.article.owner or "",
                one.article.locale,
                one.article.id,
                one.article.title,
                one.article.updated,
                f"{one.article.locale}/{one.article.source}",
            )
            for one in found
        ),
    )
