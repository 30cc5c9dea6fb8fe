"""SQLite as a store: safe files, and a lock that serves writers in turn."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock
from sqlalchemy import Connection, Engine, Table
from sqlalchemy.dialects import sqlite

from app.errors import StoreUnavailable
from app.store.database import Database, Migrate
from app.store.faults import translated
from app.store.revisions import HISTORY, History, refuse_newer, require_current, revision
from app.store.schema import OF_THE_DAY
from app.store.sqlite_connections import WAIT, connect, engine_of, journal

_MODE = 0o640
_MIGRATION_WAIT = 60.0
_POLL = 0.002


class SqliteDatabase(Database):
    """A database in a file; its folder is created, the file and its companions are readable by owner and group."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.name = f"The database {path}"
        self.suffix = ".db"

    def _engine(self) -> Engine:
        return engine_of(self._path)

    def insert(self, table: Table) -> sqlite.Insert:
        return sqlite.insert(table)

    def empty(self, connection: Connection, *tables: Table) -> None:
        for table in tables:
            connection.execute(table.delete())  # secure_delete overwrites the rows with zeros

    @contextmanager
    def write(self, *, alone: bool = False) -> Iterator[Connection]:  # noqa: ARG002 SQLite has one writer at a time
        with translated(self.name), self._turn(WAIT), self._transaction(writes=True) as connection:
            yield connection

    def forget(self) -> None:
        if journal(sqlite3.sqlite_version_info)[0] == "wal":
            with translated(self.name), self._turn(WAIT), closing(connect(self._path)) as connection:
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
        engine = engine_of(draft)
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
        with closing(connect(self._path)) as connection:
            if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise StoreUnavailable(f"{self.name} is damaged: restore a backup, or move the file away.")

    def copy(self, draft: Path) -> None:
        # In one step: in small ones it would begin anew at each commit of another process, for ever. Writers wait.
        with translated(self.name), self._turn(WAIT):
            self._copy(draft)

    def damage(self) -> Sequence[str]:
        if not self._path.exists():
            raise StoreUnavailable(f"{self.name} cannot be found: run `guichet db upgrade` to make it.")
        with translated(self.name):
            try:
                self._refuse_damaged()
                with closing(connect(self._path)) as connection:
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
        with closing(connect(self._path)) as source, closing(connect(draft)) as copy:
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


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
