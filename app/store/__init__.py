"""The front door: chooses the store from its URL and prepares its schema."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from app.errors import SettingError
from app.ports import Store
from app.store.database import Database
from app.store.postgres import PostgresDatabase
from app.store.reads import DayOver, SqlStore
from app.store.sqlite import SqliteDatabase
from app.store.writer import ViewWriter

__all__ = ["DayOver", "ViewWriter", "open_store", "upgrade"]

_SQLITE = "sqlite:///"
_POSTGRESQL = "postgresql+psycopg://"


def open_store(url: str, *, migrate: bool = True) -> Store:
    """The store at `sqlite:///path` (four slashes for an absolute path) or `postgresql+psycopg://user@host/database`.

    With `migrate` the schema is made or brought up to date first, which raises StoreUnavailable when the database
    cannot be reached, is damaged or comes from a newer version. Without it nothing is touched until the first use,
    so that a process can start while the database is away. SettingError when the URL is not one of these.
    """
    database = _database(url)
    if migrate:
        _upgrade(database)
    return SqlStore(database)


def upgrade(url: str) -> None:
    """Create the schema, or migrate an older one in one transaction; safe when several processes do so at once."""
    database = _database(url)
    try:
        _upgrade(database)
    finally:
        database.close()


def _upgrade(database: Database) -> None:
    from app.store.migrate import bring_up_to_date  # 0.45 s to import: not for processes that only count

    bring_up_to_date(database)


def _database(url: str) -> Database:
    if url.startswith(_SQLITE):
        return SqliteDatabase(_path(url.removeprefix(_SQLITE)))
    if url.startswith(_POSTGRESQL):
        try:
            return PostgresDatabase(make_url(url))
        except (ArgumentError, ValueError):
            raise SettingError("GUICHET_STORE is not a valid address of a PostgreSQL database.") from None
    raise SettingError(f"GUICHET_STORE must begin with {_SQLITE} or {_POSTGRESQL}.")


def _path(text: str) -> Path:
    if not text or text == ":memory:" or any(sign in text for sign in "?#\0"):
        raise SettingError(f"GUICHET_STORE needs the path of a file without ? and # after {_SQLITE}.")
    return Path(text).absolute()
