"""The SQL that adds to the sums of days and months; the caller's transaction decides when they are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, Connection, Table, Update, bindparam, case

from app.store.database import Database, Insert
from app.store.days import month_of
from app.store.schema import ALL_SUMS, DAILY_STAFF, DAILY_TOTAL, SEARCHES, TOTAL_COUNTS, Sums
from app.store.tally import Key, Tally

MOST_RESULTS = 999_999

Row = dict[str, object]


class SumWriter:
    """Adds tallies to the sums of one database.

    Rows are written in one order everywhere, so that two transactions of PostgreSQL never wait for each other.
    """

    def __init__(self, database: Database) -> None:
        self._adders = [_Adder(database, sums) for sums in ALL_SUMS]
        self._totals = _Statements(database, DAILY_TOTAL, ("day", "locale"), TOTAL_COUNTS)
        self._staff = _Statements(database, DAILY_STAFF, ("day", "via", "type"), ("events",))

    def add(self, connection: Connection, tally: Tally) -> None:
        """Add everything the tally holds; the totals, which all writers share, come last."""
        for adder in self._adders:
            adder.add(connection, tally)
        self._staff.add(connection, {key: Counter(events=count) for key, count in sorted(tally.staff.items())})
        self._totals.add(connection, dict(sorted(tally.totals.items())))


class _Statements:
    """Additions to one table."""

    def __init__(self, database: Database, table: Table, keys: tuple[str, ...], counts: tuple[str, ...]) -> None:
        self._keys, self._counts = keys, counts
        self._upsert = _upsert(database.insert(table), table, counts)
        self._take = _take(table, keys, counts)

    def add(
        self, connection: Connection, additions: Mapping[Key, Counter[str]], more: Mapping[Key, Row] | None = None
    ) -> None:
        """Write the additions; `more` gives further columns of the keys' rows."""
        given = [
            self._row(key, counts, 1) | (more[key] if more else {})
            for key, counts in additions.items()
            if _any(counts, 1)
        ]
        if given:
            connection.execute(self._upsert, given)
        taken = [self._row(key, counts, -1) for key, counts in additions.items() if _any(counts, -1)]
        for row in taken:
            connection.execute(self._take, {f"this_{name}": value for name, value in row.items()})

    def _row(self, key: Key, counts: Counter[str], sign: int) -> Row:
        row: Row = dict(zip(self._keys, key, strict=True))
        return row | {name: max(0, sign * counts[name]) for name in self._counts}


class _Adder:
    """Additions to the sums of one kind, by day and by month."""

    def __init__(self, database: Database, sums: Sums) -> None:
        self._sums = sums
        keys = ("day", *sums.keys)
        self._daily = _Statements(database, sums.daily, keys, sums.counts)
        self._monthly = _Statements(database, sums.monthly, keys, sums.counts)

    def add(self, connection: Connection, tally: Tally) -> None:
        daily = tally.of(self._sums)
        if not daily:
            return
        monthly: dict[Key, Counter[str]] = {}
        for key, counts in daily.items():
            month = monthly.setdefault((month_of(key[0]), *key[1:]), Counter())
            for name, count in counts.items():
                month[name] += count
        searches = self._sums is SEARCHES
        self._daily.add(connection, daily, _results(tally, daily) if searches else None)
        self._monthly.add(connection, monthly, _seen(tally, daily) if searches else None)


def _any(counts: Counter[str], sign: int) -> bool:
    return any(sign * count > 0 for count in counts.values())


def _results(tally: Tally, keys: Iterable[Key]) -> dict[Key, Row]:
    return {key: {"results": min(tally.results.get(key, 0), MOST_RESULTS)} for key in keys}


def _seen(tally: Tally, keys: Iterable[Key]) -> dict[Key, Row]:
    """First and last day of each query's month, and what the latest search saw; `keys` in the order of days."""
    seen: dict[Key, Row] = {}
    for key in keys:
        row = seen.setdefault((month_of(key[0]), *key[1:]), {"first_day": key[0], "results": 0})
        row["last_day"] = key[0]
        if key in tally.results:
            row["results"] = min(tally.results[key], MOST_RESULTS)
    return seen


def _upsert(add: Insert, table: Table, counts: tuple[str, ...]) -> Insert:
    columns, new = table.c, add.excluded
    values: dict[str, ColumnElement[object]] = {name: columns[name] + new[name] for name in counts}
    if "results" in columns:
        values["results"] = case((new["searches"] > 0, new["results"]), else_=columns["results"])
    if "first_day" in columns:
        for name, sooner in (("first_day", True), ("last_day", False)):
            ours, theirs = columns[name], new[name]
            values[name] = case((theirs < ours if sooner else theirs > ours, theirs), else_=ours)
    return add.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=values)


def _take(table: Table, keys: tuple[str, ...], counts: tuple[str, ...]) -> Update:
    """Take counts away. Not by the upsert: a proposed row with a negative count would break the table's check."""
    statement = table.update().values({name: table.c[name] - bindparam(f"this_{name}") for name in counts})
    return statement.where(*(table.c[name] == bindparam(f"this_{name}", type_=table.c[name].type) for name in keys))
