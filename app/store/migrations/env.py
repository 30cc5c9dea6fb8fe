"""Run by Alembic: migrates over the connection, and inside the transaction, of whoever asked."""

from __future__ import annotations

from alembic import context

from app.store.revisions import VERSION_TABLE
from app.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
