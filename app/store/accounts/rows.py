"""Rows of the tables of accounts: read as values, and changed together inside a transaction of whoever asks."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Update, select

from app.accounts import SCOPES, Role, Session, Token, User, What
from app.store.accounts.schema import ACCOUNT, LINK, LOG, SESSION


def user(row: Row[Any]) -> User:
    """A person."""
    return User(row.id, row.name, Role(row.role), row.created, row.password, row.disabled, row.signed_in)


def session(row: Row[Any]) -> Session:
    """A session."""
    return Session(row.key, row.began, row.seen, row.over)


def token(row: Row[Any]) -> Token:
    """A token."""
    given = row.scopes.split()
    scopes = tuple(scope for scope in SCOPES if scope in given)
    return Token(row.id, row.name, Role(row.role), scopes, row.ending, row.created, row.expires, row.revoked, row.used)


def of(whom: User) -> Update:
    """A change of somebody's row."""
    return ACCOUNT.update().where(ACCOUNT.c.id == whom.id)


def one(connection: Connection, which: ColumnElement[bool]) -> User | None:
    """The person of whom that is true."""
    row = connection.execute(select(ACCOUNT).where(which)).first()
    return user(row) if row else None


def linked(connection: Connection, key: bytes, at: datetime) -> User | None:
    """Whose link it is, if it is still good."""
    good = (LINK.c.key == key) & (LINK.c.expires > at) & (LINK.c.account == ACCOUNT.c.id)
    return one(connection, good & ACCOUNT.c.disabled.is_(False))


def set_password(connection: Connection, whom: User, password: str, at: datetime) -> None:
    """Replace a password, and shut out whoever came in by the earlier one."""
    connection.execute(of(whom).values(password=password))
    shut_out(connection, whom)
    note(connection, at, "password_set", whom.name)


def shut_out(connection: Connection, whom: User) -> None:
    """Remove somebody's sessions and links."""
    end_sessions(connection, whom)
    connection.execute(LINK.delete().where(LINK.c.account == whom.id))


def end_sessions(connection: Connection, whom: User, but: bytes | None = None) -> None:
    """Remove somebody's sessions, all but one or all."""
    theirs = SESSION.c.account == whom.id
    connection.execute(SESSION.delete().where(theirs if but is None else theirs & (SESSION.c.key != but)))


def note(connection: Connection, at: datetime, what: What, name: str, detail: str = "") -> None:
    """Add a line to the log."""
    line = {"id": secrets.token_bytes(16), "at": at, "what": what, "name": name, "detail": detail}
    connection.execute(LOG.insert(), line)
