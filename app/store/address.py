"""Chooses the database that a store URL means."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from app.errors import SettingError
from app.store.database import Database
from app.store.postgres import PostgresDatabase
from app.store.sqlite import SqliteDatabase

_SQLITE = "sqlite:///"
_POSTGRESQL = "postgresql+psycopg://"


def database_at(url: str) -> Database:
    """The database, not connected yet. Raises SettingError, without the URL: it may hold a password."""
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
