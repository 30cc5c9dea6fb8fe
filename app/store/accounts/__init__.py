"""The account store over SQL: people and their ways in."""

from __future__ import annotations

from app.store.accounts.failures import Failures
from app.store.accounts.identities import Identities
from app.store.accounts.people import People
from app.store.accounts.sessions import Sessions
from app.store.accounts.tokens import Tokens

__all__ = ["SqlAccountStore"]


class SqlAccountStore(People, Sessions, Failures, Tokens, Identities):
    """The account store of app.ports over a SQL database."""
