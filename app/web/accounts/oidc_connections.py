"""Connections to a provider of sign-in: in turn, for a bounded time, and never so that readers wait."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

TIMEOUT = httpx.Timeout(5.0, connect=3.0)
LONGEST = 10.0
"""Seconds that one answer may take altogether, however slowly its bytes come."""
MAX_BYTES = 1_000_000
AT_ONCE = 2
"""Threads of a worker that wait for the provider at a time: the others serve readers, whatever it does."""
PATIENCE = 2.0
"""Seconds that a further one waits for its turn."""
AWAY = 5.0
"""Seconds for which nobody asks a provider again that did not answer."""
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}


class Away(Exception):
    """The provider does not answer, or not with what it has to; says how, for the log."""


class Connections:
    """Those of one process to one provider; `seconds` is a monotonic clock. Safe for threads."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._again = 0.0

    @contextmanager
    def open(self) -> Iterator[httpx.Client]:
        """A connection, in turn; after a failure nobody tries for a while. Raises Away, also for what goes wrong."""
        if self._seconds() < self._again:
            raise Away("it did not answer just now")
        if not self._turns.acquire(timeout=PATIENCE):
            raise Away("too many sign-ins wait for it")
        try:
            with httpx.Client(timeout=TIMEOUT, headers=_HEADERS, event_hooks={"response": [self._bound]}) as http:
                yield http
        except httpx.HTTPError as error:
            self._again = self._seconds() + AWAY
            raise Away(type(error).__name__) from None
        except Away:
            self._again = self._seconds() + AWAY
            raise
        finally:
            self._turns.release()

    def _bound(self, response: httpx.Response) -> None:
        """Keep to the limits whichever endpoint answers; a small body that unpacks to a large one is none of ours."""
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise Away("its answer is compressed, which nobody asked for")
        assert isinstance(response.stream, httpx.SyncByteStream)
        response.stream = _Bounded(response.stream, self._seconds)


def json_at(http: httpx.Client, url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The JSON object at an address. Raises Away."""
    response = http.get(url, headers=headers)
    if response.status_code != httpx.codes.OK:
        raise Away(f"it answers {response.status_code}")
    try:
        found = json.loads(response.content)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Away("its answer is no JSON object")
    return found


class _Bounded(httpx.SyncByteStream):
    """An answer's body of at most MAX_BYTES that comes within LONGEST seconds."""

    def __init__(self, stream: httpx.SyncByteStream, seconds: Callable[[], float]):
        self._stream = stream
        self._seconds = seconds
        self._end = seconds() + LONGEST

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for part in self._stream:
            size += len(part)
            if size > MAX_BYTES or self._seconds() > self._end:
                raise Away("its answer is too long")
            yield part

    def close(self) -> None:
        self._stream.close()
