"""`guichet check`: every problem of the content, without building anything."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from app.cli.report import show_problems
from app.compiler import Compiler
from app.errors import GuichetError
from app.model import Problem, Severity
from app.settings import Settings, environment, load_settings

_GITHUB: dict[Severity, str] = {"error": "error", "warning": "warning", "hint": "notice"}


@click.command()
@click.option("--format", "style", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.pass_context
def check(ctx: click.Context, style: str, paths: tuple[Path, ...]) -> None:
    """List every problem of the content as file:line: message; exit 1 when one is an error.

    PATHS (files or folders of the content) narrow what is listed; everything is checked together all the same.
    """
    settings = load_settings(environment())
    wanted = [_inside(path, settings) for path in paths]
    with Compiler.from_settings(settings) as compiler:
        problems = [problem for problem in compiler.check() if not wanted or _listed(problem, wanted)]
    _show(problems, style, settings)
    counts = Counter(problem.severity for problem in problems)
    if style == "text":
        click.echo(", ".join(_counted(counts[severity], severity) for severity in _GITHUB))
    ctx.exit(1 if counts["error"] else 0)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _show(problems: Iterable[Problem], style: str, settings: Settings) -> None:
    if style == "json":
        click.echo(json.dumps([asdict(problem) for problem in sorted(problems)], ensure_ascii=False, indent=1))
    elif style == "github":
        for problem in sorted(problems):
            place = f"file={_property(f'{settings.articles.name}/{problem.path}')},line={problem.line}"
            click.echo(f"::{_GITHUB[problem.severity]} {place}::{_data(problem.message)}")
    else:
        show_problems(problems, settings.articles, sys.stdout)


def _data(text: str) -> str:
    """Escape a workflow command's message, so that content cannot give commands to the runner."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _inside(path: Path, settings: Settings) -> str:
    """A path as problems name it: relative to the content folder. Raises GuichetError for one outside of it."""
    for candidate in (path.resolve(), (settings.articles / path).resolve()):
        if candidate.exists() and candidate.is_relative_to(settings.articles):
            return candidate.relative_to(settings.articles).as_posix()
    raise GuichetError(f"{path} is not in the content folder {settings.articles}")


def _listed(problem: Problem, wanted: list[str]) -> bool:
    return any(path in (".", problem.path) or problem.path.startswith(f"{path}/") for path in wanted)
