"""The SQL that answers from the sums: whole months where a range holds them, days beside them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Subquery,
    Table,
    cast,
    false,
    func,
    select,
    type_coerce,
    union_all,
)

from app.model import (
    ActionSum,
    ArticleSum,
    ClickSum,
    Comment,
    DailyReads,
    DaySum,
    ReasonSum,
    SearchDay,
    SearchKind,
    SearchSum,
    StaffSum,
    SupportSum,
)
from app.store.days import cover
from app.store.schema import (
    ACTIONS,
    ARTICLES,
    CLICKS,
    COMMENT,
    DAILY_STAFF,
    DAILY_TOTAL,
    EVENT,
    REASONS,
    SEARCHES,
    TOTAL_COUNTS,
    Sums,
)
from app.store.sums import MOST_RESULTS

_STEP = MOST_RESULTS + 1
_EXACT = 700_000


def reads(connection: Connection, since: date) -> list[DailyReads]:
    """Readers by article, locale and day, in order of day, locale and article."""
    columns = ARTICLES.daily.c
    statement = (
        select(columns.article, columns.locale, columns.day, columns.reads)
        .where(columns.day >= since, columns.reads > 0)
        .order_by(columns.day, columns.locale, columns.article)
    )
    return [DailyReads(*row) for row in connection.execute(statement)]


def searches(
    connection: Connection, since: date, until: date, locale: str | None, kind: SearchKind, limit: int
) -> list[SearchSum]:
    """Queries of a kind, the most first; see `_rare` for what very large ranges leave out."""
    totals = days(connection, since, until, locale)
    rare, by = _rare(sum(day.searches for day in totals)), "searches"
    if kind == "unanswered" and rare.month:
        rare, by = max(_rare(sum(day.unanswered for day in totals)), Least(1, 1)), "unanswered"
    rows = _searched(since, until, locale, rare, by).c
    asked, unanswered, opened = func.sum(rows.searches), func.sum(rows.unanswered), func.sum(rows.clicks)
    # The results that the latest row saw: they stand behind its day in one number.
    latest = func.max(cast(type_coerce(rows.last_day, Integer), BigInteger) * _STEP + rows.results) % _STEP
    statement = select(
        rows.query,
        rows.locale,
        asked,
        unanswered,
        func.sum(rows.corrected),
        opened,
        latest,
        func.min(rows.first_day),
        func.max(rows.last_day),
    ).group_by(rows.locale, rows.query)
    rank: ColumnElement[int] = {"all": asked, "unanswered": unanswered, "unopened": asked - unanswered}[kind]
    statement = statement.having(rank > 0)
    if kind == "unopened":
        statement = statement.having(opened == 0)
    statement = statement.order_by(rank.desc(), rows.locale, rows.query).limit(limit)
    return [SearchSum(*row) for row in connection.execute(statement)]


def search_days(
    connection: Connection, since: date, until: date, locale: str, queries: Collection[str]
) -> list[SearchDay]:
    """Days of some queries, in order of query and day."""
    columns = SEARCHES.daily.c
    # Each day by itself leads straight to its rows: 30 queries of a year in 20 ms, by a range of days in a second.
    every = [day.day for day in days(connection, since, until, locale)]
    statement = (
        select(columns.query, columns.locale, columns.day, columns.searches, columns.unanswered, columns.clicks)
        .where(columns.day.in_(every), columns.locale == locale, columns.query.in_(queries))
        .order_by(columns.query, columns.day)
    )
    return [SearchDay(*row) for row in connection.execute(statement)]


def clicks(
    connection: Connection, since: date, until: date, locale: str | None, article: str | None, limit: int
) -> list[ClickSum]:
    """Articles opened from results, by query, the most first; see `_rare` for what very large ranges leave out."""
    least = Least() if article else _rare(sum(day.clicks for day in days(connection, since, until, locale)))
    rows = _clicked(since, until, locale, article, least).c
    total = func.sum(rows.clicks)
    statement = (
        select(rows.query, rows.locale, rows.article, total, func.sum(rows.positions), func.sum(rows.placed))
        .group_by(rows.locale, rows.query, rows.article)
        .order_by(total.desc(), rows.locale, rows.query, rows.article)
        .limit(limit)
    )
    return [
        ClickSum(query, where, id, count, positions / placed if placed else None)
        for query, where, id, count, positions, placed in connection.execute(statement)
    ]


def articles(connection: Connection, since: date, until: date, locale: str | None) -> list[ArticleSum]:
    """Every article that anything happened to, by reads."""
    rows = _within(ARTICLES, since, until, locale).c
    sums = [func.sum(rows[name]) for name in ARTICLES.counts]
    statement = (
        select(rows.article, rows.locale, *sums)
        .group_by(rows.locale, rows.article)
        .order_by(sums[0].desc(), rows.locale, rows.article)
    )
    return [ArticleSum(*row) for row in connection.execute(statement)]


def reasons(connection: Connection, since: date, until: date, locale: str | None) -> list[ReasonSum]:
    """Reasons by article, the most votes first."""
    rows = _within(REASONS, since, until, locale).c
    keys = (rows.article, rows.locale, rows.helpful, rows.reason)
    votes = func.sum(rows.votes)
    statement = select(*keys, votes).group_by(*keys).having(votes > 0).order_by(votes.desc(), *keys)
    return [ReasonSum(*row) for row in connection.execute(statement)]


def actions(connection: Connection, since: date, until: date, locale: str | None) -> list[ActionSum]:
    """Portal actions by article and workflow, the most first."""
    rows = _within(ACTIONS, since, until, locale).c
    keys = (rows.article, rows.locale, rows.workflow)
    count = func.sum(rows.actions)
    statement = select(*keys, count).group_by(*keys).order_by(count.desc(), *keys)
    return [ActionSum(id or None, where, workflow, sum_) for id, where, workflow, sum_ in connection.execute(statement)]


def days(connection: Connection, since: date, until: date, locale: str | None) -> list[DaySum]:
    """Totals in the order of days."""
    columns = DAILY_TOTAL.c
    statement = (
        select(columns.day, *(func.sum(columns[name]) for name in TOTAL_COUNTS))
        .where(columns.day.between(since, until))
        .group_by(columns.day)
        .order_by(columns.day)
    )
    if locale is not None:
        statement = statement.where(columns.locale == locale)
    return [DaySum(*row) for row in connection.execute(statement)]


def staff(connection: Connection, since: date, until: date) -> list[StaffSum]:
    """What staff and assistants did, and what came of answers to tickets, the most first."""
    columns = DAILY_STAFF.c
    events = func.sum(columns.events)
    statement = (
        select(columns.via, columns.type, events)
        .where(columns.day.between(since, until))
        .group_by(columns.via, columns.type)
        .order_by(events.desc(), columns.via, columns.type)
    )
    return [StaffSum(*row) for row in connection.execute(statement)]


def support(connection: Connection, since: date, until: date, locale: str | None) -> list[SupportSum]:
    """What agents sent and missed, the most first; few enough to be added up from single events."""
    columns, events = EVENT.c, func.count()
    sent = (columns.type == "open") & columns.article.is_not(None)
    missed = (columns.type == "search") & columns.answered.is_(False)
    statement = (
        select(columns.locale, columns.article, columns.query, events)
        .where(columns.day.between(since, until), columns.via == "agent", sent | missed)
        .group_by(columns.locale, columns.article, columns.query)
        .order_by(events.desc(), columns.locale, columns.article, columns.query)
    )
    if locale is not None:
        statement = statement.where(columns.locale == locale)
    return [SupportSum(*row) for row in connection.execute(statement)]


def comments(
    connection: Connection,
    since: date,
    until: date,
    locale: str | None,
    article: str | None,
    handled: bool | None,
    limit: int,
    offset: int,
) -> list[Comment]:
    """Comments, the latest first."""
    columns = COMMENT.c
    first, last = datetime.combine(since, time.min), datetime.combine(until, time.max)
    statement = select(COMMENT).where(columns.at.between(first, last))
    if locale is not None:
        statement = statement.where(columns.locale == locale)
    if article is not None:
        statement = statement.where(columns.article == article)
    if handled is not None:
        statement = statement.where(columns.handled.is_not(None) if handled else columns.handled.is_(None))
    statement = statement.order_by(columns.at.desc(), columns.id).limit(limit).offset(offset)
    return [
        Comment(
            UUID(bytes=bytes(row.id)),
            row.article,
            row.locale,
            row.at.replace(tzinfo=UTC),
            row.helpful,
            row.reason,
            row.comment,
            row.handled.replace(tzinfo=UTC) if row.handled else None,
        )
        for row in connection.execute(statement)
    ]


class Least(NamedTuple):
    """How large a row of a day and of a month must be to be looked at; 0 is all of them."""

    day: int = 0
    month: int = 0


def _rare(count: int) -> Least:
    """What of a range with that many searches (or clicks) is too rare to matter for the most frequent.

    All is counted up to 700,000. Beyond, the rows of what was asked once or twice a day are most of the rows (a
    microsecond each) and none of the first thousand queries: they are left out, and so are a few of the counts.
    """
    if count <= _EXACT:
        return Least()
    size = 1 + count // _EXACT
    return Least(min(size, 4 + size // 10), size)


def _within(sums: Sums, since: date, until: date, locale: str | None) -> Subquery:
    """The rows of a range, of days and months alike."""
    names = (*sums.keys, *sums.counts)

    def part(table: Table) -> Select[Any]:
        statement = select(*(table.c[name] for name in names))
        return statement if locale is None else statement.where(table.c.locale == locale)

    return _parts(sums, since, until, part)


def _clicked(since: date, until: date, locale: str | None, article: str | None, least: Least) -> Subquery:
    names = (*CLICKS.keys, *CLICKS.counts)

    def part(table: Table) -> Select[Any]:
        statement = select(*(table.c[name] for name in names))
        if article is not None:
            statement = statement.where(table.c.article == article)
        statement = statement.where(table.c.clicks >= (least.month if table is CLICKS.monthly else least.day))
        return statement if locale is None else statement.where(table.c.locale == locale)

    return _parts(CLICKS, since, until, part)


def _searched(since: date, until: date, locale: str | None, least: Least, by: str) -> Subquery:
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
