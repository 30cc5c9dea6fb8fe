"""The tables and the history of their schema, as this version of the program knows them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    inspect,
    text,
)

from app.errors import StoreUnavailable

VERSION_TABLE = "guichet_schema"

METADATA = MetaData()

DAY_SALT = Table(
    "day_salt",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("secret", LargeBinary, nullable=False),
)
"""One row at most: the secret of the present day."""

READER_MARK = Table(
    "reader_mark",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("article", Text, primary_key=True),
    Column("reader", LargeBinary, primary_key=True),
    sqlite_with_rowid=False,
)
"""Who was counted for what on the present day; emptied together with the secret the hashes were made with."""

DAILY_READS = Table(
    "daily_reads",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("locale", Text, primary_key=True),
    Column("article", Text, primary_key=True),
    Column("readers", Integer, CheckConstraint("readers > 0"), nullable=False),
    sqlite_with_rowid=False,
)

DAILY_MISSES = Table(
    "daily_misses",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("locale", Text, primary_key=True),
    Column("query", Text, primary_key=True),
    Column("searches", Integer, CheckConstraint("searches > 0"), nullable=False),
    Column("results", Integer, CheckConstraint("results >= 0"), nullable=False),
    sqlite_with_rowid=False,
)
"""Searches without an answer; no column could hold who searched."""


@dataclass(frozen=True, slots=True)
class History:
    """Migrations in their order, the last is the present schema. `scripts` is Alembic's folder."""

    scripts: Path
    revisions: tuple[str, ...]

    @property
    def head(self) -> str:
        return self.revisions[-1]


# Named here a second time so that a web worker need not import Alembic (0.45 s, 20 MB) to recognise its schema.
HISTORY = History(Path(__file__).parent / "migrations", ("0001", "0002"))


def revision(connection: Connection) -> str | None:
    """The revision a database is at, None when it holds nothing of ours."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608
    return found


def refuse_newer(found: str | None, name: str, history: History = HISTORY) -> None:
    """Raise StoreUnavailable when a database was written by a version of the program that came after this one."""
    if found is not None and found not in history.revisions:
        raise StoreUnavailable(
            f"{name} is from a newer version of Guichet (schema {found}, this one knows {history.head}): "
            "start the newer version, or restore the backup made before it."
        )


def require_current(connection: Connection, name: str) -> None:
    """Raise StoreUnavailable unless the schema is the present one."""
    found = revision(connection)
    refuse_newer(found, name)
    if found != HISTORY.head:
        raise StoreUnavailable(f"{name} has no schema, or an older one: run `guichet db upgrade`.")
