"""`guichet db`: the database of counts."""

from __future__ import annotations

import click

from app.settings import environment, load_settings
from app.store import upgrade as bring_up_to_date


@click.group()
def db() -> None:
    """Look after the database of counts."""


@db.command()
def upgrade() -> None:
    """Create the schema or bring an older one up to date; `serve` does the same when it starts."""
    bring_up_to_date(load_settings(environment()).store)
    click.echo("the database is up to date")
