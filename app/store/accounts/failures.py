"""Attempts to sign in that failed, counted exactly however many processes count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from app.accounts import Counted, User
from app.accounts.guessing import WINDOW
from app.store.accounts import rows
from app.store.accounts.part import Part
from app.store.accounts.schema import FAILURE


class Failures(Part):
    """Who tries too often."""

    def attempt(self, attempt: bytes, counted: Sequence[Counted], at: datetime) -> int:
        """Count an attempt as failed until it is forgiven: 0, or the seconds to wait, when it is not counted."""
        # Whoever is locked out costs a read, not a turn among those who write.
        with self._database.read() as connection:
            if wait := _wait(connection, counted, at):
                return wait
        with self._changing() as connection:
            connection.execute(FAILURE.delete().where((FAILURE.c.at <= at - WINDOW) | (FAILURE.c.at > at)))
            wait = _wait(connection, counted, at)
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
            return _failures(connection, account)


def _failures(connection: Connection, counted: Counted) -> Sequence[datetime]:
    """When attempts failed."""
    return connection.execute(select(FAILURE.c.at).where(FAILURE.c.key == counted.key)).scalars().all()


def _wait(connection: Connection, counted: Sequence[Counted], at: datetime) -> int:
    """Seconds until another attempt is allowed, 0 for now."""
    return max((each.wait(_failures(connection, each), at) for each in counted), default=0)
