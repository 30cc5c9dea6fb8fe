"""The daily purge: once a day, again when the store was away, by the retention in force."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from app.errors import StoreUnavailable
from app.jobs.purging import DailyPurge
from app.model import Event, Retention
from app.ports import Store
from app.store import open_store

TODAY = date(2026, 8, 1)


def asked(age: int) -> Event:
    day = TODAY - timedelta(days=age)
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Event(uuid4(), "search", at, "fr", query=f"q{age}", results=1)


def test_what_is_kept_long_enough_goes_and_the_sums_stay_longer(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/guichet.db"
    store = open_store(url)
    store.record([asked(age) for age in (0, 90, 91, 740, 800)])
    purge = DailyPurge(lambda: open_store(url), Retention(), lambda: TODAY)
    purge()
    assert sorted(one.query for one in store.searches(date.min, TODAY)) == ["q0", "q740", "q90", "q91"]
    assert store.purge(TODAY - timedelta(days=90), date.min).events == 0
    assert store.purge(TODAY, date.min).events == 1
    store.close()


def test_it_runs_once_a_day_and_again_after_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    opened: list[date] = []
    today = TODAY

    def away() -> Store:
        opened.append(today)
        raise StoreUnavailable("The database is away.")

    purge = DailyPurge(away, Retention(), lambda: today)
    purge()
    purge()
    assert opened == [TODAY, TODAY]
    assert "could not be removed yet: The database is away." in caplog.text


def test_a_day_that_was_purged_is_not_purged_again(tmp_path: Path) -> None:
    opened: list[date] = []
    days = [TODAY, TODAY, TODAY + timedelta(days=1)]

    def opening() -> Store:
        opened.append(days[0])
        return open_store(f"sqlite:///{tmp_path}/guichet.db")

    purge = DailyPurge(opening, Retention(), lambda: days[0])
    while days:
        purge()
        days.pop(0)
    assert opened == [TODAY, TODAY + timedelta(days=1)]


def test_sums_are_kept_for_whole_months() -> None:
    assert Retention().sums_before(date(2026, 8, 15)) == date(2024, 7, 1)
    assert Retention(30, 2).sums_before(date(2026, 1, 31)) == date(2025, 11, 1)
    assert Retention(30, 2).events_before(date(2026, 1, 31)) == date(2026, 1, 1)
