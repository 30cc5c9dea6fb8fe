"""The tables of accounts: people, ways in, sessions, tokens, failures to sign in, and a log."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, Table, Text

from app.store.moments import Moment
from app.store.schema import METADATA


def _whose() -> Column[str]:
    return Column("account", Text, ForeignKey("account.id"), nullable=False, index=True)


ACCOUNT = Table(
    "account",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("created", Moment, nullable=False),
    Column("password", Text),
    Column("disabled", Boolean, nullable=False),
    Column("signed_in", Moment),
)
"""`password` is what Argon2id made of it."""

IDENTITY = Table(
    "account_identity",
    METADATA,
    Column("issuer", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    _whose(),
)
"""Who somebody is at a provider of sign-in: never an e-mail address, which two providers may both hand out."""

LINK = Table(
    "account_link",
    METADATA,
    Column("key", LargeBinary, primary_key=True),
    _whose(),
    Column("expires", Moment, nullable=False),
)
"""One-time links, one a person at most; `key` is the hash of what the address holds."""

SESSION = Table(
    "account_session",
    METADATA,
    Column("key", LargeBinary, primary_key=True),
    _whose(),
    Column("began", Moment, nullable=False),
    Column("seen", Moment, nullable=False),
    Column("over", Boolean, nullable=False),
)
"""`key` is the hash of what the cookie holds."""

TOKEN = Table(
    "account_token",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("key", LargeBinary, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("ending", Text, nullable=False),
    Column("created", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
    Column("revoked", Moment),
    Column("used", Moment),
)
"""`key` is the hash of the token, `ending` its last four characters, `scopes` words with a space between them."""

FAILURE = Table(
    "account_failure",
    METADATA,
    Column("attempt", LargeBinary, primary_key=True),
    Column("key", LargeBinary, primary_key=True),
    Column("at", Moment, nullable=False),
    Index("account_failure_key", "key"),
)
"""Attempts to sign in that have not succeeded, of the last quarter of an hour; see app.accounts.guessing for keys."""

LOG = Table(
    "account_log",
    METADATA,
    Column("id", LargeBinary, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("what", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Index("account_log_at", "at"),
)
