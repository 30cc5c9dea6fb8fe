"""How problems and progress look in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO

import click

from app.model import Problem

PROGRESS_FROM = 50
_COLOURS = {"error": "red", "warning": "yellow", "hint": "cyan"}

Progress = Callable[[int, int], None]


def show_problems(problems: Iterable[Problem]) -> None:
    """Print problems on standard error, one a line: `file:line: message`, errors first marked by their severity."""
    for problem in sorted(problems):
        mark = "" if problem.severity == "error" else f"{problem.severity}: "
        text = f"{problem.path}:{problem.line}: {mark}{problem.message}"
        click.echo(click.style(text, fg=_COLOURS[problem.severity]) if _is_terminal() else text, err=True)


@contextmanager
def progress(stream: TextIO) -> Iterator[Progress]:
    """A counter of rendered articles on a terminal; silent elsewhere and below 51 articles."""
    shown = False

    def report(done: int, total: int) -> None:
        nonlocal shown
        if total > PROGRESS_FROM and stream.isatty():
            stream.write(f"\r{done}/{total} articles")
            stream.flush()
            shown = True

    yield report
    if shown:
        stream.write("\r\x1b[K")
        stream.flush()


def _is_terminal() -> bool:
    return sys.stderr.isatty()
