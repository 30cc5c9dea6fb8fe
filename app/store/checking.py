"""Whether the sums of a database agree with each other and with its events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select

from app.model import STAFF_VIAS
from app.store.days import month_of
from app.store.schema import ALL_SUMS, ARTICLES, DAILY_TOTAL, EVENT, SEARCHES, Sums


def contradictions(connection: Connection) -> Sequence[str]:
    """Sentences about sums that contradict each other, in the order of the tables."""
    found = [sentence for sums in ALL_SUMS for sentence in _months(connection, sums)]
    for table, name in ((SEARCHES.daily, "searches"), (SEARCHES.daily, "unanswered"), (ARTICLES.daily, "reads")):
        found += _totals(connection, table, name)
    return found + _events(connection)


def _months(connection: Connection, sums: Sums) -> list[str]:
    """Months whose sum is not that of their days."""
    by_day: dict[date, list[int]] = {}
    for day, *counts in connection.execute(_by_day(sums.daily, sums.counts)):
        month = by_day.setdefault(month_of(day), [0] * len(counts))
        for place, count in enumerate(counts):
            month[place] += count
    by_month = {day: list(counts) for day, *counts in connection.execute(_by_day(sums.monthly, sums.counts))}
    months = sorted(month for month in by_day.keys() | by_month.keys() if by_day.get(month) != by_month.get(month))
    return [f"{sums.monthly.name}: {month:%Y-%m} is not the sum of its days in {sums.daily.name}." for month in months]


def _totals(connection: Connection, table: Table, name: str) -> list[str]:
    by_day = _counts(connection, _by_day(table, (name,)))
    total = _counts(connection, _by_day(DAILY_TOTAL, (name,)))
    days = sorted(day for day in by_day.keys() | total.keys() if by_day.get(day) != total.get(day))
    return [f"{DAILY_TOTAL.name}: {name} of {day} is not the sum of {table.name}." for day in days]


def _events(connection: Connection) -> list[str]:
    """Days with fewer searches than events of searches; more are possible, events are removed first."""
    searches = (EVENT.c.type == "search", EVENT.c.via.not_in([*STAFF_VIAS, "ticket"]))
    counted = select(EVENT.c.day, func.count()).where(*searches)
    events = _counts(connection, counted.group_by(EVENT.c.day))
    sums = _counts(connection, _by_day(SEARCHES.daily, ("searches",)))
    days = sorted(day for day, count in events.items() if count > sums.get(day, 0))
    return [f"{SEARCHES.daily.name}: {day} has fewer searches than there are events." for day in days]


def _by_day(table: Table, counts: Sequence[str]) -> Select[Any]:
    return select(table.c.day, *(func.sum(table.c[name]) for name in counts)).group_by(table.c.day)


def _counts(connection: Connection, statement: Select[Any]) -> dict[date, int]:
    return {day: count for day, count in connection.execute(statement) if count}
