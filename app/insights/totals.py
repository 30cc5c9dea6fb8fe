"""The whole help centre in one period: totals, and their course over time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from app.insights.period import Period
from app.insights.trend import Trend
from app.model import DaySum

Measure = Literal["reads", "searches", "unanswered", "clicks", "helpful", "unhelpful", "solved", "tickets", "actions"]
MEASURES: tuple[Measure, ...] = get_args(Measure)


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of a period, and of the one before when anything was recorded in it."""

    now: dict[Measure, int]
    before: dict[Measure, int] | None

    def trend(self, measure: Measure) -> Trend:
        return Trend(self.now[measure], self.before[measure] if self.before else None)

    def share(self, part: Measure, whole: Measure, *, before: bool = False) -> float | None:
        """One figure as a share of another (`unanswered` of `searches`); None where the other is 0 or unknown."""
        sums = self.before if before else self.now
        return sums[part] / sums[whole] if sums and sums[whole] else None

    def helpful_share(self, *, before: bool = False) -> float | None:
        """Helpful votes as a share of all, as they were given; None without any."""
        sums = self.before if before else self.now
        votes = sums["helpful"] + sums["unhelpful"] if sums else 0
        return sums["helpful"] / votes if sums and votes else None


@dataclass(frozen=True, slots=True)
class Slot:
    """One bar of a chart: the days it stands for, and how much of what happened on them."""

    days: Period
    value: int
    part: int
    """How much of `value` is the part that the chart marks."""


def totals(now: Iterable[DaySum], before: Sequence[DaySum]) -> Totals:
    """Totals from the sums of days of two periods."""
    return Totals(_sums(now), _sums(before) if before else None)


def course(days: Iterable[DaySum], period: Period, whole: Measure, part: Measure | None = None) -> tuple[Slot, ...]:
    """A measure over the period, a slot a day (a week in long periods); days without anything are 0."""
    by_day = {one.day: one for one in days}
    slots = []
    for slot in period.slots():
        inside = [one for day, one in by_day.items() if slot.since <= day <= slot.until]
        marked = sum(getattr(one, part) for one in inside) if part else 0
        slots.append(Slot(slot, sum(getattr(one, whole) for one in inside), marked))
    return tuple(slots)


def _sums(days: Iterable[DaySum]) -> dict[Measure, int]:
    found = list(days)
    return {measure: sum(getattr(day, measure) for day in found) for measure in MEASURES}
