"""Accounts: people, ways in, sessions, tokens, failures to sign in, and a log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "account",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("password", sa.Text),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("signed_in", sa.DateTime),
    )
    _create_of_one(
        "account_identity",
        sa.Column("issuer", sa.Text, primary_key=True),
        sa.Column("subject", sa.Text, primary_key=True),
    )
    _create_of_one(
        "account_link",
        sa.Column("key", sa.LargeBinary, primary_key=True),
        sa.Column("expires", sa.DateTime, nullable=False),
    )
    _create_of_one(
        "account_session",
        sa.Column("key", sa.LargeBinary, primary_key=True),
        sa.Column("began", sa.DateTime, nullable=False),
        sa.Column("seen", sa.DateTime, nullable=False),
        sa.Column("over", sa.Boolean, nullable=False),
    )
    _create_tokens()
    op.create_table(
        "account_failure",
        sa.Column("attempt", sa.LargeBinary, primary_key=True),
        sa.Column("key", sa.LargeBinary, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_index("account_failure_key", "account_failure", ["key"])
    op.create_table(
        "account_log",
        sa.Column("id", sa.LargeBinary, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_index("account_log_at", "account_log", ["at"])


def _create_of_one(name: str, *columns: sa.Column[object]) -> None:
    """A table whose rows belong to one account each."""
    account = sa.Column("account", sa.Text, sa.ForeignKey("account.id"), nullable=False)
    op.create_table(name, *columns, account)
    op.create_index(f"ix_{name}_account", name, ["account"])


def _create_tokens() -> None:
    op.create_table(
        "account_token",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("key", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("ending", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("expires", sa.DateTime, nullable=False),
        sa.Column("revoked", sa.DateTime),
        sa.Column("used", sa.DateTime),
    )
