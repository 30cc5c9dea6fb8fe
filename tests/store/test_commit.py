"""Who waits until an entry is durable is told the truth in time, whatever the store does meanwhile."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.errors import StoreUnavailable, TooManyVotes
from app.store import DayOver, EventWriter
from tests.store.ledger import DAY, Ledger, eventually, search, view, vote, writer_of


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
