"""SQLite as a store: safe files, a safe journal, and a lock that serves writers in turn."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import quote

from filelock import FileLock
from sqlalchemy import Connection, Engine, QueuePool, Table, create_engine, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from app.errors import StoreUnavailable
from app.store.database import Database, Migrate
from app.store.faults import translated
from app.store.revisions import HISTORY, History, refuse_newer, require_current, revision
from app.store.schema import OF_THE_DAY

_MODE = 0o640
_WAIT = 2.0
"""Seconds a transaction waits for its turn, and SQLite for a program that does not know our lock."""
_MIGRATION_WAIT = 60.0
_POLL = 0.002


def journal(library: tuple[int, ...]) -> tuple[str, str]:
    """Journal mode and `synchronous` for a version of the SQLite library.

    Before 3.51.3 the write-ahead log can corrupt a database under several connections (the bug of its
    checkpoint), hence the rollback journal, whose deletion EXTRA makes durable too.
    """
    return ("wal", "FULL") if library >= (3, 51, 3) else ("delete", "EXTRA")


class SqliteDatabase(Database):
    """A database in a file; its folder is created, the file and its companions are readable by owner and group."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.name = f"The database {path}"
        self.suffix = ".db"

    def _engine(self) -> Engine:
        return self._engine_of(self._path)

    def _engine_of(self, path: Path) -> Engine:
        engine = create_engine(
            "sqlite://",
            creator=lambda: _connect(path),
            poolclass=QueuePool,
            pool_size=2,
            max_overflow=2,
            pool_timeout=_WAIT,
            hide_parameters=True,
        )
        event.listen(engine, "begin", _begin)
        event.listen(engine, "connect", partial(_remember_file, path))
        event.listen(engine, "checkout", partial(_refuse_moved, path))
        return engine

    def insert(self, table: Table) -> sqlite.Insert:
        return sqlite.insert(table)

    def empty(self, connection: Connection, *tables: Table) -> None:
        for table in tables:
            connection.execute(table.delete())  # secure_delete overwrites the rows with zeros

    @contextmanager
    def write(self, *, alone: bool = False) -> Iterator[Connection]:  # noqa: ARG002 SQLite has one writer at a time
        with translated(self.name), self._turn(_WAIT), self._transaction(writes=True) as connection:
            yield connection

    def forget(self) -> None:
        if journal(sqlite3.sqlite_version_info)[0] == "wal":
            with translated(self.name), self._turn(_WAIT), closing(_connect(self._path)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def prepare(self, migrate: Migrate, history: History = HISTORY) -> None:
        with translated(self.name):
            self._path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
            with self._turn(_MIGRATION_WAIT):
                if self._path.exists():
                    self._migrate(migrate, history)
                else:
                    self._create(migrate)

    def _create(self, migrate: Migrate) -> None:
        # Built beside and renamed when complete: a file that exists and is empty was never made by us.
        draft = self._path.with_name(self._path.name + ".new")
        draft.unlink(missing_ok=True)
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _MODE))
        draft.chmod(_MODE)
        engine = self._engine_of(draft)
        try:
            with engine.connect().execution_options(guichet_writes=True) as connection, connection.begin():
                migrate(connection)
        finally:
            engine.dispose()
        draft.rename(self._path)
        _sync_folder(self._path.parent)

    def _migrate(self, migrate: Migrate, history: History) -> None:
        self._refuse_damaged()
        with self._transaction(writes=True, checked=False) as connection:
            found = revision(connection)
            refuse_newer(found, self.name, history)
            if found == history.head:
                return
            if found is not None:
                self._back_up(found)
            migrate(connection)

    def _refuse_damaged(self) -> None:
        if self._path.stat().st_size == 0:
            raise StoreUnavailable(
                f"{self.name} is empty, it was cut: restore a backup, or delete the file to begin anew."
            )
        with closing(_connect(self._path)) as connection:
            if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise StoreUnavailable(f"{self.name} is damaged: restore a backup, or move the file away.")

    def copy(self, draft: Path) -> None:
        # In one step: in small ones it would begin anew at each commit of another process, for ever. Writers wait.
        with translated(self.name), self._turn(_WAIT):
            self._copy(draft)

    def damage(self) -> Sequence[str]:
        if not self._path.exists():
            raise StoreUnavailable(f"{self.name} cannot be found: run `guichet db upgrade` to make it.")
        with translated(self.name):
            try:
                self._refuse_damaged()
                with closing(_connect(self._path)) as connection:
                    lines = [line for (line,) in connection.execute("PRAGMA integrity_check(20)")]
                with self.engine().connect() as connected:
                    require_current(connected, self.name)
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorname not in ("SQLITE_CORRUPT", "SQLITE_NOTADB"):
                    raise
                lines = [str(error)]
            except StoreUnavailable as error:
                return [str(error)]
        return [] if lines == ["ok"] else [f"{self.name} is damaged: {line}." for line in lines]

    def _copy(self, draft: Path) -> None:
        draft.unlink(missing_ok=True)
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _MODE))
        with closing(_connect(self._path)) as source, closing(_connect(draft)) as copy:
            source.backup(copy)
            _forget_the_day(copy)

    def _back_up(self, found: str) -> None:
        """Copy the database beside itself before a migration."""
        draft = self._path.with_name(self._path.name + ".copy")
        self._copy(draft)
        draft.rename(self._path.with_name(f"{self._path.name}.before-{found}"))

    @contextmanager
    def _turn(self, seconds: float) -> Iterator[None]:
        # A new object each time: one made before a fork refuses to work after it.
        lock = FileLock(f"{self._path}.lock", timeout=seconds, mode=_MODE, poll_interval=_POLL, preserve_lock_file=True)
        with lock:
            yield


def _forget_the_day(copy: sqlite3.Connection) -> None:
    """Empty the tables with what could tell readers apart, as far as the copy's schema has them."""
    tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in OF_THE_DAY:
        if table.name in tables:
            copy.execute(f"DELETE FROM {table.name}")  # noqa: S608


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw", uri=True, timeout=_WAIT, isolation_level=None, check_same_thread=False
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


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
