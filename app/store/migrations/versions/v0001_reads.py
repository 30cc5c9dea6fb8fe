"""Counts of reads, and what tells the readers of one day apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the three tables."""
    op.create_table(
        "day_salt",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("secret", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "reader_mark",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("article", sa.Text, primary_key=True),
        sa.Column("reader", sa.LargeBinary, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "daily_reads",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("locale", sa.Text, primary_key=True),
        sa.Column("article", sa.Text, primary_key=True),
        sa.Column("readers", sa.Integer, sa.CheckConstraint("readers > 0"), nullable=False),
        sqlite_with_rowid=False,
    )
