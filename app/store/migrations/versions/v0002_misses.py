"""Counts of searches without an answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "daily_misses",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("locale", sa.Text, primary_key=True),
        sa.Column("query", sa.Text, primary_key=True),
        sa.Column("searches", sa.Integer, sa.CheckConstraint("searches > 0"), nullable=False),
        sa.Column("results", sa.Integer, sa.CheckConstraint("results >= 0"), nullable=False),
        sqlite_with_rowid=False,
    )
