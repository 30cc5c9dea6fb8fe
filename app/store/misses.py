"""The SQL of searches without an answer: sums by query, locale and day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select

from app.model import MissCount, SearchMiss
from app.store.database import Database
from app.store.schema import DAILY_MISSES

Key = tuple[date, str, str]
"""Day, locale, query."""


class MissSums:
    """The sums of one database; the caller's transaction decides when they are kept."""

    def __init__(self, database: Database) -> None:
        add = database.insert(DAILY_MISSES)
        self._add = add.on_conflict_do_update(
            index_elements=list(DAILY_MISSES.primary_key.columns),
            set_={"searches": DAILY_MISSES.c.searches + add.excluded.searches, "results": add.excluded.results},
        )

    def add(self, connection: Connection, misses: Sequence[SearchMiss]) -> None:
        """Add the searches, at least one, to their sums."""
        sums: dict[Key, tuple[int, int]] = {}
        for miss in misses:
            key = (miss.day, miss.locale, miss.query)
            sums[key] = (sums.get(key, (0, 0))[0] + 1, miss.results)
        # In one order everywhere, so that two transactions of PostgreSQL never wait for each other.
        rows = [
            {"day": day, "locale": locale, "query": query, "searches": searches, "results": results}
            for (day, locale, query), (searches, results) in sorted(sums.items())
        ]
        connection.execute(self._add, rows)

    def since(self, connection: Connection, first: date) -> list[MissCount]:
        """Sums from that day on, in order of day, locale and query."""
        columns = DAILY_MISSES.c
        statement = (
            select(columns.query, columns.locale, columns.day, columns.searches, columns.results)
            .where(columns.day >= first)
            .order_by(columns.day, columns.locale, columns.query)
        )
        return [MissCount(*row) for row in connection.execute(statement)]
