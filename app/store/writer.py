"""Counts behind the requests: one thread groups the reads and missed searches of a worker and records them."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import islice
from time import monotonic

from app.errors import StoreUnavailable
from app.model import SearchMiss, View
from app.ports import Store
from app.store.reads import DayOver

_LOG = logging.getLogger(__name__)

Event = View | SearchMiss

_IDLE = 30.0
"""Seconds after which a thread without work looks at the date, so that a quiet night destroys the salt too."""
_RETRY = (0.2, 3.0)
"""Seconds before the first and before every later attempt while the store is unavailable (doubled in between)."""
_SALT_WAIT = 0.25
"""Seconds a request waits for the day's salt, once a process and day; the read is not counted after that."""


def utc_today() -> date:
    """The present UTC day."""
    return datetime.now(UTC).date()


class EventWriter:
    """Takes what readers did from requests and records it in groups from a thread of its own.

    At most `capacity` events wait, also while the store is unavailable; `interval` seconds pass between the first
    event of a group and its recording, less when `batch` events are there. Call start() in each process after the
    fork: nothing runs before.
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
        self._queue: deque[Event] = deque()
        self._salt: tuple[date, bytes | None] = (date.min, None)
        self._wanted: date | None = None
        self._available = True
        self._deadline: float | None = None
        self._thread: threading.Thread | None = None
        self._changed = threading.Condition()

    def start(self) -> None:
        """Start the thread of this process; nothing happens when it runs already."""
        if self._thread is not None and self._thread.is_alive():
            return
        self._changed = threading.Condition()  # one that another thread held at the fork would stay held
        self._deadline = None
        self._wanted = self._today()
        self._thread = threading.Thread(target=self._run, name="event-writer", daemon=True)
        self._thread.start()

    def offer(self, view: View) -> bool:
        """Take a view to be recorded soon; never blocks. False when the queue is full and the view is lost."""
        return self._take(view)

    def offer_miss(self, miss: SearchMiss) -> bool:
        """Take a search without an answer in the same way."""
        return self._take(miss)

    def _take(self, event: Event) -> bool:
        with self._changed:
            waiting = len(self._queue)
            if waiting >= self._capacity:
                return False
            self._queue.append(event)
            if waiting == 0 or waiting + 1 == self._batch:
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
            if self._thread is None or not self._thread.is_alive() or not self._available:
                return None
            self._wanted = day
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._salt[0] == day or not self._available, _SALT_WAIT)
            known = self._salt
        return known[1] if known[0] == day else None

    def stop(self, timeout: float = 5.0) -> int:
        """Record what waits, for `timeout` seconds at most, and end the thread; return how many events were lost."""
        with self._changed:
            self._deadline = monotonic() + timeout
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(timeout + 1)
            self._thread = None
        lost = len(self._queue)
        if lost:
            _LOG.warning("%d reads and searches were not counted: the store was unavailable until the end.", lost)
        return lost

    def _run(self) -> None:
        delay = 0.0
        while self._wait(delay):
            try:
                self._fetch_salt()
                self._record()
            except StoreUnavailable as error:
                delay = min(max(delay * 2, _RETRY[0]), _RETRY[1])
                self._report(available=False, reason=str(error))
            except Exception:  # a fault of ours must not end the thread and fill the queue
                _LOG.exception("A group of reads and searches could not be counted.")
            else:
                delay = 0.0
                self._report(available=True)

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
        return self._wanted is not None or self._deadline is not None

    def _fetch_salt(self) -> None:
        day = self._wanted or self._today()
        if day != self._salt[0]:
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
                # Reads first: they count once however often they are recorded, and a failure after them repeats both.
                self._store.record([event for event in group if isinstance(event, View)])
                self._store.record_misses([event for event in group if isinstance(event, SearchMiss)])
            except StoreUnavailable:
                raise
            except Exception:
                self._forget(group)
                raise
            self._forget(group)

    def _first_group(self) -> list[Event]:
        with self._changed:
            return list(islice(self._queue, self._batch))

    def _forget(self, group: list[Event]) -> None:
        for _ in group:
            self._queue.popleft()

    def _report(self, *, available: bool, reason: str = "") -> None:
        if available != self._available:
            _LOG.log(
                logging.INFO if available else logging.WARNING,
                "Reads and searches are counted again." if available else "Reads and searches wait to be counted: %s",
                *([] if available else [reason]),
            )
        with self._changed:
            self._available = available
            self._changed.notify_all()
