"""Recording behind the requests: one thread groups what a worker's readers did and records each group at once."""

from __future__ import annotations

import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from datetime import date
from itertools import islice
from time import monotonic

from app.errors import StoreUnavailable, TooManyVotes
from app.model import VOTES_A_DAY, Entry, Outcome, Vote, utc_today
from app.ports import Store
from app.store.sql_store import DayOver
from app.store.waiting import Waiting, record_group

_LOG = logging.getLogger(__name__)

_IDLE = 30.0
"""Seconds after which a thread without work looks at the date, so that a quiet night destroys the salt too."""
_RETRY = (0.2, 3.0)
"""Seconds before the first and before every later attempt while the store is unavailable (doubled in between)."""
_SALT_WAIT = 0.25
"""Seconds a request waits for the day's salt, once a process and day; the read is not counted after that."""
_AWAY = "Nothing can be recorded at the moment: try again."


class EventWriter:
    """Takes what readers did from requests and records it in groups from a thread of its own.

    At most `capacity` entries wait, also while the store is unavailable; `interval` seconds pass between the first
    entry of a group and its recording, less when `batch` entries are there or somebody waits for one. Call start() in
    each process after the fork: nothing runs before, and what the parent's thread was to record stays the parent's.
    """

    def __init__(
        self,
        store: Store,
        *,
        capacity: int = 10_000,
        interval: float = 0.2,
        batch: int = 500,
        today: Callable[[], date] = utc_today,
    ) -> None:
        self._store = store
        self._capacity = capacity
        self._interval = interval
        self._batch = batch
        self._today = today
        self._queue: deque[Waiting] = deque()
        self._awaited = 0
        self._failures = 0
        self._salt: tuple[date, bytes | None] = (date.min, None)
        self._wanted: date | None = None
        self._deadline: float | None = None
        self._thread: threading.Thread | None = None
        self._owner = 0
        self._changed = threading.Condition()

    def start(self) -> None:
        """Start the thread of this process; nothing happens when it runs already."""
        if self._runs():
            return
        self._changed = threading.Condition()  # one that another thread held at the fork would stay held
        if self._owner not in (0, os.getpid()):
            self._queue.clear()
            self._awaited = 0
        self._owner = os.getpid()
        self._deadline = None
        self._wanted = self._today()
        self._thread = threading.Thread(target=self._run, name="event-writer", daemon=True)
        self._thread.start()

    def offer(self, entry: Entry) -> bool:
        """Take an entry to be recorded soon; never blocks. False when the queue is full and the entry is lost."""
        return self._take(Waiting(entry, None))

    def commit(self, entry: Entry, timeout: float = 2.0) -> Outcome:
        """Record an entry and return when it is durable, with what became of it.

        Raises StoreUnavailable when it is not durable within `timeout` seconds, and at once when the queue is full or
        the store is known to be away; the entry may be counted all the same, and is not counted twice when it is sent
        again. TooManyVotes when this reader has judged too many articles today, DayOver (a StoreUnavailable) for a
        vote whose day has ended, ValueError for a text that no database holds.
        """
        if not self._runs() or self._failures:
            raise StoreUnavailable(_AWAY)
        answer: Future[Outcome] = Future()
        if not self._take(Waiting(entry, answer)):
            raise StoreUnavailable("Too much waits to be recorded: try again.")
        try:
            outcome = answer.result(timeout)
        except (TimeoutError, CancelledError):
            answer.cancel()
            raise StoreUnavailable("The record did not answer in time: try again.") from None
        if outcome == "too_many":
            raise TooManyVotes(f"A reader can judge {VOTES_A_DAY} articles a day.")
        if outcome == "too_late" and isinstance(entry, Vote):
            raise DayOver("The day of this vote has ended: send it again.")
        return outcome

    def _runs(self) -> bool:
        return self._thread is not None and self._thread.is_alive() and self._owner == os.getpid()

    def _take(self, waiting: Waiting) -> bool:
        with self._changed:
            count = len(self._queue)
            if count >= self._capacity or (waiting.answer and self._deadline is not None):
                return False
            self._queue.append(waiting)
            self._awaited += waiting.answer is not None
            if count == 0 or count + 1 == self._batch or waiting.answer:
                self._changed.notify_all()
        return True

    def salt(self, day: date) -> bytes | None:
        """The salt of the UTC day, from memory once it is known; None when a read cannot be counted now.

        Waits a quarter of a second at most, for the first read of a process or day, and not at all while the store
        is unavailable.
        """
        known = self._salt
        if known[0] == day:
            return known[1]
        with self._changed:
            if not self._runs() or self._failures:
                return None
            self._wanted = day
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._salt[0] == day or self._failures, _SALT_WAIT)
            known = self._salt
        return known[1] if known[0] == day else None

    def stop(self, timeout: float = 5.0) -> int:
        """Record what waits, for `timeout` seconds at most, and end the thread; return how many entries were lost."""
        with self._changed:
            self._deadline = monotonic() + timeout
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(timeout + 1)
            self._thread = None
        lost = len(self._queue)
        for waiting in list(self._queue):
            waiting.tell(StoreUnavailable(_AWAY))
        if lost:
            _LOG.warning("%d entries were not recorded: the store was unavailable until the end.", lost)
        return lost

    def _run(self) -> None:
        delay = 0.0
        while self._wait(delay):
            try:
                self._fetch_salt()
                self._record()
            except StoreUnavailable as error:
                delay = min(max(delay * 2, _RETRY[0]), _RETRY[1])
                self._report(self._failures + 1, str(error))
                if self._failures > 1:
                    self._refuse()
            except Exception:  # a fault of ours must not end the thread and fill the queue
                delay = _RETRY[0]  # nor fill the log, where the same comes again at once
                _LOG.exception("A group of entries could not be recorded.")
            else:
                delay = 0.0
                self._report(0)

    def _wait(self, delay: float) -> bool:
        """Sleep until there is something to do; False when the thread is to end."""
        with self._changed:
            if delay and self._deadline is not None:
                self._changed.wait(_RETRY[0])
            elif delay:
                self._changed.wait_for(lambda: self._deadline is not None, delay)
            elif self._changed.wait_for(lambda: self._queue or self._urgent(), _IDLE):
                self._changed.wait_for(lambda: len(self._queue) >= self._batch or self._urgent(), self._interval)
            if self._deadline is None:
                return True
            return bool(self._queue) and monotonic() < self._deadline

    def _urgent(self) -> bool:
        return self._wanted is not None or self._deadline is not None or self._awaited > 0

    def _fetch_salt(self) -> None:
        day = self._wanted or self._today()
        if day != self._salt[0] or self._failures:  # while the store is away, this asks whether it is back
            try:
                found: bytes | None = self._store.salt(day)
            except DayOver:
                found = None
            with self._changed:
                self._salt = (day, found)
                self._changed.notify_all()
        with self._changed:
            if self._wanted == day:
                self._wanted = None

    def _record(self) -> None:
        while group := self._first_group():
            try:
                record_group(self._store, group)
            except StoreUnavailable:
                raise
            except Exception:
                self._forget(group)
                for waiting in group:
                    waiting.tell(StoreUnavailable(_AWAY))
                raise
            self._forget(group)

    def _first_group(self) -> list[Waiting]:
        with self._changed:
            return list(islice(self._queue, self._batch))

    def _forget(self, group: Sequence[Waiting]) -> None:
        with self._changed:
            for waiting in group:
                self._queue.popleft()
                self._awaited -= waiting.answer is not None

    def _refuse(self) -> None:
        """Tell everybody who waits that it is in vain; what was only offered stays."""
        with self._changed:
            refused = [waiting for waiting in self._queue if waiting.answer]
            self._queue = deque(waiting for waiting in self._queue if waiting.answer is None)
            self._awaited = 0
        for waiting in refused:
            waiting.tell(StoreUnavailable(_AWAY))

    def _report(self, failures: int, reason: str = "") -> None:
        if bool(failures) != bool(self._failures):
            _LOG.log(
                logging.WARNING if failures else logging.INFO,
                "What readers do waits to be recorded: %s" if failures else "What readers do is recorded again.",
                *([reason] if failures else []),
            )
        with self._changed:
            self._failures = failures
            self._changed.notify_all()
