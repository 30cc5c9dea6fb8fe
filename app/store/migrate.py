"""The door to Alembic: brings a database's schema to the present."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from app.store.database import Database
from app.store.revisions import HISTORY, History


def bring_up_to_date(database: Database, history: History = HISTORY) -> None:
    """Create the schema or migrate it in one transaction, while other processes wait. Raises StoreUnavailable.

    No connection stays open.
    """
    try:
        database.prepare(partial(_run, scripts=history.scripts), history)
    finally:
        database.close()


def _run(connection: Connection, *, scripts: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
