"""`guichet import`: another help centre's export to the files of a content folder."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from app.cli.report import show_problems
from app.content.importers import KINDS, ImportRefused, import_from
from app.locales import LANGUAGES


@click.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "--to", "folder", required=True, type=click.Path(path_type=Path), help="The content folder to write into."
)
@click.option("--from", "kind", type=click.Choice(KINDS), default=None, help="What it is; found out when not given.")
@click.option("--locale", type=click.Choice(list(LANGUAGES)), default=None, help="Language of what says none.")
@click.option("--fetch", is_flag=True, help="Fetch pictures from the export's own host (nothing is fetched otherwise).")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
def import_command(
    source: Path, folder: Path, kind: str | None, locale: str | None, fetch: bool, dry_run: bool
) -> None:
    """Import another help centre: Zendesk Guide, Crisp, a folder of Markdown or of HTML.

    Files that exist are left alone. What did not fit is listed as file:line: message.
    """
    place = source if source.is_dir() else source.parent
    try:
        done = import_from(source, folder, kind=kind, locale=locale, dry_run=dry_run, fetch=fetch)
    except ImportRefused as refused:
        show_problems(refused.problems, place, sys.stdout)
        raise
    show_problems(done.problems, place, sys.stdout)
    counts = Counter(problem.severity for problem in done.problems)
    verb = "would be written" if dry_run else "written"
    files = done.articles + done.pictures if dry_run else done.written
    click.echo(
        f"{done.kind}: {done.articles} articles ({done.drafts} drafts), {done.pictures} pictures; "
        f"{files} files {verb}, {len(done.left)} left alone; "
        f"{counts['error']} errors, {counts['warning']} warnings, {counts['hint']} hints"
    )
    if not dry_run:
        click.echo(f"Next: GUICHET_ARTICLES={folder} guichet check")
