"""`guichet build`: compile the content folder into a new generation and publish it."""

from __future__ import annotations

import sys

import click

from app.cli.report import progress, show_problems
from app.compiler import Compiler
from app.settings import environment, load_settings


@click.command()
@click.option("--force", is_flag=True, help="Build again although nothing changed.")
@click.option("--strict", is_flag=True, help="Exit 1 when there was an error (the rest is published all the same).")
@click.pass_context
def build(ctx: click.Context, force: bool, strict: bool) -> None:
    """Compile articles/ into a new generation and publish it.

    A bad article is left out and reported as file:line: message; the others are published.
    """
    settings = load_settings(environment())
    with Compiler.from_settings(settings) as compiler, progress(sys.stderr) as report:
        outcome = compiler.build(force=force, progress=report)
    show_problems(outcome.problems, settings.articles, sys.stderr)
    state = "published" if outcome.changed else "unchanged"
    click.echo(f"{outcome.generation} {state}: {outcome.articles} articles, {outcome.errors} errors")
    if strict and outcome.errors:
        ctx.exit(1)
