"""The store over SQL, and its counts of reads: once a reader, article and day."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, select

from app.errors import StoreUnavailable
from app.model import DailyReads, MissCount, SearchMiss, View
from app.store.database import Database
from app.store.misses import MissSums
from app.store.schema import DAILY_READS, DAY_SALT, READER_MARK

SALT_BYTES = 32

Mark = tuple[date, str, bytes]
"""Day, article, reader."""


class DayOver(StoreUnavailable):
    """That day's salt was destroyed; nothing more can be counted for it."""


class SqlStore:
    """The store of app.ports over a SQL database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._mark = database.insert(READER_MARK).on_conflict_do_nothing().returning(*READER_MARK.columns)
        add = database.insert(DAILY_READS)
        self._add = add.on_conflict_do_update(
            index_elements=list(DAILY_READS.primary_key.columns),
            set_={"readers": DAILY_READS.c.readers + add.excluded.readers},
        )
        self._misses = MissSums(database)

    def salt(self, day: date) -> bytes:
        """The secret of that UTC day, 32 bytes; the first to ask for a new day destroys what the days before left.

        Raises DayOver for the day before the present one: a late view never brings a salt back. A day that is
        earlier still means that the clock was ahead and has been put right, and is begun anew.
        """
        with self._database.read() as connection:
            kept = _present(connection)
        if kept is None or kept[0] != day:
            with self._database.write(alone=True) as connection:
                kept = _present(connection)
                if kept is None or kept[0] != day:
                    kept = self._begin(connection, day, kept[0] if kept else None)
        return kept[1]

    def _begin(self, connection: Connection, day: date, present: date | None) -> tuple[date, bytes]:
        if present is not None and present - timedelta(days=1) == day:
            raise DayOver(f"The day {day} is over: its salt was destroyed when {present} began.")
        secret = secrets.token_bytes(SALT_BYTES)
        self._database.empty(connection, DAY_SALT, READER_MARK)
        connection.execute(DAY_SALT.insert(), {"day": day, "secret": secret})
        return day, secret

    def record(self, views: Sequence[View]) -> int:
        """Count what is new for its reader, article and day, in one transaction; return how many were.

        A view of a day before the salt's is not counted: nobody can tell any more whether its reader already was.
        """
        if not views:
            return 0
        with self._database.write() as connection:
            present = _present(connection)
            wanted = _distinct(views, present[0] if present else date.min)
            return self._count(connection, wanted) if wanted else 0

    def _count(self, connection: Connection, wanted: dict[Mark, str]) -> int:
        # Rows are written in one order everywhere, so that two transactions of PostgreSQL never wait for each other.
        rows = [{"day": day, "article": article, "reader": reader} for day, article, reader in sorted(wanted)]
        new = [tuple(row) for row in connection.execute(self._mark, rows)]
        sums = Counter((day, wanted[day, article, reader], article) for day, article, reader in new)
        if sums:
            counts = [
                {"day": day, "locale": locale, "article": article, "readers": readers}
                for (day, locale, article), readers in sorted(sums.items())
            ]
            connection.execute(self._add, counts)
        return len(new)

    def reads(self, since: date) -> Sequence[DailyReads]:
        """Sums by article, locale and day, from that day on, in order of day, locale and article."""
        columns = DAILY_READS.c
        statement = (
            select(columns.article, columns.locale, columns.day, columns.readers)
            .where(columns.day >= since)
            .order_by(columns.day, columns.locale, columns.article)
        )
        with self._database.read() as connection:
            return [DailyReads(*row) for row in connection.execute(statement)]

    def record_misses(self, misses: Sequence[SearchMiss]) -> None:
        """Add searches without an answer to the sums of their day, in one transaction.

        There is nothing to recognise a repeat by: who calls again after a failure may count the same searches twice.
        """
        if misses:
            with self._database.write() as connection:
                self._misses.add(connection, misses)

    def misses(self, since: date) -> Sequence[MissCount]:
        """Sums by query, locale and day, from that day on, in order of day, locale and query."""
        with self._database.read() as connection:
            return self._misses.since(connection, since)

    def close(self) -> None:
        """Give the connections back."""
        self._database.close()


def _present(connection: Connection) -> tuple[date, bytes] | None:
    row = connection.execute(select(DAY_SALT.c.day, DAY_SALT.c.secret)).first()
    return (row.day, row.secret) if row else None


def _distinct(views: Sequence[View], present: date) -> dict[Mark, str]:
    """The locale in which each reader read an article first on a day."""
    wanted: dict[Mark, str] = {}
    for view in views:
        if view.day >= present:
            wanted.setdefault((view.day, view.article, view.reader), view.locale)
    return wanted
