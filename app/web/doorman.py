"""Lets people and programs in: the rules of accounts, over what is kept of them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.accounts import (
    RENEWED,
    Counted,
    Guessing,
    Passwords,
    Session,
    Token,
    User,
    account_name,
    digest,
    new_secret,
    secret_digest,
    token_digest,
    weakness,
)
from app.accounts.passwords import Weakness
from app.errors import StoreUnavailable
from app.ports import AccountStore


def utc_now() -> datetime:
    """The present time."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody who was let in: what their cookie will hold, and who they are."""

    secret: str
    user: User


class WrongPassword(Exception):
    """There is no such account, or it is disabled, or that is not its password: nobody learns which."""


class TooManyFailures(Exception):
    """The account or the address must wait for `seconds`."""

    def __init__(self, seconds: int):
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


class WeakPassword(Exception):
    """A new password that is not accepted, and why."""

    def __init__(self, why: Weakness):
        super().__init__(why)
        self.why = why


class StateUsed(Exception):
    """A sign-in at a provider that was tried before."""


class NobodyKnown(Exception):
    """Nobody here is known by that identity, or they are disabled; says which identity, for the log."""


class Doorman:
    """Checks passwords, sessions, links and tokens; safe for threads. Every method may raise StoreUnavailable."""

    def __init__(self, store: AccountStore, secret_key: str, clock: Callable[[], datetime] = utc_now):
        self.store = store
        self.clock = clock
        self._passwords = Passwords()
        self._guessing = Guessing(secret_key)

    def sign_in(self, name: str, password: str, address: str) -> Entry:
        """Let somebody in by name and password. Raises WrongPassword or TooManyFailures."""
        known = account_name(name)
        user = self._prove(known or name, known, password, address)
        return self._begin(user)

    def session(self, secret: str) -> tuple[Session, User] | None:
        """Whose session that is, noting once a minute that it is in use; it may be over (see Session)."""
        key, now = secret_digest(secret), self.clock()
        found = self.store.session(key, now) if key else None
        if key and found and not found[0].over and now - found[0].seen >= RENEWED:
            with suppress(StoreUnavailable):  # a full disk ends a session early, it does not take pages away
                self.store.renew(key, now)
        return found

    def leave(self, secret: str) -> None:
        """End a session."""
        if key := secret_digest(secret):
            self.store.end_session(key)

    def invited(self, link: str) -> User | None:
        """Whose one-time link that is; None when it is good no longer."""
        key = secret_digest(link)
        return self.store.who_has_link(key, self.clock()) if key else None

    def redeem(self, link: str, password: str) -> Entry | None:
        """Set the first or a forgotten password, and let its owner in. Raises WeakPassword."""
        key, user = secret_digest(link), self.invited(link)
        if key is None or user is None:
            return None
        _refuse_weak(password, user)
        now = self.store.redeem(key, self._passwords.hash(password), self.clock())
        if now is None:
            return None
        self.store.forgive(b"", self._guessing.account(now.name))
        return self._begin(now)

    def change_password(self, user: User, present: str, new: str, address: str) -> Entry:
        """Replace a password; every session ends, and a new one begins. Raises WrongPassword and the others."""
        _refuse_weak(new, user)
        self._prove(user.name, user.name, present, address)
        kept = self._passwords.hash(new)
        self.store.set_password(user, kept, self.clock())
        return self._begin(replace(user, password=kept))

    def others(self, user: User, secret: str) -> list[Session]:
        """The sessions of somebody but the present one."""
        mine = secret_digest(secret)
        return [each for each in self.store.sessions(user, self.clock()) if each.key != mine]

    def end_others(self, user: User, secret: str) -> None:
        """End them."""
        self.store.end_sessions(user, but=secret_digest(secret))

    def token(self, text: str) -> Token | None:
        """The usable token that somebody shows, noting once a day that it is in use."""
        key, now = token_digest(text), self.clock()
        found = self.store.token(key) if key else None
        if found is None or not found.usable(now):
            return None
        if found.unnoted(now):
            with suppress(StoreUnavailable):
                self.store.use(found, now)
        return found

    def admit(self, state: str, address: str) -> bytes:
        """Count a sign-in at a provider as failed until it succeeds, and its state as used, in every process.

        The attempt, for `recognise`. Raises TooManyFailures or StateUsed.
        """
        attempt, now = secrets.token_bytes(16), self.clock()
        if wait := self.store.attempt(attempt, (self._guessing.address(address),), now):
            raise TooManyFailures(wait)
        if self.store.attempt(secrets.token_bytes(16), (self._guessing.state(state),), now):
            raise StateUsed
        return attempt

    def recognise(self, attempt: bytes, issuer: str, subject: str, email: str | None) -> Entry:
        """Let in who is known by that identity, or expected with the address that the provider vouches for.

        Raises NobodyKnown, or WrongPassword for whose account is changed at this very moment.
        """
        user = self.store.who_is(issuer, subject)
        if user is None and email is not None:
            user = self.store.recognise(issuer, subject, email, self.clock())
        if user is None or user.disabled:
            raise NobodyKnown(f"nobody here is the subject {subject!r} of {issuer}")
        self.store.forgive(attempt)
        return self._begin(user)

    def _prove(self, counted_for: str, name: str | None, password: str, address: str) -> User:
        """The person of that name, who knows the password; the same work is done for nobody."""
        account = self._guessing.account(counted_for)
        attempt = self._count(account, address)
        user = self.store.person(name or "")
        kept = user.password if user and not user.disabled else None
        if not self._passwords.matches(kept, password) or user is None or kept is None:
            raise WrongPassword
        self.store.forgive(attempt, account)
        if not self._passwords.outdated(kept):
            return user
        user = replace(user, password=self._passwords.hash(password))
        self.store.rehash(replace(user, password=kept), user.password or "")
        return user

    def _count(self, account: Counted, address: str) -> bytes:
        attempt = secrets.token_bytes(16)
        if wait := self.store.attempt(attempt, (account, self._guessing.address(address)), self.clock()):
            raise TooManyFailures(wait)
        return attempt

    def _begin(self, user: User) -> Entry:
        secret = new_secret()
        if not self.store.begin_session(user, digest(secret), self.clock()):
            raise WrongPassword
        return Entry(secret, user)


def _refuse_weak(password: str, user: User) -> None:
    if why := weakness(password, user.name):
        raise WeakPassword(why)
