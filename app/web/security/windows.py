"""Rate limit counts of one process: no thread, a bounded size, and a clock that nobody can set."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from limits.storage import Storage

SCHEME = "process"
MAX_KEYS = 20_000


class ProcessWindows(Storage):
    """Fixed windows that begin with a client's first request; `limits` finds it by its address `process://`.

    The library's own memory storage starts a thread for each request and follows the wall clock: set back by a
    day, it would lock clients out for a day.
    """

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 - the library declares it as an instance's list

    def __init__(self, uri: str | None = None, clock: Callable[[], float] = time.monotonic, **_: object):
        super().__init__(uri)
        self._clock = clock
        self._lock = threading.Lock()
        self._windows: dict[str, tuple[int, float]] = {}

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count and return the sum of the window under way; a new window lasts `expiry` seconds."""
        now = self._clock()
        with self._lock:
            count, end = self._windows.get(key, (0, 0.0))
            if end <= now:
                self._windows.pop(key, None)
                self._make_room(now)
                count, end = 0, now + expiry
            self._windows[key] = (count + amount, end)
            return count + amount

    def _make_room(self, now: float) -> None:
        """Forget windows from the oldest on (a dict keeps their order) that have ended, or that are too many."""
        while self._windows:
            oldest = next(iter(self._windows))
            if self._windows[oldest][1] > now and len(self._windows) < MAX_KEYS:
                return
            del self._windows[oldest]

    def get(self, key: str) -> int:
        count, end = self._windows.get(key, (0, 0.0))
        return count if end > self._clock() else 0

    def get_expiry(self, key: str) -> float:
        """When the window ends, as the library counts time: seconds since 1970."""
        return time.time() + max(0.0, self._windows.get(key, (0, 0.0))[1] - self._clock())

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        with self._lock:
            number = len(self._windows)
            self._windows.clear()
            return number

    def clear(self, key: str) -> None:
        with self._lock:
            self._windows.pop(key, None)
