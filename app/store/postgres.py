"""PostgreSQL as a store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, Table, create_engine, text
from sqlalchemy.dialects import postgresql

from app.errors import StoreUnavailable
from app.store.database import Database, Migrate
from app.store.dump import dump
from app.store.faults import translated
from app.store.revisions import HISTORY, History, refuse_newer, require_current, revision

_LOCK = 7_313_466_811_054_937
"""Key of the advisory lock that orders writers around the change of day and migrations; any fixed number of ours."""

# Milliseconds: a page never waits for the store, and a stuck session must not hold the others up.
_LIMITS = "-c statement_timeout=5000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000"


class PostgresDatabase(Database):
    """A database on a PostgreSQL server, given by a SQLAlchemy URL."""

    def __init__(self, url: URL) -> None:
        super().__init__()
        self._url = url
        self.suffix = ".dump"
        self.name = f"The database {url.database or ''} on {url.host or url.query.get('host', 'this machine')}"

    def _engine(self) -> Engine:
        defaults = {"connect_timeout": 2, "options": _LIMITS, "application_name": "guichet"}
        return create_engine(
            self._url,
            connect_args={key: value for key, value in defaults.items() if key not in self._url.query},
            hide_parameters=True,
            pool_pre_ping=True,  # a restarted server costs a new connection, not a lost transaction
            pool_size=2,
            max_overflow=2,
            pool_timeout=2,
        )

    def insert(self, table: Table) -> postgresql.Insert:
        return postgresql.insert(table)

    def empty(self, connection: Connection, *tables: Table) -> None:
        # DELETE would leave the rows in the file until a vacuum; TRUNCATE unlinks the file at commit.
        connection.execute(text("TRUNCATE " + ", ".join(table.name for table in tables)))

    @contextmanager
    def write(self, *, alone: bool = False) -> Iterator[Connection]:
        kind = "" if alone else "_shared"
        with translated(self.name), self._transaction(writes=True) as connection:
            connection.execute(text(f"SELECT pg_advisory_xact_lock{kind}(:key)"), {"key": _LOCK})
            yield connection

    @contextmanager
    def read(self, *, patient: bool = False) -> Iterator[Connection]:
        with super().read() as connection:
            if patient:
                connection.execute(text("SET LOCAL statement_timeout = 0"))
            yield connection

    def copy(self, draft: Path) -> None:
        dump(self._url, draft, self.name)

    def damage(self) -> Sequence[str]:
        with translated(self.name), self.engine().connect() as connection:
            try:
                require_current(connection, self.name)
            except StoreUnavailable as error:
                return [str(error)]
        return []

    def forget(self) -> None:
        """Nothing: a server's log is its own and is recycled by it."""

    def prepare(self, migrate: Migrate, history: History = HISTORY) -> None:
        with translated(self.name), self._transaction(writes=True, checked=False) as connection:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SET LOCAL lock_timeout = '60s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            found = revision(connection)
            refuse_newer(found, self.name, history)
            if found != history.head:
                migrate(connection)
