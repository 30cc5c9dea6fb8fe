"""The door that a store of accounts fills: people, their sessions, tokens and identities."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.accounts import Counted, Happening, Identity, Role, Session, Token, User


class AccountStore(Protocol):
    """People, sessions and tokens, in the database that workers share. Every method may raise StoreUnavailable.

    What a method changes is durable, and holds for every process, when it returns. Times are UTC; `key` is the
    digest of a secret that only its bearer has (app.accounts).
    """

    def people(self) -> Sequence[User]:
        """Everybody, by name."""
        ...

    def person(self, name: str) -> User | None:
        """Who signs in by that name, disabled or not."""
        ...

    def add(self, user: User) -> bool:
        """Add somebody; False when the name is taken."""
        ...

    def set_role(self, user: User, role: Role, at: datetime) -> None:
        """Change somebody's role; their sessions are over."""
        ...

    def set_disabled(self, user: User, disabled: bool, at: datetime) -> None:
        """Keep somebody out, or let them in again; sessions and links of who is kept out are gone."""
        ...

    def set_password(self, user: User, password: str, at: datetime) -> None:
        """Replace what is kept of somebody's password; their sessions and links are gone."""
        ...

    def rehash(self, user: User, password: str) -> None:
        """Replace what is kept of the same password, made with other costs; sessions stay."""
        ...

    def make_link(self, user: User, key: bytes, at: datetime) -> None:
        """Make a one-time link that is good for LINK_LIFE; an earlier one of the same person is gone."""
        ...

    def who_has_link(self, key: bytes, at: datetime) -> User | None:
        """Whose link it is; None when it is used, expired or of somebody disabled."""
        ...

    def redeem(self, key: bytes, password: str, at: datetime) -> User | None:
        """Use a link up to set a password, as `set_password` does; the person as they are now, None as above."""
        ...

    def begin_session(self, user: User, key: bytes, at: datetime) -> bool:
        """Begin a session; False when the person is no longer as they were read (disabled, password, role)."""
        ...

    def session(self, key: bytes, at: datetime) -> tuple[Session, User] | None:
        """A session that is alive, or over by a changed role, and whose it is; None for disabled people."""
        ...

    def sessions(self, user: User, at: datetime) -> Sequence[Session]:
        """Somebody's live sessions, the latest first."""
        ...

    def renew(self, key: bytes, at: datetime) -> None:
        """Note that a session is in use."""
        ...

    def end_session(self, key: bytes) -> None:
        """End a session; nothing happens when there is none."""
        ...

    def end_sessions(self, user: User, but: bytes | None = None) -> None:
        """End somebody's sessions, all but one or all."""
        ...

    def attempt(self, attempt: bytes, counted: Sequence[Counted], at: datetime) -> int:
        """Count an attempt as failed until it is forgiven: 0, or the seconds to wait, when it is not counted.

        Exact however many processes ask at once: never more than `most` of a key within the window.
        """
        ...

    def forgive(self, attempt: bytes, account: Counted | None = None) -> None:
        """Forget an attempt that succeeded, and what failed for the same account."""
        ...

    def forgive_all(self, account: Counted, user: User, at: datetime) -> None:
        """Forget what failed for an account: unlock it."""
        ...

    def failures(self, account: Counted) -> Sequence[datetime]:
        """When attempts for an account failed."""
        ...

    def add_token(self, token: Token, key: bytes) -> None:
        """Add a token."""
        ...

    def tokens(self) -> Sequence[Token]:
        """Every token, usable or not, the latest first."""
        ...

    def token(self, key: bytes) -> Token | None:
        """The token with that digest, usable or not."""
        ...

    def revoke(self, token: Token, at: datetime) -> None:
        """Make a token open nothing any more."""
        ...

    def use(self, token: Token, at: datetime) -> None:
        """Note when a token was last used."""
        ...

    def who_is(self, issuer: str, subject: str) -> User | None:
        """Who signs in as that subject at that provider, disabled or not."""
        ...

    def identify(self, user: User, issuer: str, subject: str, at: datetime) -> bool:
        """Let somebody sign in as that subject at that provider; False when it is somebody else's."""
        ...

    def expect(self, user: User, issuer: str, email: str, at: datetime) -> bool:
        """Let somebody in, once, for whose address that provider vouches; False when somebody else is expected."""
        ...

    def recognise(self, issuer: str, subject: str, email: str, at: datetime) -> User | None:
        """Who signs in as that subject, disabled or not; else who was expected with that address.

        The latter is known by the subject from then on, and that address opens nothing any more. None for anybody else.
        """
        ...

    def identities(self) -> Sequence[Identity]:
        """How people sign in at providers."""
        ...

    def forget_identities(self, user: User, at: datetime) -> None:
        """Let somebody sign in at no provider any more; their sessions are gone."""
        ...

    def log(self, limit: int = 100) -> Sequence[Happening]:
        """What happened, the latest first."""
        ...
