"""When a form was handed out: a signed time in the form itself, so that nothing is kept of who asked for it."""

from __future__ import annotations

import time
from collections.abc import Callable

from itsdangerous import BadSignature, TimestampSigner


class FormTimes:
    """Makes and reads the tokens of one kind of form; `clock` gives seconds since 1970."""

    def __init__(self, secret: str, kind: str, clock: Callable[[], float] = time.time):
        self._secret = secret
        self._kind = kind
        self._clock = clock

    def token(self, subject: str, age: int = 0) -> str:
        """A token for the form about `subject`, as if it had been handed out `age` seconds ago."""
        return self._signer(lambda: self._clock() - age).sign(subject).decode()

    def age(self, subject: str, token: str) -> int | None:
        """How many seconds ago the form was handed out; None when the token is not ours, or of another subject."""
        try:
            signed, when = self._signer(self._clock).unsign(token, return_timestamp=True)
        except BadSignature:
            return None
        return int(self._clock() - when.timestamp()) if signed.decode() == subject else None

    def _signer(self, clock: Callable[[], float]) -> _ClockSigner:
        return _ClockSigner(self._secret, clock, self._kind)


class _ClockSigner(TimestampSigner):
    def __init__(self, secret: str, clock: Callable[[], float], kind: str):
        super().__init__(secret, salt=f"guichet.{kind}", key_derivation="hmac")
        self._clock = clock

    def get_timestamp(self) -> int:
        return int(self._clock())
