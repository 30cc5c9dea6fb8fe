"""The front door: chooses the store from its URL and prepares its schema."""

from __future__ import annotations

from app.ports import Store
from app.store.address import database_at
from app.store.database import Database
from app.store.sql_store import DayOver, SqlStore
from app.store.upkeep import back_up, check
from app.store.writer import EventWriter

__all__ = ["DayOver", "EventWriter", "back_up", "check", "open_store", "upgrade"]


def open_store(url: str, *, migrate: bool = True) -> Store:
    """The store at `sqlite:///path` (four slashes for an absolute path) or `postgresql+psycopg://user@host/database`.

    With `migrate` the schema is made or brought up to date first, which raises StoreUnavailable when the database
    cannot be reached, is damaged or comes from a newer version. Without it nothing is touched until the first use,
    so that a process can start while the database is away. SettingError when the URL is not one of these.
    """
    database = database_at(url)
    if migrate:
        _bring_up_to_date(database)
    return SqlStore(database)


def upgrade(url: str) -> None:
    """Create the schema, or migrate an older one in one transaction; safe when several processes do so at once."""
    _bring_up_to_date(database_at(url))


def _bring_up_to_date(database: Database) -> None:
    from app.store.migrate import bring_up_to_date  # 0.45 s to import: not for processes that only count

    bring_up_to_date(database)
