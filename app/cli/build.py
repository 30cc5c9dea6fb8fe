"""`guichet build`: compile the content folder into a new generation and publish it."""

from __future__ import annotations

import sys

import click

from app.cli.report import progress, show_problems
from app.compiler import Compiler, mirror_of
from app.generations import Generations
from app.git import GitFailed
from app.jobs.builder import Builder
from app.settings import environment, load_settings


@click.command()
@click.option("--force", is_flag=True, help="Build again although nothing changed.")
@click.option("--strict", is_flag=True, help="Exit 1 when there was an error (the rest is published all the same).")
@click.pass_context
def build(ctx: click.Context, force: bool, strict: bool) -> None:
    """Compile articles/, or the latest commit of GUICHET_CONTENT_GIT, into a new generation and publish it.

    A bad article is left out and reported as file:line: message; the others are published.
    """
    settings = load_settings(environment())
    mirror = mirror_of(settings)
    generations = Generations(settings.index, settings.secret_key)
    fault: GitFailed | None = None
    with Compiler.from_settings(settings, mirror) as compiler, progress(sys.stderr) as report:
        generations.prepare()
        builder = Builder(compiler, generations, mirror)
        try:
            builder.fetch()
        except GitFailed as error:
            # What was fetched before may have something that fell due.
            fault = error
            click.echo(f"guichet: {error}", err=True)
        outcome = builder.build("hand", force=force, progress=report)
    show_problems(outcome.problems, settings.articles if mirror is None else None, sys.stderr)
    if outcome.held:
        click.echo(f"{outcome.generation} held: somebody went back to it ('guichet rollback --forward' ends that)")
    else:
        state = "published" if outcome.changed else "unchanged"
        click.echo(f"{outcome.generation} {state}: {outcome.articles} articles, {outcome.errors} errors")
    if fault:
        ctx.exit(fault.exit_code)
    if strict and outcome.errors:
        ctx.exit(1)
