"""Connections to a SQLite file: with a safe journal, and none that outlives the file's name."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

WAIT = 2.0
"""Seconds a transaction waits for its turn, and SQLite for a program that does not know our lock."""


def journal(library: tuple[int, ...]) -> tuple[str, str]:
    """Journal mode and `synchronous` for a version of the SQLite library.

    Before 3.51.3 the write-ahead log can corrupt a database under several connections (the bug of its
    checkpoint), hence the rollback journal, whose deletion EXTRA makes durable too.
    """
    return ("wal", "FULL") if library >= (3, 51, 3) else ("delete", "EXTRA")


def engine_of(path: Path) -> Engine:
    """An engine of an existing file, with nothing connected; transactions that write say so (`guichet_writes`)."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(path),
        poolclass=QueuePool,
        pool_size=2,
        max_overflow=2,
        pool_timeout=WAIT,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "connect", partial(_remember_file, path))
    event.listen(engine, "checkout", partial(_refuse_moved, path))
    return engine


def connect(path: Path) -> sqlite3.Connection:
    """A connection to an existing file, which commits by itself. Raises sqlite3.Error."""
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw", uri=True, timeout=WAIT, isolation_level=None, check_same_thread=False
    )
    mode, synchronous = journal(sqlite3.sqlite_version_info)
    try:
        connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        connection.execute("PRAGMA secure_delete = ON")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _begin(connection: Connection) -> None:
    # IMMEDIATE: a transaction that reads first and then writes could otherwise fail half-way.
    writes = connection.get_execution_options().get("guichet_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _file(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one that takes its name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _remember_file(path: Path, _: object, record: ConnectionPoolEntry) -> None:
    record.info["file"] = _file(path)


def _refuse_moved(path: Path, _: object, record: ConnectionPoolEntry, __: object) -> None:
    """A connection outlives the file's name: what it wrote after the file was moved away would be lost in silence."""
    if record.info.get("file") != _file(path):
        raise DisconnectionError("The file was moved away or replaced.")
