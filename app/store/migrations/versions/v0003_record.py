"""The record: events, votes, comments, and sums by day and month that take the earlier counts over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_SEARCH = ("searches", "unanswered", "corrected", "clicks", "results")
_ARTICLE = ("reads", "helpful", "unhelpful", "clicks", "opened", "solved", "tickets", "actions")
_TOTAL = ("reads", "searches", "unanswered", "clicks", "helpful", "unhelpful", "solved", "tickets", "actions")


def upgrade() -> None:
    """Create the tables, carry the counts over, drop the tables they were in."""
    _create_marks_and_events()
    for span in ("daily", "monthly"):
        days = ("first_day", "last_day") if span == "monthly" else ()
        _sums(f"{span}_search", ("locale", "query"), _SEARCH, days)
        _sums(f"{span}_click", ("locale", "query", "article"), ("clicks", "placed", "positions"))
        op.create_index(f"{span}_click_article", f"{span}_click", ["article", "day"])
        _sums(f"{span}_article", ("locale", "article"), _ARTICLE)
        _sums(f"{span}_reason", ("locale", "article", "helpful", "reason"), ("votes",))
        _sums(f"{span}_action", ("locale", "article", "workflow"), ("actions",))
    _sums("daily_total", ("locale",), _TOTAL)
    _sums("daily_staff", ("via", "type"), ("events",))
    _carry_over()
    op.drop_table("daily_reads")
    op.drop_table("daily_misses")


def _create_marks_and_events() -> None:
    op.create_table(
        "vote_mark",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("reader", sa.LargeBinary, primary_key=True),
        sa.Column("article", sa.Text, primary_key=True),
        sa.Column("locale", sa.Text, nullable=False),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("comment", sa.LargeBinary),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event",
        sa.Column("day", sa.Integer, primary_key=True),
        sa.Column("id", sa.LargeBinary, primary_key=True),
        sa.Column("hour", sa.SmallInteger, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("via", sa.Text, nullable=False),
        sa.Column("locale", sa.Text, nullable=False),
        sa.Column("article", sa.Text),
        sa.Column("query", sa.Text),
        sa.Column("results", sa.Integer),
        sa.Column("answered", sa.Boolean),
        sa.Column("corrected", sa.Boolean),
        sa.Column("position", sa.Integer),
        sa.Column("workflow", sa.Text),
        sqlite_with_rowid=False,
    )
    op.create_index("event_id", "event", ["id"], unique=True)
    op.create_table(
        "comment",
        sa.Column("id", sa.LargeBinary, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("article", sa.Text, nullable=False),
        sa.Column("locale", sa.Text, nullable=False),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("handled", sa.DateTime),
    )
    op.create_index("comment_at", "comment", ["at"])


def _sums(name: str, keys: tuple[str, ...], counts: tuple[str, ...], days: tuple[str, ...] = ()) -> None:
    op.create_table(
        name,
        sa.Column("day", sa.Integer, primary_key=True),
        *(sa.Column(key, sa.Boolean if key == "helpful" else sa.Text, primary_key=True) for key in keys),
        *(sa.Column(count, sa.Integer, sa.CheckConstraint(f"{count} >= 0"), nullable=False) for count in counts),
        *(sa.Column(day, sa.Integer, nullable=False) for day in days),
        sqlite_with_rowid=False,
    )


def _carry_over() -> None:
    """Reads stay reads; a search without an answer becomes a search that was not answered."""
    day = "CAST(REPLACE(CAST(day AS TEXT), '-', '') AS INTEGER)"
    op.execute(
        "INSERT INTO daily_article (day, locale, article, reads, helpful, unhelpful, clicks, opened, solved, tickets, "  # noqa: S608
        f"actions) SELECT {day}, locale, article, readers, 0, 0, 0, 0, 0, 0, 0 FROM daily_reads"
    )
    op.execute(
        "INSERT INTO daily_search (day, locale, query, searches, unanswered, corrected, clicks, results) "  # noqa: S608
        f"SELECT {day}, locale, query, searches, searches, 0, 0, results FROM daily_misses"
    )
    op.execute(
        "INSERT INTO monthly_article (day, locale, article, reads, helpful, unhelpful, clicks, opened, solved, "
        "tickets, actions) SELECT day / 100 * 100 + 1, locale, article, SUM(reads), 0, 0, 0, 0, 0, 0, 0 "
        "FROM daily_article GROUP BY day / 100, locale, article"
    )
    op.execute(
        "INSERT INTO monthly_search (day, locale, query, searches, unanswered, corrected, clicks, results, first_day, "
        "last_day) SELECT day / 100 * 100 + 1, locale, query, SUM(searches), SUM(unanswered), 0, 0, "
        "MAX(CAST(day AS BIGINT) * 1000000 + results) % 1000000, MIN(day), MAX(day) "
        "FROM daily_search GROUP BY day / 100, locale, query"
    )
    op.execute(
        "INSERT INTO daily_total (day, locale, reads, searches, unanswered, clicks, helpful, unhelpful, solved, "
        "tickets, actions) SELECT day, locale, SUM(reads), SUM(searches), SUM(searches), 0, 0, 0, 0, 0, 0 FROM ("
        "SELECT day, locale, reads, 0 AS searches FROM daily_article UNION ALL "
        "SELECT day, locale, 0, searches FROM daily_search) AS counted GROUP BY day, locale"
    )
