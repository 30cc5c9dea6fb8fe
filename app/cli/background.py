"""`guichet background`: what `serve` runs beside the workers, for those who start it by themselves."""

from __future__ import annotations

import os

import click

from app.cli.stopping import stopped_by_signals
from app.jobs import Background
from app.settings import configure_logging, environment, load_settings


@click.command()
@click.option("--with-parent", is_flag=True, hidden=True, help="Stop when the parent process is gone.")
def background(with_parent: bool) -> None:
    """Build when the content changes or a date makes it due. One per index folder works; others wait."""
    settings = load_settings(environment())
    configure_logging(settings.log_format)
    stop = stopped_by_signals()
    parent = os.getppid() if with_parent else None
    with Background(settings, stop) as jobs:
        jobs.run(stop, alive=lambda: parent is None or os.getppid() == parent)
