"""The tables, as this version of the program knows them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
)

from app.store.days import Day
from app.store.moments import Moment

METADATA = MetaData()

DAY_SALT = Table(
    "day_salt",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("secret", LargeBinary, nullable=False),
)
"""One row at most: the secret of the present day."""

READER_MARK = Table(
    "reader_mark",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("article", Text, primary_key=True),
    Column("reader", LargeBinary, primary_key=True),
    sqlite_with_rowid=False,
)
"""Who was counted for what on the present day; emptied together with the secret the hashes were made with."""

VOTE_MARK = Table(
    "vote_mark",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("reader", LargeBinary, primary_key=True),
    Column("article", Text, primary_key=True),
    Column("locale", Text, nullable=False),
    Column("helpful", Boolean, nullable=False),
    Column("reason", Text),
    Column("comment", LargeBinary),
    sqlite_with_rowid=False,
)
"""What each reader of the present day voted, so that a changed mind can be put in its place; emptied with the marks."""

OF_THE_DAY = (DAY_SALT, READER_MARK, VOTE_MARK)
"""Tables with something that could tell readers apart: empty in every backup, and after midnight."""

EVENT = Table(
    "event",
    METADATA,
    Column("day", Day, primary_key=True),
    Column("id", LargeBinary, primary_key=True),
    Column("hour", SmallInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("article", Text),
    Column("query", Text),
    Column("results", Integer),
    Column("answered", Boolean),
    Column("corrected", Boolean),
    Column("position", Integer),
    Column("workflow", Text),
    Index("event_id", "id", unique=True),
    sqlite_with_rowid=False,
)
"""In order of day and random id, with the hour only: not even the order of rows tells which events came together."""

COMMENT = Table(
    "comment",
    METADATA,
    Column("id", LargeBinary, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("article", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("helpful", Boolean, nullable=False),
    Column("reason", Text),
    Column("comment", Text, nullable=False),
    Column("handled", Moment),
    Index("comment_at", "at"),
)


def _sums(name: str, keys: tuple[Column[str] | Column[bool], ...], *counts: str, more: tuple[str, ...] = ()) -> Table:
    return Table(
        name,
        METADATA,
        Column("day", Day, primary_key=True),
        *keys,
        *(Column(count, Integer, CheckConstraint(f"{count} >= 0"), nullable=False) for count in counts),
        *(Column(column, Day, nullable=False) for column in more),
        sqlite_with_rowid=False,
    )


def _texts(*names: str) -> tuple[Column[str], ...]:
    return tuple(Column(name, Text, primary_key=True) for name in names)


@dataclass(frozen=True, slots=True)
class Sums:
    """The same sums by day and by month (its first day), both kept in the transaction that changes them.

    Months make a year's range cheap. `keys` are beside the day, `counts` are added up.
    """

    daily: Table
    monthly: Table
    keys: tuple[str, ...]
    counts: tuple[str, ...]


_SEARCH_COUNTS = ("searches", "unanswered", "corrected", "clicks")
_ARTICLE_COUNTS = ("reads", "helpful", "unhelpful", "clicks", "opened", "solved", "tickets", "actions")
TOTAL_COUNTS = (
    "reads",
    "searches",
    "unanswered",
    "clicks",
    "helpful",
    "unhelpful",
    "solved",
    "tickets",
    "actions",
)

SEARCHES = Sums(
    _sums("daily_search", _texts("locale", "query"), *_SEARCH_COUNTS, "results"),
    _sums("monthly_search", _texts("locale", "query"), *_SEARCH_COUNTS, "results", more=("first_day", "last_day")),
    ("locale", "query"),
    _SEARCH_COUNTS,
)
"""`results` is what the latest search saw; no column could hold who searched."""

CLICKS = Sums(
    _sums("daily_click", _texts("locale", "query", "article"), "clicks", "placed", "positions"),
    _sums("monthly_click", _texts("locale", "query", "article"), "clicks", "placed", "positions"),
    ("locale", "query", "article"),
    ("clicks", "placed", "positions"),
)
"""`positions` is the sum of the places of the `placed` clicks that came with one."""
for _table in (CLICKS.daily, CLICKS.monthly):
    Index(f"{_table.name}_article", _table.c.article, _table.c.day)

ARTICLES = Sums(
    _sums("daily_article", _texts("locale", "article"), *_ARTICLE_COUNTS),
    _sums("monthly_article", _texts("locale", "article"), *_ARTICLE_COUNTS),
    ("locale", "article"),
    _ARTICLE_COUNTS,
)


def _vote_keys() -> tuple[Column[str] | Column[bool], ...]:
    return (*_texts("locale", "article"), Column("helpful", Boolean, primary_key=True), *_texts("reason"))


REASONS = Sums(
    _sums("daily_reason", _vote_keys(), "votes"),
    _sums("monthly_reason", _vote_keys(), "votes"),
    ("locale", "article", "helpful", "reason"),
    ("votes",),
)

ACTIONS = Sums(
    _sums("daily_action", _texts("locale", "article", "workflow"), "actions"),
    _sums("monthly_action", _texts("locale", "article", "workflow"), "actions"),
    ("locale", "article", "workflow"),
    ("actions",),
)
"""`article` is empty for an action taken from elsewhere."""

DAILY_TOTAL = _sums("daily_total", _texts("locale"), *TOTAL_COUNTS)
DAILY_STAFF = _sums("daily_staff", _texts("via", "type"), "events")
"""What staff and assistants did, which no other sum counts, and what came of answers beside tickets, by kind."""

ALL_SUMS = (SEARCHES, CLICKS, ARTICLES, REASONS, ACTIONS)
