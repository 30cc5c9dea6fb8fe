"""What readers do is recorded behind the requests, also while the store is away; who waits is told the truth."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import cast

import pytest

from app.model import View
from app.ports import Store
from app.store import EventWriter, open_store
from tests.store.ledger import DAY, NEXT, Ledger, eventually, view, writer_of


def test_constructor_starts_nothing(ledger: Ledger) -> None:
    before = threading.active_count()
    writer = writer_of(ledger)
    assert writer.offer(view(1))
    assert writer.salt(DAY) is None
    assert threading.active_count() == before
    assert ledger.attempts == 0


def test_views_are_recorded_in_groups_in_their_order(ledger: Ledger, writer: EventWriter) -> None:
    offered = [view(number) for number in range(25)]
    assert all(writer.offer(one) for one in offered)
    writer.start()
    eventually(lambda: len(ledger.groups) == 3)
    assert ledger.entries == offered
    assert max(map(len, ledger.groups)) <= 10


def test_offer_does_not_wait_for_a_store_that_hangs_and_the_queue_is_bounded(
    ledger: Ledger, writer: EventWriter
) -> None:
    ledger.hold.clear()
    writer.start()
    taken = [writer.offer(view(number)) for number in range(60)]
    assert taken == [True] * 50 + [False] * 10
    ledger.hold.set()
    eventually(lambda: len(ledger.entries) == 50)
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
    eventually(lambda: len(ledger.entries) == 20)
    assert writer.salt(DAY) == b"2026-08-01"


def test_r8_stop_records_what_waits(ledger: Ledger) -> None:
    writer = writer_of(ledger, interval=3600)
    writer.start()
    for number in range(5):
        writer.offer(view(number))
    assert writer.stop() == 0
    assert len(ledger.entries) == 5


def test_stop_gives_up_on_a_store_that_stays_away_and_says_how_many_were_lost(
    ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    ledger.away = True
    writer = writer_of(ledger)
    writer.start()
    for number in range(5):
        writer.offer(view(number))
    assert writer.stop(timeout=0.3) == 5
    assert "5 entries were not recorded" in caplog.text


def test_stopping_twice_or_before_the_start_is_harmless(ledger: Ledger) -> None:
    writer = writer_of(ledger)
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
    writer = EventWriter(cast(Store, ledger), today=lambda: NEXT)
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


def test_d5_an_entry_that_no_database_holds_takes_nothing_along(
    ledger: Ledger, writer: EventWriter, caplog: pytest.LogCaptureFixture
) -> None:
    for number in (0, 1, -1, *range(2, 25)):
        writer.offer(view(number))
    writer.start()
    eventually(lambda: len(ledger.entries) == 25)
    assert caplog.text.count("could not be recorded: cannot hold it") == 1


def test_a_defect_takes_only_its_group_along(
    ledger: Ledger, writer: EventWriter, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(-2, 24):
        if number != -1:
            writer.offer(view(number))
    writer.start()
    eventually(lambda: len(ledger.entries) == 15)
    assert "A group of entries could not be recorded" in caplog.text


def test_a_defect_that_stays_does_not_fill_the_log(ledger: Ledger, writer: EventWriter) -> None:
    ledger.defect = True
    writer.start()
    time.sleep(0.5)
    assert 1 <= ledger.attempts < 10  # one after the other without a pause, these would be thousands


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
    eventually(lambda: "is recorded again" in caplog.text)
    assert caplog.text.count("What readers do waits to be recorded: The database is away.") == 1


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
