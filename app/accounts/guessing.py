"""How often a password may be guessed: by account, and by address."""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

WINDOW = timedelta(minutes=15)
ACCOUNT_FAILURES = 5
ADDRESS_FAILURES = 20


@dataclass(frozen=True, slots=True)
class Counted:
    """What failures are counted for: `key` tells an account or an address apart from others, and not which it is."""

    key: bytes
    most: int

    def wait(self, failures: Sequence[datetime], now: datetime) -> int:
        """Seconds until one may try again, 0 for now. What lies in the future or before the window counts for nothing.

        Of a clock that jumped nobody stays locked out for longer than a window.
        """
        counted = sorted(at for at in failures if now - WINDOW < at <= now)
        if len(counted) < self.most:
            return 0
        return max(1, math.ceil((counted[-self.most] + WINDOW - now).total_seconds()))


class Guessing:
    """Makes keys with the installation's secret: the database holds neither addresses nor names that do not exist."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def account(self, name: str) -> Counted:
        """Failures for a name, whether or not somebody has it."""
        return Counted(self._key("account", name), ACCOUNT_FAILURES)

    def address(self, address: str) -> Counted:
        """Failures from an address."""
        return Counted(self._key("address", address), ADDRESS_FAILURES)

    def state(self, state: str) -> Counted:
        """A sign-in under way at a provider: it can be tried once."""
        return Counted(self._key("state", state), 1)

    def _key(self, kind: Literal["account", "address", "state"], text: str) -> bytes:
        message = f"guichet.guessing.{kind}:{text}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._secret, message, hashlib.sha256)[:16]
