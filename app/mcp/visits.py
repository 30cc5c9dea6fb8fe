"""How often one address may ask the tool server: a count of this one process."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from app.model.clients import customer_of, parse_address

REQUESTS, SECONDS = 100, 10
"""A question is three requests or so: an assistant that asks three times a second is not kept waiting."""
MAX_ADDRESSES = 20_000


class Visits:
    """Windows that begin with an address's first request; for one thread.

    Requests from this machine itself are not counted: they are a local program's, or a proxy's, which has limits.
    """

    def __init__(self, most: int = REQUESTS, clock: Callable[[], float] = time.monotonic):
        self._most = most
        self._clock = clock
        self._windows: dict[str, tuple[int, float]] = {}

    def wait(self, address: str) -> int:
        """Count a request; the seconds to wait where it is one too many, 0 where it may be answered."""
        found = parse_address(address)
        if found and found.is_loopback:
            return 0
        key, now = customer_of(address), self._clock()
        count, end = self._windows.get(key, (0, 0.0))
        if end <= now:
            self._windows.pop(key, None)
            self._make_room(now)
            count, end = 0, now + SECONDS
        self._windows[key] = (count + 1, end)
        return max(1, math.ceil(end - now)) if count >= self._most else 0

    def _make_room(self, now: float) -> None:
        """Forget windows from the oldest on, which have ended or are too many."""
        while self._windows:
            oldest = next(iter(self._windows))
            if self._windows[oldest][1] > now and len(self._windows) < MAX_ADDRESSES:
                return
            del self._windows[oldest]
