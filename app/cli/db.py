"""`guichet db`: the database of what readers did."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click

from app.settings import environment, load_settings
from app.store import back_up, open_store
from app.store import check as find_faults
from app.store import upgrade as bring_up_to_date


@click.group()
def db() -> None:
    """Look after the database of what readers did."""


@db.command()
def upgrade() -> None:
    """Create the schema or bring an older one up to date; `serve` does the same when it starts."""
    bring_up_to_date(load_settings(environment()).store)
    click.echo("the database is up to date")


@db.command()
@click.argument("to", type=click.Path(path_type=Path))
def backup(to: Path) -> None:
    """Copy the database to a new file or into a folder, while it is used; nothing in the copy tells readers apart."""
    file = back_up(load_settings(environment()).store, to)
    click.echo(f"{file} ({file.stat().st_size / 1e6:,.1f} MB)")


@db.command()
def check() -> None:
    """Look for damage, for another version's schema and for sums that contradict each other; exit 1 if there is any."""
    faults = find_faults(load_settings(environment()).store)
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.exceptions.Exit(1)
    click.echo("the database is sound")


@db.command()
def purge() -> None:
    """Remove what has been kept long enough; `serve` does the same once a day."""
    settings = load_settings(environment())
    today = datetime.now(UTC).date()
    events, sums = settings.retention.events_before(today), settings.retention.sums_before(today)
    with closing(open_store(settings.store)) as store:
        removed = store.purge(events, sums)
    click.echo(f"removed {removed.events} events, {removed.comments} comments and {removed.sums} sums")
    click.echo(f"kept: events and comments from {events} on, sums from {sums} on")
