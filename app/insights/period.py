"""The days that figures are about, and the days before that they are compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

WEEKLY_FROM_DAYS = 120
"""From so many days on a chart shows weeks: more bars than that could not be told apart on a telephone."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days (UTC) from `since` to `until`, both included. Raises ValueError when they are the wrong way round."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise ValueError("the last day comes before the first")

    @classmethod
    def last(cls, days: int, today: date) -> Period:
        """So many days, the present one included."""
        return cls(today - timedelta(days=days - 1), today)

    @property
    def days(self) -> int:
        """How many days these are, at least 1."""
        return (self.until - self.since).days + 1

    @property
    def before(self) -> Period:
        """As many days, which end on the day before."""
        return Period(self.since - timedelta(days=self.days), self.since - timedelta(days=1))

    def slots(self) -> tuple[Period, ...]:
        """The parts that a chart shows: days, or from 120 days on weeks, of which the first may be shorter."""
        if self.days < WEEKLY_FROM_DAYS:
            return tuple(Period(day, day) for day in self._every(1))
        starts = self._every(7)
        return tuple(Period(max(self.since, start), start + timedelta(days=6)) for start in starts)

    def _every(self, step: int) -> tuple[date, ...]:
        """First days of parts of `step` days, counted back from the last day."""
        parts = -(-self.days // step)
        return tuple(self.until - timedelta(days=step * part - 1) for part in range(parts, 0, -1))
