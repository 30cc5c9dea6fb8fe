"""Sessions of who signed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, select

from app.accounts import Session, User
from app.accounts.values import ABSOLUTE
from app.store.accounts import rows
from app.store.accounts.part import Part
from app.store.accounts.schema import ACCOUNT, SESSION


class Sessions(Part):
    """Who is signed in."""

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
