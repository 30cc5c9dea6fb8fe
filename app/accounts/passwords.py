"""Passwords: which are accepted, and how they are kept; the only door to argon2."""

from __future__ import annotations

import unicodedata
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_CHARACTERS = 12
MAX_BYTES = 1_024
"""In UTF-8 after normalisation: what is longer never reaches Argon2."""
FEWEST_KINDS = 5
"""Different characters that a password has at least; « aaaaaaaaaaaa » and « 121212121212 » have fewer."""
MEMORY_KIB = 19 * 1_024
ROUNDS = 2
LANES = 1

Weakness = Literal["too_short", "too_long", "too_simple", "like_name"]


def weakness(password: str, name: str) -> Weakness | None:
    """Why somebody called that cannot have that password; None when they can."""
    data = _normalised(password)
    if data is None:
        return "too_long"
    text = data.decode()
    if len(text) < MIN_CHARACTERS:
        return "too_short"
    if len(set(text)) < FEWEST_KINDS:
        return "too_simple"
    folded, own = text.casefold(), name.casefold().partition("@")[0]
    return "like_name" if folded.replace(own, "").strip("0123456789!.-_ ") == "" else None


class Passwords:
    """Hashes and checks passwords with Argon2id; safe for threads."""

    def __init__(self, memory_kib: int = MEMORY_KIB, rounds: int = ROUNDS) -> None:
        self._hasher = PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=LANES)
        # Of no password, at our own costs: who does not exist takes as long to refuse as who does.
        self._nobody = f"$argon2id$v=19$m={memory_kib},t={rounds},p={LANES}${'A' * 22}${'A' * 43}"

    def hash(self, password: str) -> str:
        """What is kept of a password. ValueError when it is longer than MAX_BYTES or not text."""
        data = _normalised(password)
        if data is None:
            raise ValueError(f"a password has at most {MAX_BYTES} bytes")
        return self._hasher.hash(data)

    def matches(self, kept: str | None, password: str) -> bool:
        """Whether that is the password; with nothing kept it takes as long and is false."""
        data = _normalised(password)
        if data is None:
            return False
        try:
            return self._hasher.verify(kept or self._nobody, data) and kept is not None
        except (VerificationError, InvalidHashError):
            return False

    def outdated(self, kept: str) -> bool:
        """Whether it was made with other costs than today's, and should be made anew at the next sign-in."""
        return self._hasher.check_needs_rehash(kept)


def _normalised(password: str) -> bytes | None:
    """The bytes that are hashed: one form for « é » however a keyboard sends it. None for too many, or no text."""
    # Normalising is linear, but not of 64 KiB: no text grows shorter than a third by it.
    if len(password) > 3 * MAX_BYTES:
        return None
    try:
        data = unicodedata.normalize("NFC", password).encode()
    except UnicodeEncodeError:
        return None
    return data if len(data) <= MAX_BYTES else None
