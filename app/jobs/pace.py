"""When announced pushes are built: the first at once, those that follow closely together."""

from __future__ import annotations

QUIET_SECONDS = 0.5
"""A push is built at once unless another came so shortly before: then when so long no further one came."""
LONGEST_SECONDS = 20.0
"""A stream of pushes without a pause is built so often."""


class Pace:
    """Turns moments at which pushes arrived (seconds since 1970) into the moment of the next build."""

    def __init__(self) -> None:
        self._last = float("-inf")
        self._first: float | None = None
        self._ready = 0.0

    def arrived(self, at: float) -> None:
        """A push came; telling of the same one again changes nothing."""
        if at == self._last:
            return
        alone = at - self._last > QUIET_SECONDS
        self._last = at
        if self._first is None:
            self._first = at
            self._ready = at if alone else at + QUIET_SECONDS
        elif self._ready > self._first:
            self._ready = min(at + QUIET_SECONDS, self._first + LONGEST_SECONDS)

    def left(self, now: float) -> float | None:
        """Seconds until what arrived should be built, None when nothing waits; a clock that jumps delays little."""
        return None if self._first is None else min(max(0.0, self._ready - now), LONGEST_SECONDS)

    def begin(self) -> None:
        """A build begins: what arrives from now on is for the next one."""
        self._first = None
