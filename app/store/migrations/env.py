"""Run by Alembic: migrates over the connection, and inside the transaction, of whoever asked."""

from __future__ import annotations

from alembic import context

from app.store.schema import METADATA, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
