"""Which tokens open internal articles to an assistant."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from app.accounts import Role, token_digest
from app.errors import StoreUnavailable
from app.ports import AccountStore

BEARER = "Bearer "
LONGEST = 200


class Tokens:
    """Checks what a request shows. Every method may raise StoreUnavailable."""

    def __init__(self, store: AccountStore):
        self._store = store

    def open_internal(self, header: str) -> bool:
        """Whether an Authorization header holds a usable token of an agent, or of a role that includes agents'.

        Notes once a day that the token is in use.
        """
        key = token_digest(header.removeprefix(BEARER)) if header.startswith(BEARER) and len(header) < LONGEST else None
        found, now = self._store.token(key) if key else None, datetime.now(UTC)
        if found is None or not found.usable(now):
            return False
        if found.unnoted(now):
            with suppress(StoreUnavailable):  # a full disk takes nobody's tools away
                self._store.use(found, now)
        return found.role.includes(Role.AGENT) and "read" in found.scopes
