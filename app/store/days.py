"""Days in tables of sums, and how a range of days is covered by whole months and the days beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Dialect, Integer, TypeDecorator

_FIRST, _LAST = date(1, 2, 1), date(9998, 12, 31)
"""The days before and after them are still dates."""

Range = tuple[date, date]
"""First and last day, both included."""


class Day(TypeDecorator[date]):
    """A date as the number that one reads: 20260801. Four bytes instead of ten, and arithmetic in any database."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else number_of(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> date | None:  # noqa: ARG002
        return None if value is None else day_of(value)


def number_of(day: date) -> int:
    """The number that stands for a day."""
    return day.year * 10_000 + day.month * 100 + day.day


def day_of(number: int) -> date:
    """The day that a number stands for."""
    return date(number // 10_000, number // 100 % 100, number % 100)


def month_of(day: date) -> date:
    """The first day of the month, which stands for the month."""
    return day.replace(day=1)


@dataclass(frozen=True, slots=True)
class Cover:
    """`months` (their first days) are read from sums by month, `days` from sums by day; together the whole range."""

    days: tuple[Range, ...]
    months: Range | None


def cover(since: date, until: date) -> Cover:
    """Cover a range of days; nothing when it ends before it begins."""
    since, until = max(since, _FIRST), min(until, _LAST)
    if until < since:
        return Cover((), None)
    first = month_of(since) if since.day == 1 else _next_month(since)
    end = _next_month(until) if (until + timedelta(days=1)).day == 1 else month_of(until)
    if first >= end:
        return Cover(((since, until),), None)
    beside = ((since, first - timedelta(days=1)), (end, until))
    return Cover(tuple((one, other) for one, other in beside if one <= other), (first, end - timedelta(days=1)))


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
