"""How long the tool server waits for a request: its library waits for ever, and a hundred silent clients fill it."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_SECONDS = 15.0
"""For the whole of a request to arrive, from the connection or the first byte after an answer."""


class TimedProtocol(H11Protocol):
    """One connection, closed without a word when a request takes longer to arrive, however slowly it drips.

    Where there are as many connections as the server takes, a new one takes the place of the one that has been
    without a whole head for longest: who asks at once is answered, whoever else waits.
    """

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__(*arguments, **options)
        self._deadline: asyncio.TimerHandle | None = None
        self.since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.since = self.loop.time()
        self._look()
        if self.limit_concurrency and len(self.connections) >= self.limit_concurrency:
            self._make_room()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        super().connection_lost(exc)

    @property
    def idle(self) -> bool:
        """Whether no request, and no whole head of one, is here."""
        return self.conn.their_state is h11.IDLE

    def _look(self) -> None:
        """Wait for the rest of a request, for so long in all; no longer once it is whole."""
        if not self.idle and self.conn.their_state is not h11.SEND_BODY:
            self.since = self.loop.time()
            self._disarm()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(REQUEST_SECONDS, self.transport.abort)

    def _disarm(self) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None

    def _make_room(self) -> None:
        others = [one for one in self.connections if one is not self and isinstance(one, TimedProtocol) and one.idle]
        if others:
            longest = min(others, key=lambda one: one.since)
            self.connections.discard(longest)  # at once: many may come before the loop gets round to losing it
            longest.transport.abort()
