"""The SQL that answers from single events and comments, for as long as they are kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlalchemy import Connection, func, select

from app.model import Comment, SupportSum
from app.store.schema import COMMENT, EVENT


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
    first, last = datetime.combine(since, time.min, UTC), datetime.combine(until, time.max, UTC)
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
            row.at,
            row.helpful,
            row.reason,
            row.comment,
            row.handled,
        )
        for row in connection.execute(statement)
    ]
