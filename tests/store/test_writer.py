"""Reads and missed searches are counted behind the requests, also while the store is away."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.errors import StoreUnavailable
from app.model import DailyReads, MissCount, SearchMiss, View
from app.store import DayOver, EventWriter, open_store

DAY = date(2026, 8, 1)
NEXT = DAY + timedelta(days=1)


def view(number: int, day: date = DAY) -> View:
    return View(f"a{number}", "fr", day, bytes(16))


def miss(number: int) -> SearchMiss:
    return SearchMiss(f"q{number}", "fr", DAY, 0)


class Ledger:
    """A store in memory that can be away, or keep a request waiting."""

    def __init__(self) -> None:
        self.away = False
        self.hold = threading.Event()
        self.hold.set()
        self.groups: list[list[View]] = []
        self.missed: list[SearchMiss] = []
        self.attempts = 0
        self.day = date.min

    def salt(self, day: date) -> bytes:
        self._answer()
        if day < self.day:
            raise DayOver(f"{day} is over.")
        self.day = day
        return day.isoformat().encode()

    def record(self, views: Sequence[View]) -> int:
        if not views:
            return 0
        self._answer()
        if any(one.article == "a-1" for one in views):
            raise ValueError("cannot hold it")
        self.groups.append(list(views))
        return len(views)

    def reads(self, since: date) -> Sequence[DailyReads]:
        return [DailyReads(one.article, one.locale, one.day, 1) for group in self.groups for one in group]

    def record_misses(self, misses: Sequence[SearchMiss]) -> None:
        if not misses:
            return
        self._answer()
        if any(one.query == "q-1" for one in misses):
            raise ValueError("cannot hold it")
        self.missed.extend(misses)

    def misses(self, since: date) -> Sequence[MissCount]:
        return [MissCount(one.query, one.locale, one.day, 1, one.results) for one in self.missed]

    def close(self) -> None:
        self.hold.set()

    def _answer(self) -> None:
        self.attempts += 1
        self.hold.wait(30)
        if self.away:
            raise StoreUnavailable("The database is away.")


def eventually(true: Callable[[], object]) -> None:
    for _ in range(1000):
        if true():
            return
        time.sleep(0.01)
    pytest.fail("it never became true")


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def writer(ledger: Ledger) -> Iterator[EventWriter]:
    writer = EventWriter(ledger, capacity=50, interval=0.05, batch=10, today=lambda: DAY)
    yield writer
    ledger.close()
    writer.stop()


def test_constructor_starts_nothing(ledger: Ledger) -> None:
    before = threading.active_count()
    writer = EventWriter(ledger)
    assert writer.offer(view(1))
    assert writer.salt(DAY) is None
    assert threading.active_count() == before
    assert ledger.attempts == 0


def test_views_are_recorded_in_groups_in_their_order(ledger: Ledger, writer: EventWriter) -> None:
    offered = [view(number) for number in range(25)]
    assert all(writer.offer(one) for one in offered)
    writer.start()
    eventually(lambda: len(ledger.groups) == 3)
    assert [one for group in ledger.groups for one in group] == offered
    assert max(map(len, ledger.groups)) <= 10


def test_offer_does_not_wait_for_a_store_that_hangs_and_the_queue_is_bounded(
    ledger: Ledger, writer: EventWriter
) -> None:
    ledger.hold.clear()
    writer.start()
    taken = [writer.offer(view(number)) for number in range(60)]
    assert taken == [True] * 50 + [False] * 10
    ledger.hold.set()
    eventually(lambda: len(ledger.reads(DAY)) == 50)
    assert writer.offer(view(99))


def test_r7_views_are_kept_while_the_store_is_away_and_recorded_when_it_is_back(
    ledger: Ledger, writer: EventWriter
) -> None:
    writer.start()
    assert writer.salt(DAY)
    ledger.away = True
    for number in range(20):
        assert writer.offer(view(number))
    before = ledger.attempts
    eventually(lambda: ledger.attempts > before + 1)
    assert ledger.groups == []
    ledger.away = False
    eventually(lambda: len(ledger.reads(DAY)) == 20)
    assert writer.salt(DAY) == b"2026-08-01"


def test_r8_stop_records_what_waits(ledger: Ledger) -> None:
    writer = EventWriter(ledger, interval=3600, today=lambda: DAY)
    writer.start()
    for number in range(5):
        writer.offer(view(number))
    assert writer.stop() == 0
    assert len(ledger.reads(DAY)) == 5


def test_stop_gives_up_on_a_store_that_stays_away_and_says_how_many_were_lost(
    ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    ledger.away = True
    writer = EventWriter(ledger, today=lambda: DAY)
    writer.start()
    for number in range(5):
        writer.offer(view(number))
    assert writer.stop(timeout=0.3) == 5
    assert "5 reads and searches were not counted" in caplog.text


def test_stopping_twice_or_before_the_start_is_harmless(ledger: Ledger) -> None:
    writer = EventWriter(ledger)
    assert writer.stop() == 0
    writer.start()
    writer.start()
    assert writer.stop() == 0
    assert writer.stop() == 0


def test_salt_is_fetched_once_a_day_and_process(ledger: Ledger, writer: EventWriter) -> None:
    writer.start()
    assert [writer.salt(DAY) for _ in range(5)] == [b"2026-08-01"] * 5
    assert ledger.attempts == 1


def test_salt_of_a_day_that_is_over_is_none_and_the_present_one_stays(ledger: Ledger) -> None:
    writer = EventWriter(ledger, today=lambda: NEXT)
    writer.start()
    assert writer.salt(NEXT) == b"2026-08-02"
    assert writer.salt(DAY) is None
    assert writer.salt(NEXT) == b"2026-08-02"
    writer.stop()


def test_r7_salt_is_none_while_the_store_is_away_and_comes_with_it(ledger: Ledger, writer: EventWriter) -> None:
    ledger.away = True
    writer.start()
    assert writer.salt(DAY) is None
    ledger.away = False
    eventually(lambda: writer.salt(DAY))


def test_a_view_that_cannot_be_stored_takes_only_its_group_along(
    ledger: Ledger, writer: EventWriter, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(-1, 25):
        writer.offer(view(number))
    writer.start()
    eventually(lambda: len(ledger.reads(DAY)) == 16)
    assert "could not be counted" in caplog.text


def test_outage_and_its_end_are_logged_once(
    ledger: Ledger, writer: EventWriter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    ledger.away = True
    writer.start()
    writer.offer(view(1))
    eventually(lambda: ledger.attempts > 2)
    ledger.away = False
    eventually(lambda: ledger.groups)
    eventually(lambda: "counted again" in caplog.text)
    assert caplog.text.count("Reads and searches wait to be counted: The database is away.") == 1


def test_views_of_many_threads_are_all_counted(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/guichet.db")
    writer = EventWriter(store, interval=0.01, today=lambda: DAY)
    writer.start()

    def read(first: int) -> None:
        assert writer.salt(DAY) == store.salt(DAY)
        for number in range(first, first + 200):
            assert writer.offer(View("a", "fr", DAY, number.to_bytes(16)))

    threads = [threading.Thread(target=read, args=(first,)) for first in range(0, 800, 100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert writer.stop() == 0
    assert [read.readers for read in store.reads(DAY)] == [900]
    store.close()


def test_missed_searches_and_reads_share_the_groups_and_keep_their_order(ledger: Ledger, writer: EventWriter) -> None:
    for number in range(10):
        assert writer.offer(view(number))
        assert writer.offer_miss(miss(number))
    writer.start()
    eventually(lambda: len(ledger.missed) == 10)
    assert ledger.missed == [miss(number) for number in range(10)]
    assert [len(group) for group in ledger.groups] == [5, 5]


def test_offer_miss_does_not_wait_for_a_store_that_hangs_and_is_bounded(ledger: Ledger, writer: EventWriter) -> None:
    ledger.hold.clear()
    writer.start()
    assert [writer.offer_miss(miss(number)) for number in range(60)] == [True] * 50 + [False] * 10
    ledger.hold.set()
    eventually(lambda: len(ledger.missed) == 50)


def test_r7_missed_searches_are_kept_while_the_store_is_away_and_recorded_once(
    ledger: Ledger, writer: EventWriter
) -> None:
    ledger.away = True
    writer.start()
    for number in range(5):
        writer.offer(view(number))
        writer.offer_miss(miss(number))
    eventually(lambda: ledger.attempts > 1)
    assert ledger.missed == []
    ledger.away = False
    eventually(lambda: len(ledger.missed) == 5)
    assert writer.stop() == 0
    assert len(ledger.missed) == 5


def test_r8_stop_records_missed_searches_that_wait(ledger: Ledger) -> None:
    writer = EventWriter(ledger, interval=3600, today=lambda: DAY)
    writer.start()
    writer.offer_miss(miss(1))
    assert writer.stop() == 0
    assert ledger.missed == [miss(1)]


def test_a_missed_search_that_cannot_be_stored_does_not_end_the_counting(ledger: Ledger, writer: EventWriter) -> None:
    writer.start()
    assert writer.offer_miss(miss(-1))
    eventually(lambda: ledger.attempts > 1)
    eventually(lambda: writer.offer_miss(miss(1)) and miss(1) in ledger.missed)
