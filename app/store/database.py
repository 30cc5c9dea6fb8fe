"""What every database needs alike: a connection pool that survives a fork, and checked transactions."""

from __future__ import annotations

import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from app.store.faults import translated
from app.store.revisions import HISTORY, History, require_current

Insert = sqlite.Insert | postgresql.Insert
Migrate = Callable[[Connection], None]


class Database(ABC):
    """One database; `name` stands for it in messages and carries no secret. Safe for threads and across forks."""

    name: str
    suffix: str
    """Of a copy's file name."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._owner = os.getpid()
        self._pool: Engine | None = None

    @abstractmethod
    def _engine(self) -> Engine:
        """A new engine with nothing connected."""

    @abstractmethod
    def insert(self, table: Table) -> Insert:
        """An INSERT that knows ON CONFLICT."""

    @abstractmethod
    def empty(self, connection: Connection, *tables: Table) -> None:
        """Remove all rows so that their bytes do not stay behind in the tables' files."""

    @abstractmethod
    def prepare(self, migrate: Migrate, history: History = HISTORY) -> None:
        """Create or migrate the schema, one process at a time. Raises StoreUnavailable."""

    @abstractmethod
    def write(self, *, alone: bool = False) -> AbstractContextManager[Connection]:
        """A transaction that writes; `alone` keeps all other writers out (SQLite does so anyway)."""

    @abstractmethod
    def forget(self) -> None:
        """Take what was removed out of the database's own log too, as far as a client can."""

    @abstractmethod
    def copy(self, draft: Path) -> None:
        """Write a copy without what could tell readers apart, as of one moment, to a file that does not exist."""

    @abstractmethod
    def damage(self) -> Sequence[str]:
        """What is wrong with the files or the schema, a sentence each. Raises StoreUnavailable."""

    @contextmanager
    def read(self, *, patient: bool = False) -> Iterator[Connection]:  # noqa: ARG002 what a subclass may need to know
        """A transaction that only reads; `patient` allows questions that take long."""
        with translated(self.name), self._transaction(writes=False) as connection:
            yield connection

    def close(self) -> None:
        """Give the connections back; a later use opens new ones."""
        with self._mutex:
            if self._pool is not None:
                self._pool.dispose(close=self._owner == os.getpid())
                self._pool = None

    @contextmanager
    def _transaction(self, *, writes: bool, checked: bool = True) -> Iterator[Connection]:
        with self.engine().connect().execution_options(guichet_writes=writes) as connection:
            try:
                with connection.begin():
                    if checked and not connection.info.get("schema_checked"):
                        require_current(connection, self.name)
                        connection.info["schema_checked"] = True
                    yield connection
            except DBAPIError:
                connection.invalidate()  # after an I/O error a SQLite connection must not be used again
                raise

    def engine(self) -> Engine:
        """This process's engine: connections made before a fork belong to the parent."""
        with self._mutex:
            if self._pool is not None and self._owner != os.getpid():
                self._pool.dispose(close=False)
                self._pool = None
            if self._pool is None:
                self._pool, self._owner = self._engine(), os.getpid()
            return self._pool
