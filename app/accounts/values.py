"""What is known of accounts: people, their sessions, tokens of programs, and what happened to them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from app.accounts.roles import Role

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=8)
RENEWED = timedelta(minutes=1)
"""How old the note of a session's latest request may grow: a write a minute, not one for each request."""
LINK_LIFE = timedelta(hours=1)
NOTED = timedelta(days=1)
"""How old the note of a token's latest use may grow."""
MAX_NAME_CHARACTERS = 64
MAX_EMAIL_CHARACTERS = 254
_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f]+@[A-Za-z0-9.-]+")
_NAME = re.compile(r"[a-z0-9][a-z0-9._+@-]*")

Scope = Literal["read", "write"]
SCOPES: tuple[Scope, ...] = ("read", "write")
What = Literal[
    "added",
    "signed_in",
    "unlocked",
    "link_made",
    "password_set",
    "role_changed",
    "disabled",
    "enabled",
    "token_made",
    "token_revoked",
    "provider_expected",
    "provider_linked",
    "provider_forgotten",
]


@dataclass(frozen=True, slots=True)
class User:
    """A person. `password` is what is kept of it, None until one was chosen; times are UTC."""

    id: str
    name: str
    role: Role
    created: datetime
    password: str | None = None
    disabled: bool = False
    signed_in: datetime | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A browser somebody signed in with; `over` once their role was changed, until it expires."""

    key: bytes
    began: datetime
    seen: datetime
    over: bool = False

    def alive(self, now: datetime) -> bool:
        """30 minutes without a request end it, and 8 hours in any case; one from the future is none."""
        return timedelta() <= now - self.seen < IDLE and timedelta() <= now - self.began < ABSOLUTE


@dataclass(frozen=True, slots=True)
class Token:
    """A program's token: `ending` are its last four characters, `used` the day it was last used."""

    id: str
    name: str
    role: Role
    scopes: tuple[Scope, ...]
    ending: str
    created: datetime
    expires: datetime
    revoked: datetime | None = None
    used: datetime | None = None

    def usable(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return self.revoked is None and now < self.expires

    def unnoted(self, now: datetime) -> bool:
        """Whether it is time to note that it is in use."""
        return self.used is None or now - self.used >= NOTED


@dataclass(frozen=True, slots=True)
class Identity:
    """How somebody signs in at a provider: `subject` is who they are there.

    While `expected`, nobody has come yet: `subject` is then the e-mail address that the provider must vouch for, once.
    """

    account: str
    issuer: str
    subject: str
    expected: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the log: when, what, and to whom (a person's or a token's name)."""

    at: datetime
    what: What
    name: str
    detail: str = ""


def email_address(text: object) -> str | None:
    """An e-mail address as providers are compared by it, in lower case; None for anything else.

    ASCII only, and nothing is normalised: of two addresses that look alike only one is the person's.
    """
    if not isinstance(text, str) or not text.isascii() or len(text) > MAX_EMAIL_CHARACTERS:
        return None
    return text.lower() if _EMAIL.fullmatch(text) else None


def account_name(text: str) -> str | None:
    """A name to sign in with, in the one form that is kept; None when it cannot be one.

    Lower-case letters, digits and `._+@-`, 64 at most: an e-mail address will do.
    """
    if len(text) > 4 * MAX_NAME_CHARACTERS:
        return None
    name = unicodedata.normalize("NFKC", text).strip().lower()
    return name if len(name) <= MAX_NAME_CHARACTERS and _NAME.fullmatch(name) else None
