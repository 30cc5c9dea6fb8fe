"""Who somebody is at a provider of sign-in, and who is expected from there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, select

from app.accounts import Identity, User
from app.store.accounts import rows
from app.store.accounts.part import Part
from app.store.accounts.schema import ACCOUNT, IDENTITY

_EXPECTED = "expected from "
"""Before the issuer where the subject is an e-mail address. No issuer holds a space: no answer names such a row."""


class Identities(Part):
    """How people sign in at providers."""

    def who_is(self, issuer: str, subject: str) -> User | None:
        """Who signs in as that subject at that provider, disabled or not."""
        with self._database.read() as connection:
            return _owner(connection, _same(issuer, subject))

    def identify(self, user: User, issuer: str, subject: str, at: datetime) -> bool:
        """Let somebody sign in as that subject at that provider; False when it is somebody else's."""
        with self._changing() as connection:
            added = _add(connection, user, issuer, subject)
            if added:
                rows.note(connection, at, "provider_linked", user.name, issuer)
        return added is not False

    def expect(self, user: User, issuer: str, email: str, at: datetime) -> bool:
        """Let somebody in, once, for whose address that provider vouches; False when somebody else is expected."""
        with self._changing() as connection:
            added = _add(connection, user, _EXPECTED + issuer, email)
            if added:
                rows.note(connection, at, "provider_expected", user.name, issuer)
        return added is not False

    def recognise(self, issuer: str, subject: str, email: str, at: datetime) -> User | None:
        """Who signs in as that subject, disabled or not; else who was expected with that address."""
        with self._changing() as connection:
            return _recognised(connection, issuer, subject, email, at)

    def identities(self) -> Sequence[Identity]:
        """How people sign in at providers."""
        with self._database.read() as connection:
            found = connection.execute(select(IDENTITY).order_by(IDENTITY.c.issuer, IDENTITY.c.subject))
            return [
                Identity(row.account, row.issuer.removeprefix(_EXPECTED), row.subject, row.issuer.startswith(_EXPECTED))
                for row in found
            ]

    def forget_identities(self, user: User, at: datetime) -> None:
        """Let somebody sign in at no provider any more; their sessions are gone."""
        with self._changing() as connection:
            connection.execute(IDENTITY.delete().where(IDENTITY.c.account == user.id))
            rows.end_sessions(connection, user)
            rows.note(connection, at, "provider_forgotten", user.name)


def _same(issuer: str, subject: str) -> ColumnElement[bool]:
    """The row of a subject at a provider."""
    return and_(IDENTITY.c.issuer == issuer, IDENTITY.c.subject == subject)


def _owner(connection: Connection, which: ColumnElement[bool]) -> User | None:
    """Whose row it is."""
    return rows.one(connection, and_(which, IDENTITY.c.account == ACCOUNT.c.id))


def _add(connection: Connection, user: User, issuer: str, subject: str) -> bool | None:
    """Add a row: True, None when the person has it already, False when somebody else does."""
    known = connection.execute(select(IDENTITY.c.account).where(_same(issuer, subject))).scalar()
    if known is not None:
        return None if known == user.id else False
    connection.execute(IDENTITY.insert(), {"issuer": issuer, "subject": subject, "account": user.id})
    return True


def _recognised(connection: Connection, issuer: str, subject: str, email: str, at: datetime) -> User | None:
    """Who that is; who was expected with the address is known by the subject from now on."""
    known = _owner(connection, _same(issuer, subject))
    if known is not None:
        return known
    awaited = _same(_EXPECTED + issuer, email)
    user = _owner(connection, awaited)
    if user is None or user.disabled:
        return user
    connection.execute(IDENTITY.update().where(awaited).values(issuer=issuer, subject=subject))
    rows.note(connection, at, "provider_linked", user.name, issuer)
    return user
