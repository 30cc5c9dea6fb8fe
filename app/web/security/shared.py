"""Rate limit counts that several machines share in a Redis or Valkey server; the only door to its client."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from limits.storage import Storage

from app.web.security.windows import ProcessWindows

SCHEME = "shared"
PREFIX = "guichet:limits:"
PATIENCE = 0.25
"""Seconds that one request waits for the server, once; a search should not take longer because somebody counts it."""
AWAY = 5.0
"""Seconds for which nobody asks a server again that did not answer."""

_LOG = logging.getLogger(__name__)


class SharedWindows(Storage):
    """Fixed windows in the server at `address` (`redis://…`); `limits` finds this by its address `shared://`.

    While the server does not answer, each process counts by itself, as without one: readers notice nothing, and a
    flood is still held back. Keys are hashes with `secret`: the server never learns an address of a reader.
    """

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 - the library declares it as an instance's list

    def __init__(
        self,
        uri: str | None = None,
        *,
        address: str,
        secret: str,
        clock: Callable[[], float] = time.monotonic,
        **_: object,
    ):
        super().__init__(uri)
        self._client, self._failures = _connect(address)
        self._secret = hashlib.sha256(secret.encode()).digest()
        self._alone = ProcessWindows(clock=clock)
        self._clock = clock
        self._lock = threading.Lock()
        self._away = False
        self._again = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count and return the sum of the window under way; a new window lasts `expiry` seconds."""
        name = self._name(key)

        def count(pipe: Any) -> None:
            pipe.set(name, 0, ex=expiry, nx=True)
            pipe.incrby(name, amount)

        found = self._ask(count)
        return self._alone.incr(key, expiry, amount) if found is None else int(found[1])

    def get(self, key: str) -> int:
        found = self._ask(lambda pipe: pipe.get(self._name(key)))
        return self._alone.get(key) if found is None else int(found[0] or 0)

    def get_expiry(self, key: str) -> float:
        """When the window ends, as the library counts time: seconds since 1970."""
        found = self._ask(lambda pipe: pipe.pttl(self._name(key)))
        return self._alone.get_expiry(key) if found is None else time.time() + max(0, int(found[0])) / 1000

    def check(self) -> bool:
        """Whether the server answers."""
        return self._ask(lambda pipe: pipe.ping()) is not None

    def reset(self) -> int:
        """Forget this process's own counts; those of other machines are not ours to forget."""
        return self._alone.reset()

    def clear(self, key: str) -> None:
        self._ask(lambda pipe: pipe.delete(self._name(key)))
        self._alone.clear(key)

    def _name(self, key: str) -> str:
        return (
            PREFIX
            + hashlib.blake2b(key.encode(errors="backslashreplace"), digest_size=16, key=self._secret).hexdigest()
        )

    def _ask(self, commands: Callable[[Any], object]) -> list[Any] | None:
        """What the server answers to the commands, all at once; None while it is away."""
        if self._away and not self._is_time_to_try():
            return None
        try:
            with self._client.pipeline(transaction=True) as pipe:
                commands(pipe)
                found: list[Any] = pipe.execute()
        except self._failures as error:
            self._say(away=True, reason=type(error).__name__)
            return None
        self._say(away=False)
        return found

    def _is_time_to_try(self) -> bool:
        """One thread at a time tries again."""
        with self._lock:
            if self._clock() < self._again:
                return False
            self._again = self._clock() + AWAY
            return True

    def _say(self, *, away: bool, reason: str = "") -> None:
        if away == self._away:
            return
        with self._lock:
            changed, self._away = self._away != away, away
            if away:
                self._again = self._clock() + AWAY
        if changed and away:
            text = "The server of GUICHET_RATE_LIMITS_URL does not answer (%s): each worker counts alone until it does."
            _LOG.warning(text, reason)
        elif changed:
            _LOG.info("The server of GUICHET_RATE_LIMITS_URL answers: limits are shared again.")


def _connect(address: str) -> tuple[Any, tuple[type[Exception], ...]]:
    """A client, not connected yet, and what it raises. Valkey speaks the same language under another name."""
    # Here, because only who shares limits has the extra.
    from redis import Redis, RedisError
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    client = Redis.from_url(
        address.replace("valkey", "redis", 1),
        protocol=2,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )
    return client, (RedisError, OSError)
