"""The account store over SQL: people and their ways in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy import Connection, and_, select

from app.accounts import LINK_LIFE, Counted, Happening, Identity, Role, Session, Token, User
from app.accounts.guessing import WINDOW
from app.accounts.values import ABSOLUTE
from app.store import accounts_identities as identities
from app.store import accounts_rows as rows
from app.store.accounts_schema import ACCOUNT, FAILURE, IDENTITY, LINK, LOG, SESSION, TOKEN
from app.store.database import Database


class SqlAccountStore:
    """The account store of app.ports over a SQL database.

    Whatever it changes, it changes alone: nothing can slip in between what is checked and what is written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def _changing(self) -> AbstractContextManager[Connection]:
        return self._database.write(alone=True)

    def people(self) -> Sequence[User]:
        """Everybody, by name."""
        with self._database.read() as connection:
            return [rows.user(row) for row in connection.execute(select(ACCOUNT).order_by(ACCOUNT.c.name))]

    def person(self, name: str) -> User | None:
        """Who signs in by that name, disabled or not."""
        with self._database.read() as connection:
            return rows.one(connection, ACCOUNT.c.name == name)

    def add(self, user: User) -> bool:
        """Add somebody; False when the name is taken."""
        values = {
            "id": user.id,
            "name": user.name,
            "role": user.role.value,
            "created": user.created,
            "password": user.password,
            "disabled": user.disabled,
        }
        with self._changing() as connection:
            if rows.one(connection, ACCOUNT.c.name == user.name):
                return False
            connection.execute(ACCOUNT.insert(), values)
            rows.note(connection, user.created, "added", user.name, user.role.value)
        return True

    def set_role(self, user: User, role: Role, at: datetime) -> None:
        """Change somebody's role; their sessions are over."""
        with self._changing() as connection:
            connection.execute(rows.of(user).values(role=role.value))
            connection.execute(SESSION.update().where(SESSION.c.account == user.id).values(over=True))
            rows.note(connection, at, "role_changed", user.name, role.value)

    def set_disabled(self, user: User, disabled: bool, at: datetime) -> None:
        """Keep somebody out, or let them in again; sessions and links of who is kept out are gone."""
        with self._changing() as connection:
            connection.execute(rows.of(user).values(disabled=disabled))
            rows.shut_out(connection, user)
            rows.note(connection, at, "disabled" if disabled else "enabled", user.name)

    def set_password(self, user: User, password: str, at: datetime) -> None:
        """Replace what is kept of somebody's password; their sessions and links are gone."""
        with self._changing() as connection:
            rows.set_password(connection, user, password, at)

    def rehash(self, user: User, password: str) -> None:
        """Replace what is kept of the same password, unless another one was set meanwhile."""
        with self._changing() as connection:
            connection.execute(rows.of(user).where(ACCOUNT.c.password == user.password).values(password=password))

    def make_link(self, user: User, key: bytes, at: datetime) -> None:
        """Make a one-time link; an earlier one of the same person is gone."""
        with self._changing() as connection:
            connection.execute(LINK.delete().where((LINK.c.account == user.id) | (LINK.c.expires <= at)))
            connection.execute(LINK.insert(), {"key": key, "account": user.id, "expires": at + LINK_LIFE})
            rows.note(connection, at, "link_made", user.name)

    def who_has_link(self, key: bytes, at: datetime) -> User | None:
        """Whose link it is; None when it is used, expired or of somebody disabled."""
        with self._database.read() as connection:
            return rows.linked(connection, key, at)

    def redeem(self, key: bytes, password: str, at: datetime) -> User | None:
        """Use a link up to set a password; the person as they are now."""
        with self._changing() as connection:
            user = rows.linked(connection, key, at)
            if user is None:
                return None
            rows.set_password(connection, user, password, at)
            return rows.one(connection, ACCOUNT.c.id == user.id)

    def begin_session(self, user: User, key: bytes, at: datetime) -> bool:
        """Begin a session; False when the person is no longer as they were read (disabled, password, role)."""
        with self._changing() as connection:
            now = rows.one(connection, ACCOUNT.c.id == user.id)
            if now is None or now.disabled or (now.password, now.role) != (user.password, user.role):
                return False
            connection.execute(SESSION.delete().where((SESSION.c.began <= at - ABSOLUTE) | (SESSION.c.began > at)))
            connection.execute(
                SESSION.insert(), {"key": key, "account": user.id, "began": at, "seen": at, "over": False}
            )
            connection.execute(rows.of(user).values(signed_in=at))
            rows.note(connection, at, "signed_in", user.name)
        return True

    def session(self, key: bytes, at: datetime) -> tuple[Session, User] | None:
        """A session that is alive, or over by a changed role, and whose it is; None for disabled people."""
        columns = (SESSION.c.key, SESSION.c.began, SESSION.c.seen, SESSION.c.over)
        both = and_(SESSION.c.account == ACCOUNT.c.id, SESSION.c.key == key, ACCOUNT.c.disabled.is_(False))
        with self._database.read() as connection:
            row = connection.execute(select(ACCOUNT, *columns).where(both)).first()
        found = row and rows.session(row)
        return (found, rows.user(row)) if row and found and found.alive(at) else None

    def sessions(self, user: User, at: datetime) -> Sequence[Session]:
        """Somebody's live sessions, the latest first."""
        wanted = select(SESSION).where(SESSION.c.account == user.id, SESSION.c.over.is_(False))
        with self._database.read() as connection:
            every = [rows.session(row) for row in connection.execute(wanted.order_by(SESSION.c.seen.desc()))]
        return [each for each in every if each.alive(at)]

    def renew(self, key: bytes, at: datetime) -> None:
        """Note that a session is in use."""
        with self._changing() as connection:
            connection.execute(SESSION.update().where(SESSION.c.key == key).values(seen=at))

    def end_session(self, key: bytes) -> None:
        """End a session; nothing happens when there is none."""
        with self._changing() as connection:
            connection.execute(SESSION.delete().where(SESSION.c.key == key))

    def end_sessions(self, user: User, but: bytes | None = None) -> None:
        """End somebody's sessions, all but one or all."""
        with self._changing() as connection:
            rows.end_sessions(connection, user, but)

    def attempt(self, attempt: bytes, counted: Sequence[Counted], at: datetime) -> int:
        """Count an attempt as failed until it is forgiven: 0, or the seconds to wait, when it is not counted."""
        # Whoever is locked out costs a read, not a turn among those who write.
        with self._database.read() as connection:
            if wait := rows.wait(connection, counted, at):
                return wait
        with self._changing() as connection:
            connection.execute(FAILURE.delete().where((FAILURE.c.at <= at - WINDOW) | (FAILURE.c.at > at)))
            wait = rows.wait(connection, counted, at)
            if not wait:
                connection.execute(FAILURE.insert(), [{"attempt": attempt, "key": c.key, "at": at} for c in counted])
        return wait

    def forgive(self, attempt: bytes, account: Counted | None = None) -> None:
        """Forget an attempt that succeeded, and what failed for the same account."""
        this = FAILURE.c.attempt == attempt
        with self._changing() as connection:
            connection.execute(FAILURE.delete().where(this | (FAILURE.c.key == account.key) if account else this))

    def forgive_all(self, account: Counted, user: User, at: datetime) -> None:
        """Forget what failed for an account: unlock it."""
        with self._changing() as connection:
            connection.execute(FAILURE.delete().where(FAILURE.c.key == account.key))
            rows.note(connection, at, "unlocked", user.name)

    def failures(self, account: Counted) -> Sequence[datetime]:
        """When attempts for an account failed."""
        with self._database.read() as connection:
            return rows.failures(connection, account)

    def add_token(self, token: Token, key: bytes) -> None:
        """Add a token."""
        values = {
            "id": token.id,
            "key": key,
            "name": token.name,
            "role": token.role.value,
            "scopes": " ".join(token.scopes),
            "ending": token.ending,
            "created": token.created,
            "expires": token.expires,
        }
        with self._changing() as connection:
            connection.execute(TOKEN.insert(), values)
            rows.note(connection, token.created, "token_made", token.name, f"{token.role.value}, {token.id}")

    def tokens(self) -> Sequence[Token]:
        """Every token, usable or not, the latest first."""
        with self._database.read() as connection:
            return [rows.token(row) for row in connection.execute(select(TOKEN).order_by(TOKEN.c.created.desc()))]

    def token(self, key: bytes) -> Token | None:
        """The token with that digest, usable or not."""
        with self._database.read() as connection:
            row = connection.execute(select(TOKEN).where(TOKEN.c.key == key)).first()
        return rows.token(row) if row else None

    def revoke(self, token: Token, at: datetime) -> None:
        """Make a token open nothing any more."""
        with self._changing() as connection:
            connection.execute(TOKEN.update().where(TOKEN.c.id == token.id).values(revoked=at))
            rows.note(connection, at, "token_revoked", token.name, token.id)

    def use(self, token: Token, at: datetime) -> None:
        """Note when a token was last used."""
        with self._changing() as connection:
            connection.execute(TOKEN.update().where(TOKEN.c.id == token.id).values(used=at))

    def who_is(self, issuer: str, subject: str) -> User | None:
        """Who signs in as that subject at that provider, disabled or not."""
        with self._database.read() as connection:
            return identities.owner(connection, identities.same(issuer, subject))

    def identify(self, user: User, issuer: str, subject: str, at: datetime) -> bool:
        """Let somebody sign in as that subject at that provider; False when it is somebody else's."""
        with self._changing() as connection:
            added = identities.add(connection, user, issuer, subject)
            if added:
                rows.note(connection, at, "provider_linked", user.name, issuer)
        return added is not False

    def expect(self, user: User, issuer: str, email: str, at: datetime) -> bool:
        """Let somebody in, once, for whose address that provider vouches; False when somebody else is expected."""
        with self._changing() as connection:
            added = identities.add(connection, user, identities.EXPECTED + issuer, email)
            if added:
                rows.note(connection, at, "provider_expected", user.name, issuer)
        return added is not False

    def recognise(self, issuer: str, subject: str, email: str, at: datetime) -> User | None:
        """Who signs in as that subject, disabled or not; else who was expected with that address."""
        with self._changing() as connection:
            return identities.recognise(connection, issuer, subject, email, at)

    def identities(self) -> Sequence[Identity]:
        """How people sign in at providers."""
        with self._database.read() as connection:
            return identities.every(connection)

    def forget_identities(self, user: User, at: datetime) -> None:
        """Let somebody sign in at no provider any more; their sessions are gone."""
        with self._changing() as connection:
            connection.execute(IDENTITY.delete().where(IDENTITY.c.account == user.id))
            rows.end_sessions(connection, user)
            rows.note(connection, at, "provider_forgotten", user.name)

    def log(self, limit: int = 100) -> Sequence[Happening]:
        """What happened, the latest first."""
        with self._database.read() as connection:
            lines = connection.execute(select(LOG).order_by(LOG.c.at.desc(), LOG.c.id).limit(limit))
            return [Happening(line.at, line.what, line.name, line.detail) for line in lines]
