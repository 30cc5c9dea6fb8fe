"""Days as other products write them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date

import pytest

from app.content.importers.matter import as_day

NEARLY_MIDNIGHT = 1_717_282_740
"""1 June 2024, 22:59 UTC: the day after in Kiritimati."""


@pytest.fixture(params=["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The time zone of the machine."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("zone")
def test_seconds_are_the_same_day_on_every_machine() -> None:
    assert as_day(NEARLY_MIDNIGHT) == date(2024, 6, 1)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-06-01T23:59:59Z", date(2024, 6, 1)),
        ("6/1/2024", date(2024, 6, 1)),
        ("2024-02-30", None),
        ("1969-12-31", None),
        (0, None),
        (None, None),
    ],
)
def test_a_day_is_read_as_it_is_written_and_nothing_else_is_one(written: object, day: date | None) -> None:
    assert as_day(written) == day
