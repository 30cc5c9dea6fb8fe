"""What readers do is recorded behind the requests, also while the store is away; who waits is told the truth."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest

from app.errors import StoreUnavailable, TooManyVotes
from app.model import Entry, Event, Outcome, View, Vote
from app.ports import Store
from app.store import DayOver, EventWriter, open_store

DAY = date(2026, 8, 1)
NEXT = DAY + timedelta(days=1)


def view(number: int, day: date = DAY) -> View:
    return View(f"a{number}", "fr", day, bytes(16))


def search(number: int) -> Event:
    return Event(uuid4(), "search", datetime(2026, 8, 1, 12, tzinfo=UTC), "fr", query=f"q{number}", results=0)


def vote(article: str = "a") -> Vote:
    return Vote(bytes(16), DAY, datetime(2026, 8, 1, 12, tzinfo=UTC), article, "fr", True)


class Ledger:
    """A store in memory that can be away, or keep a request waiting."""

    def __init__(self) -> None:
        self.away = False
        self.hold = threading.Event()
        self.hold.set()
        self.groups: list[list[Entry]] = []
        self.attempts = 0
        self.day = date.min
        self.said: Outcome = "new"

    @property
    def entries(self) -> list[Entry]:
        return [entry for group in self.groups for entry in group]

    def salt(self, day: date) -> bytes:
        self._answer()
        if day < self.day:
            raise DayOver(f"{day} is over.")
        self.day = day
        return day.isoformat().encode()

    def record(self, entries: Sequence[Entry]) -> Sequence[Outcome]:
        self._answer()
        if any(entry.article == "a-1" for entry in entries):
            raise ValueError("cannot hold it")
        if any(entry.article == "a-2" for entry in entries):
            raise RuntimeError("a defect")
        self.groups.append(list(entries))
        return [self.said for _ in entries]

    def close(self) -> None:
        self.hold.set()

    def _answer(self) -> None:
        self.attempts += 1
        self.hold.wait(30)
        if self.away:
            raise StoreUnavailable("The database is away.")


def writer_of(ledger: Ledger, **options: Any) -> EventWriter:
    return EventWriter(cast(Store, ledger), today=lambda: DAY, **options)


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
    writer = writer_of(ledger, capacity=50, interval=0.05, batch=10)
    yield writer
    ledger.close()
    writer.stop()


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


def test_reads_and_events_share_groups_and_keep_their_order(ledger: Ledger, writer: EventWriter) -> None:
    offered = [one(number) for number in range(10) for one in (view, search)]
    assert all(writer.offer(one) for one in offered)
    writer.start()
    eventually(lambda: len(ledger.entries) == 20)
    assert ledger.entries == offered
    assert [len(group) for group in ledger.groups] == [10, 10]


def test_r4_commit_answers_after_the_store_did(ledger: Ledger) -> None:
    writer = writer_of(ledger, interval=3600)
    writer.start()
    event = search(1)
    assert writer.commit(event) == "new"
    assert ledger.entries == [event]
    writer.stop()


def test_commits_of_many_threads_share_their_transactions(ledger: Ledger, writer: EventWriter) -> None:
    writer.start()
    eventually(lambda: writer.salt(DAY))
    ledger.hold.clear()
    with ThreadPoolExecutor(9) as pool:
        answers = [pool.submit(writer.commit, search(number), 30.0) for number in range(9)]
        eventually(lambda: len(writer._queue) == 9)
        ledger.hold.set()
        assert [answer.result() for answer in answers] == ["new"] * 9
    assert len(ledger.groups) <= 2


def test_b12_commit_gives_up_in_time_when_the_store_hangs(ledger: Ledger, writer: EventWriter) -> None:
    writer.start()
    eventually(lambda: writer.salt(DAY))
    ledger.hold.clear()
    with pytest.raises(StoreUnavailable, match="in time"):
        writer.commit(vote(), timeout=0.05)


def test_r7_commit_is_refused_while_the_store_is_away_and_accepted_when_it_is_back(
    ledger: Ledger, writer: EventWriter
) -> None:
    writer.start()
    eventually(lambda: writer.salt(DAY))
    ledger.away = True
    with pytest.raises(StoreUnavailable, match="at the moment"):
        writer.commit(vote(), timeout=30)
    attempts = ledger.attempts
    with pytest.raises(StoreUnavailable, match="at the moment"):
        writer.commit(vote(), timeout=30)
    assert attempts == 3  # the salt, and the group twice: one failure may have been the network's
    ledger.away = False

    def accepted() -> bool:
        try:
            return writer.commit(vote()) == "new"
        except StoreUnavailable:
            return False

    eventually(accepted)


def test_commit_is_refused_at_once_when_too_much_waits(ledger: Ledger, writer: EventWriter) -> None:
    writer.start()
    ledger.hold.clear()
    while writer.offer(view(1)):
        pass
    with pytest.raises(StoreUnavailable, match="Too much waits"):
        writer.commit(vote(), timeout=30)


def test_commit_before_the_start_or_after_the_end_is_refused_at_once(ledger: Ledger) -> None:
    writer = writer_of(ledger)
    with pytest.raises(StoreUnavailable):
        writer.commit(search(1), timeout=30)
    writer.start()
    writer.stop()
    with pytest.raises(StoreUnavailable):
        writer.commit(search(1), timeout=30)


def test_d5_commit_says_that_no_database_holds_a_text_and_others_do_not_notice(
    ledger: Ledger, writer: EventWriter
) -> None:
    writer.start()
    eventually(lambda: writer.salt(DAY))
    ledger.hold.clear()
    with ThreadPoolExecutor(3) as pool:
        good, bad, other = (pool.submit(writer.commit, vote(id), 30.0) for id in ("a1", "a-1", "a3"))
        eventually(lambda: len(writer._queue) == 3)
        ledger.hold.set()
        assert (good.result(), other.result()) == ("new", "new")
        with pytest.raises(ValueError, match="cannot hold it"):
            bad.result()


def test_commit_after_a_defect_is_refused_and_the_thread_goes_on(ledger: Ledger, writer: EventWriter) -> None:
    writer.start()
    with pytest.raises(StoreUnavailable):
        writer.commit(view(-2))
    assert writer.commit(view(1)) == "new"


def test_b9_a_vote_too_many_is_an_error_of_its_own(ledger: Ledger, writer: EventWriter) -> None:
    writer.start()
    ledger.said = "too_many"
    with pytest.raises(TooManyVotes, match="10 articles a day"):
        writer.commit(vote())


def test_b14_a_vote_of_a_day_that_ended_is_to_be_sent_again_a_late_read_is_not(
    ledger: Ledger, writer: EventWriter
) -> None:
    writer.start()
    ledger.said = "too_late"
    with pytest.raises(DayOver):
        writer.commit(vote())
    assert writer.commit(view(1)) == "too_late"


def test_r8_stop_answers_those_who_wait(ledger: Ledger) -> None:
    writer = writer_of(ledger, interval=3600)
    writer.start()
    eventually(lambda: writer.salt(DAY))
    ledger.hold.clear()
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(writer.commit, search(1), 30.0)
        eventually(lambda: len(writer._queue) == 1)
        stopped = threading.Thread(target=writer.stop)
        stopped.start()
        ledger.hold.set()
        assert answer.result() == "new"
        stopped.join()
