"""Removing what has been kept long enough, a little at a time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, Table, select, tuple_

from app.model import Purged
from app.store.accounts.schema import LOG
from app.store.database import Database
from app.store.days import month_of
from app.store.replies_schema import MISSING_ARTICLE
from app.store.schema import ALL_SUMS, COMMENT, DAILY_STAFF, DAILY_TOTAL, EVENT

_AT_ONCE = 2_000
"""Rows a transaction: writers that come meanwhile wait a tenth of a second."""


def purge(database: Database, events_before: date, sums_before: date) -> Purged:
    """Remove events, comments and the log of accounts of days before the first date, sums of days before the second."""
    events = _remove(database, EVENT, EVENT.c.day < events_before)
    began = datetime.combine(events_before, time.min, UTC)
    comments = _remove(database, COMMENT, COMMENT.c.at < began)
    # What happened to accounts and what agents report is kept as long as what readers did, and counted nowhere.
    _remove(database, LOG, LOG.c.at < began)
    _remove(database, MISSING_ARTICLE, MISSING_ARTICLE.c.at < began)
    daily = (*(sums.daily for sums in ALL_SUMS), DAILY_TOTAL, DAILY_STAFF)
    removed = sum(_remove(database, table, table.c.day < sums_before) for table in daily)
    monthly = (sums.monthly for sums in ALL_SUMS)
    removed += sum(_remove(database, table, table.c.day < month_of(sums_before)) for table in monthly)
    return Purged(events, removed, comments)


def _remove(database: Database, table: Table, old: ColumnElement[bool]) -> int:
    keys = list(table.primary_key.columns)
    statement = table.delete().where(tuple_(*keys).in_(select(*keys).where(old).limit(_AT_ONCE)))
    removed = 0
    while True:
        with database.write() as connection:
            count = connection.execute(statement).rowcount
        removed += count
        if count < _AT_ONCE:
            return removed
