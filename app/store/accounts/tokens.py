"""Tokens of programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.accounts import Token
from app.store.accounts import rows
from app.store.accounts.part import Part
from app.store.accounts.schema import TOKEN


class Tokens(Part):
    """What programs are let in with."""

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
