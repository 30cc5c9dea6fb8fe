"""People, their passwords and one-time links, and the log of what happened to accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.accounts import LINK_LIFE, Happening, Role, User
from app.store.accounts import rows
from app.store.accounts.part import Part
from app.store.accounts.schema import ACCOUNT, LINK, LOG, SESSION


class People(Part):
    """Who may sign in."""

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

    def log(self, limit: int = 100) -> Sequence[Happening]:
        """What happened, the latest first."""
        with self._database.read() as connection:
            lines = connection.execute(select(LOG).order_by(LOG.c.at.desc(), LOG.c.id).limit(limit))
            return [Happening(line.at, line.what, line.name, line.detail) for line in lines]
