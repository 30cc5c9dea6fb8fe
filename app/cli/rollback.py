"""`guichet rollback`: which generations there are, and going back to one of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from app.errors import GuichetError, IntegrityError, NoGeneration
from app.generations import Build, Generations, Hold, Record, Records
from app.settings import environment, load_settings

WAIT_SECONDS = 60.0
_SHORT = 12


@click.command()
@click.argument("generation", required=False)
@click.option("--forward", is_flag=True, help="End a rollback: what is newest is published again.")
def rollback(generation: str | None, forward: bool) -> None:
    """List the generations that are kept, or go back to one of them.

    GENERATION is the beginning of its name or of its commit. It stays published until there is newer content: another
    commit, or another state of the folder.
    """
    if generation and forward:
        raise click.UsageError("name a generation, or say --forward")
    settings = load_settings(environment())
    generations = Generations(settings.index, settings.secret_key)
    records = Records(settings.index)
    if forward:
        _forward(generations, records)
    elif generation:
        generations.prepare()
        with generations.building(WAIT_SECONDS):
            _back(generations, records, generation)
    else:
        _list(generations, records.read())


def _list(generations: Generations, record: Record) -> None:
    names, published, hold = generations.names(), generations.published(), generations.hold()
    if not names:
        raise NoGeneration("there is no generation yet; make one with guichet build")
    for name in names:
        mark = "*" if name == published else " "
        build = _build_of(record, name)
        when = build.at if build else _folder_time(generations.folder / name)
        commit = (record.commit_of(name) or "")[:_SHORT]
        facts = (f"{mark} {name}", f"{when:%Y-%m-%d %H:%M} UTC", commit, f"{build.articles} articles" if build else "")
        click.echo("  ".join((*filter(None, facts), build.subject if build else "")).rstrip())
    if hold:
        click.echo(f"Held since {hold.since:%Y-%m-%d %H:%M} UTC, until there is newer content than {hold.left}'s.")


def _back(generations: Generations, records: Records, wanted: str) -> None:
    record = records.read()
    name = _chosen(generations, record, wanted)
    left, before = generations.published(), generations.hold()
    if name == left:
        raise GuichetError(f"{name} is published already")
    now = datetime.now(UTC)
    # Going back twice waits for content newer than the newest, not than the one in between.
    revision = before.revision if before else (record.revision_of(left) if left else None)
    if left is None or revision is None:
        raise GuichetError("what is published now is in no record of builds; run guichet build, then go back")
    hold = Hold(name, before.left if before else left, revision, now, record.commit_of(name))
    try:
        generations.go_back(hold)
    except IntegrityError as error:
        raise GuichetError(f"{name} cannot be published: {error}") from None
    entry = replace(_entry(record, name), at=now, result="held", commit=hold.commit, revision=revision)
    records.change(lambda known: known.with_build(entry, generations.names()))
    click.echo(f"{name} is published instead of {left}, until there is newer content.")
    if hold.commit is None:
        click.echo(
            "Dates (publish_at, unpublish_at) take no effect meanwhile: the folder's earlier state is not known."
        )


def _forward(generations: Generations, records: Records) -> None:
    hold = generations.hold()
    if hold is None:
        raise GuichetError("nobody went back: the newest generation is published")
    generations.prepare()
    with generations.building(WAIT_SECONDS):
        generations.lift()
        if generations.has(hold.left):
            generations.publish(hold.left)
            record = records.read()
            entry = replace(_entry(record, hold.left), commit=record.commit_of(hold.left), revision=hold.revision)
            records.change(lambda known: known.with_build(entry, generations.names()))
            click.echo(f"{hold.left} is published again.")
        else:
            click.echo("The next build publishes what is newest; it begins within a minute, or with guichet build.")


def _chosen(generations: Generations, record: Record, wanted: str) -> str:
    """The one generation whose name or commit begins so. Raises NoGeneration."""
    names = generations.names()
    found = [name for name in names if name.startswith(wanted) or (record.commit_of(name) or "").startswith(wanted)]
    if len(found) == 1 and len(wanted) >= len("gen-") and wanted != "gen-":
        return found[0]
    many = "several generations begin with" if found else "there is no generation"
    raise NoGeneration(f"{many} {wanted}; guichet rollback lists them")


def _build_of(record: Record, name: str) -> Build | None:
    """The last build that made or found a generation; going back to it is none."""
    own = [build for build in record.builds if build.generation == name and build.result != "failed"]
    return next((build for build in own if build.result != "held"), own[0] if own else None)


def _entry(record: Record, name: str) -> Build:
    """That a generation is published by hand now, with what is known of how it was made."""
    known = _build_of(record, name)
    now = datetime.now(UTC)
    if known is None:
        return Build(now, 0.0, "published", "hand", generation=name)
    return replace(known, at=now, seconds=0.0, result="published", trigger="hand", attempts=1)


def _folder_time(folder: Path) -> datetime:
    return datetime.fromtimestamp(folder.stat().st_mtime, UTC)
