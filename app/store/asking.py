"""The SQL that answers from the sums of days and months."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import BigInteger, ColumnElement, Connection, Integer, cast, func, select, type_coerce

from app.model import (
    ActionSum,
    ArticleSum,
    ClickSum,
    DailyReads,
    DaySum,
    ReasonSum,
    SearchDay,
    SearchKind,
    SearchSum,
    StaffSum,
)
from app.store.ranges import Least, clicked, rare, searched, within
from app.store.schema import ACTIONS, ARTICLES, DAILY_STAFF, DAILY_TOTAL, REASONS, SEARCHES, TOTAL_COUNTS
from app.store.sums import MOST_RESULTS

_STEP = MOST_RESULTS + 1


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
    """Queries of a kind, the most first; see `rare` for what very large ranges leave out."""
    totals = days(connection, since, until, locale)
    least, by = rare(sum(day.searches for day in totals)), "searches"
    if kind == "unanswered" and least.month:
        least, by = max(rare(sum(day.unanswered for day in totals)), Least(1, 1)), "unanswered"
    rows = searched(since, until, locale, least, by).c
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
    """Articles opened from results, by query, the most first; see `rare` for what very large ranges leave out."""
    least = Least() if article else rare(sum(day.clicks for day in days(connection, since, until, locale)))
    rows = clicked(since, until, locale, article, least).c
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
    rows = within(ARTICLES, since, until, locale).c
    sums = [func.sum(rows[name]) for name in ARTICLES.counts]
    statement = (
        select(rows.article, rows.locale, *sums)
        .group_by(rows.locale, rows.article)
        .order_by(sums[0].desc(), rows.locale, rows.article)
    )
    return [ArticleSum(*row) for row in connection.execute(statement)]


def reasons(connection: Connection, since: date, until: date, locale: str | None) -> list[ReasonSum]:
    """Reasons by article, the most votes first."""
    rows = within(REASONS, since, until, locale).c
    keys = (rows.article, rows.locale, rows.helpful, rows.reason)
    votes = func.sum(rows.votes)
    statement = select(*keys, votes).group_by(*keys).having(votes > 0).order_by(votes.desc(), *keys)
    return [ReasonSum(*row) for row in connection.execute(statement)]


def actions(connection: Connection, since: date, until: date, locale: str | None) -> list[ActionSum]:
    """Portal actions by article and workflow, the most first."""
    rows = within(ACTIONS, since, until, locale).c
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
