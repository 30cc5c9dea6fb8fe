"""The rows that stand for a range of days: whole months where it holds them, days beside them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, Subquery, Table, false, select, union_all

from app.store.days import cover
from app.store.schema import CLICKS, SEARCHES, Sums

_EXACT = 700_000


class Least(NamedTuple):
    """How large a row of a day and of a month must be to be looked at; 0 is all of them."""

    day: int = 0
    month: int = 0


def rare(count: int) -> Least:
    """What of a range with that many searches (or clicks) is too rare to matter for the most frequent.

    All is counted up to 700,000. Beyond, the rows of what was asked once or twice a day are most of the rows (a
    microsecond each) and none of the first thousand queries: they are left out, and so are a few of the counts.
    """
    if count <= _EXACT:
        return Least()
    size = 1 + count // _EXACT
    return Least(min(size, 4 + size // 10), size)


def within(sums: Sums, since: date, until: date, locale: str | None) -> Subquery:
    """The rows of a range, of days and months alike."""
    names = (*sums.keys, *sums.counts)

    def part(table: Table) -> Select[Any]:
        statement = select(*(table.c[name] for name in names))
        return statement if locale is None else statement.where(table.c.locale == locale)

    return _parts(sums, since, until, part)


def clicked(since: date, until: date, locale: str | None, article: str | None, least: Least) -> Subquery:
    """The rows of a range that tell what was opened from results, of one article or (None) of all."""
    names = (*CLICKS.keys, *CLICKS.counts)

    def part(table: Table) -> Select[Any]:
        statement = select(*(table.c[name] for name in names))
        if article is not None:
            statement = statement.where(table.c.article == article)
        statement = statement.where(table.c.clicks >= (least.month if table is CLICKS.monthly else least.day))
        return statement if locale is None else statement.where(table.c.locale == locale)

    return _parts(CLICKS, since, until, part)


def searched(since: date, until: date, locale: str | None, least: Least, by: str) -> Subquery:
    """The rows of a range with the first and last day that each stands for."""
    names = (*SEARCHES.keys, *SEARCHES.counts, "results")

    def part(table: Table) -> Select[Any]:
        monthly = table is SEARCHES.monthly
        first, last = (table.c.first_day, table.c.last_day) if monthly else (table.c.day, table.c.day)
        columns = [table.c[name] for name in names]
        statement = select(*columns, first.label("first_day"), last.label("last_day"))
        statement = statement.where(table.c[by] >= (least.month if monthly else least.day))
        return statement if locale is None else statement.where(table.c.locale == locale)

    return _parts(SEARCHES, since, until, part)


def _parts(sums: Sums, since: date, until: date, part: Callable[[Table], Select[Any]]) -> Subquery:
    covered = cover(since, until)
    parts = [part(sums.daily).where(sums.daily.c.day.between(*days)) for days in covered.days]
    if covered.months is not None:
        parts.append(part(sums.monthly).where(sums.monthly.c.day.between(*covered.months)))
    return union_all(*(parts or [part(sums.daily).where(false())])).subquery()
