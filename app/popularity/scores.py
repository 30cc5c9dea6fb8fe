"""How much an article is read: readers that fade with time, no few days of which count for more than the others."""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

from app.model import DailyReads, Thresholds


@dataclass(frozen=True, slots=True)
class Form:
    """An article on a day: decayed readers, and on how many recent days several people read it."""

    score: float = 0.0
    days: int = 0


@dataclass(slots=True)
class Track:
    """The reads of one article, added in the order of days; only its best days are remembered singly.

    A day counts at most `burst` times as much as the article's `popular_days`-th best one, so that fewer days than
    that (a mailing, an outage, a robot nobody knows) add next to nothing by themselves; but each counts one reader.
    """

    thresholds: Thresholds
    day: date = date.min
    total: float = 0.0
    best: list[tuple[float, float]] = field(default_factory=list)
    """Decayed readers of the best days, ascending, with what one reader of that day weighs."""
    shared: list[date] = field(default_factory=list)
    """Recent days with as many readers as popularity needs."""

    def copy(self) -> Self:
        """One that goes on by itself."""
        return replace(self, best=list(self.best), shared=list(self.shared))

    def add(self, read: DailyReads) -> None:
        """Add the readers of a day, later than all before."""
        self._fade(read.day)
        self.total += read.readers
        insort(self.best, (float(read.readers), 1.0))
        del self.best[: -self.thresholds.popular_days]
        if read.readers >= self.thresholds.popular_readers:
            self.shared.append(read.day)

    def form(self, day: date) -> Form:
        """How the article stands at the end of a day that is not before the last one added."""
        weight = 0.5 ** ((day - self.day).days / self.thresholds.half_life_days) if self.total else 0.0
        days = sum((day - shared).days < recent_days(self.thresholds) for shared in self.shared)
        # Rounded: equal reads stay equal in whatever order they were added up.
        return Form(round((self.total - self._excess()) * weight, 9), days)

    def _excess(self) -> float:
        enough = len(self.best) == self.thresholds.popular_days
        limit = self.thresholds.burst * self.best[0][0] if enough else 0.0
        return sum(max(0.0, weight - max(limit, single)) for weight, single in self.best)

    def _fade(self, day: date) -> None:
        if self.total:
            factor = 0.5 ** ((day - self.day).days / self.thresholds.half_life_days)
            self.total *= factor
            self.best = [(weight * factor, single * factor) for weight, single in self.best]
            self.shared = [shared for shared in self.shared if (day - shared).days < recent_days(self.thresholds)]
        self.day = day


def recent_days(thresholds: Thresholds) -> int:
    """Two half-lives: the days among which popularity needs some with several readers."""
    return max(1, round(2 * thresholds.half_life_days))
