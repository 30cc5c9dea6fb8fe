"""The reply desk: pinned and used articles of an agent, and questions that no article answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "agent_article",
        sa.Column("account", sa.Text, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("article", sa.Text, primary_key=True),
        sa.Column("pinned", sa.DateTime),
        sa.Column("used", sa.DateTime),
    )
    op.create_table(
        "missing_article",
        sa.Column("id", sa.LargeBinary, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("locale", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("handled", sa.DateTime),
    )
    op.create_index("missing_article_at", "missing_article", ["at"])
