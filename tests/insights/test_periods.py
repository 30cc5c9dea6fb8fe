"""Periods, trends and what a chart shows of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.insights import Period, Trend, course
from app.model import DaySum

TODAY = date(2026, 6, 30)


def day(number: date, searches: int, unanswered: int) -> DaySum:
    return DaySum(number, 0, searches, unanswered, 0, 0, 0, 0, 0, 0)


@given(st.integers(1, 800))
def test_the_period_before_has_as_many_days_and_ends_the_day_before(days: int) -> None:
    period = Period.last(days, TODAY)
    assert period.days == period.before.days == days
    assert period.before.until + timedelta(days=1) == period.since


@given(st.integers(1, 800))
def test_slots_cover_the_period_without_a_gap(days: int) -> None:
    slots = Period.last(days, TODAY).slots()
    assert len(slots) <= 120
    covered = [slot.since + timedelta(days=n) for slot in slots for n in range(slot.days)]
    assert covered == [TODAY - timedelta(days=days - 1 - n) for n in range(days)]


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before"):
        Period(TODAY, TODAY - timedelta(days=1))


def test_days_without_anything_are_zero_in_a_course() -> None:
    found = course([day(TODAY, 5, 2), day(date(2026, 1, 1), 99, 0)], Period.last(3, TODAY), "searches", "unanswered")
    assert [(slot.value, slot.part) for slot in found] == [(0, 0), (0, 0), (5, 2)]


@pytest.mark.parametrize(
    ("now", "before", "direction", "change"),
    [(5, None, "unknown", None), (5, 0, "new", None), (0, 0, "same", None), (6, 4, "up", 0.5), (1, 4, "down", -0.75)],
)
def test_a_trend_compares_with_the_period_before(
    now: int, before: int | None, direction: str, change: float | None
) -> None:
    assert (Trend(now, before).direction, Trend(now, before).change) == (direction, change)


@pytest.mark.parametrize(
    ("now", "before", "notable"), [(105, 100, False), (110, 100, True), (4, 2, False), (5, 0, True)]
)
def test_a_small_change_is_noise(now: int, before: int, notable: bool) -> None:
    assert Trend(now, before).notable is notable
