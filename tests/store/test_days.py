"""Ranges of days are covered by whole months and the days beside them, each day once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store.days import Cover, cover, day_of, month_of, number_of

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


@given(DAYS, st.integers(0, 800))
def test_a_range_is_covered_once(since: date, length: int) -> None:
    until = since + timedelta(days=length)
    covered = cover(since, until)
    found = [day for one in covered.days for day in days_between(*one)]
    if covered.months is not None:
        first, last = covered.months
        assert first.day == 1
        assert (last + timedelta(days=1)).day == 1
        found += days_between(first, last)
    assert sorted(found) == days_between(since, until)


@pytest.mark.parametrize(
    ("since", "until", "covered"),
    [
        (date(2026, 8, 1), date(2026, 8, 31), Cover((), (date(2026, 8, 1), date(2026, 8, 31)))),
        (date(2026, 8, 2), date(2026, 8, 31), Cover(((date(2026, 8, 2), date(2026, 8, 31)),), None)),
        (date(2026, 8, 2), date(2026, 8, 1), Cover((), None)),
    ],
)
def test_whole_months_are_read_as_such(since: date, until: date, covered: Cover) -> None:
    assert cover(since, until) == covered


def test_all_time_is_a_range_too() -> None:
    assert cover(date.min, date.max).months is not None


@given(DAYS)
def test_a_day_is_a_number_that_one_can_read_and_that_keeps_its_order(day: date) -> None:
    assert str(number_of(day)) == day.strftime("%Y%m%d")
    assert day_of(number_of(day)) == day
    assert number_of(month_of(day)) <= number_of(day) < number_of(day + timedelta(days=1))
