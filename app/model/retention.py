"""How long what is recorded of readers is kept; the purge and the public privacy page read the same values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

EVENT_DAYS = 90
SUM_MONTHS = 25
SHORTEST_SUM_MONTHS = 2
"""Popularity needs the sums of the last 30 days."""


@dataclass(frozen=True, slots=True)
class Retention:
    """`event_days`: single events and comments; `sum_months`: daily and monthly sums. An operator may shorten both."""

    event_days: int = EVENT_DAYS
    sum_months: int = SUM_MONTHS

    def events_before(self, today: date) -> date:
        """The first day whose events and comments are kept."""
        return today - timedelta(days=self.event_days)

    def sums_before(self, today: date) -> date:
        """The first day whose sums are kept: the first of a month, so that sums of months stay whole."""
        months = today.year * 12 + today.month - 1 - self.sum_months
        return date(months // 12, months % 12 + 1, 1)
