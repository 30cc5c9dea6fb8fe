"""Rows of identities: who somebody is at a provider of sign-in, and who is expected from there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, select

from app.accounts import Identity, User
from app.store import accounts_rows as rows
from app.store.accounts_schema import ACCOUNT, IDENTITY

EXPECTED = "expected from "
"""Before the issuer where the subject is an e-mail address. No issuer holds a space: no answer names such a row."""


def same(issuer: str, subject: str) -> ColumnElement[bool]:
    """The row of a subject at a provider."""
    return and_(IDENTITY.c.issuer == issuer, IDENTITY.c.subject == subject)


def owner(connection: Connection, which: ColumnElement[bool]) -> User | None:
    """Whose row it is."""
    return rows.one(connection, and_(which, IDENTITY.c.account == ACCOUNT.c.id))


def add(connection: Connection, user: User, issuer: str, subject: str) -> bool | None:
    """Add a row: True, None when the person has it already, False when somebody else does."""
    known = connection.execute(select(IDENTITY.c.account).where(same(issuer, subject))).scalar()
    if known is not None:
        return None if known == user.id else False
    connection.execute(IDENTITY.insert(), {"issuer": issuer, "subject": subject, "account": user.id})
    return True


def recognise(connection: Connection, issuer: str, subject: str, email: str, at: datetime) -> User | None:
    """Who that is; who was expected with the address is known by the subject from now on."""
    known = owner(connection, same(issuer, subject))
    if known is not None:
        return known
    awaited = same(EXPECTED + issuer, email)
    user = owner(connection, awaited)
    if user is None or user.disabled:
        return user
    connection.execute(IDENTITY.update().where(awaited).values(issuer=issuer, subject=subject))
    rows.note(connection, at, "provider_linked", user.name, issuer)
    return user


def every(connection: Connection) -> list[Identity]:
    """All of them."""
    found = connection.execute(select(IDENTITY).order_by(IDENTITY.c.issuer, IDENTITY.c.subject))
    return [
        Identity(row.account, row.issuer.removeprefix(EXPECTED), row.subject, row.issuer.startswith(EXPECTED))
        for row in found
    ]
