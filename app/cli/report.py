"""How problems and progress look in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from app.model import Problem, in_order

PROGRESS_FROM = 50
COLOURS = {"error": "red", "warning": "yellow", "hint": "cyan"}

Progress = Callable[[int, int], None]


def show_problems(problems: Iterable[Problem], folder: Path | None, stream: TextIO) -> None:
    """Print problems, one a line.

    `folder` is the content folder, None where it is a repository: files are named so that they open from the working
    folder.
    """
    base = Path() if folder is None else from_here(folder)
    for problem in in_order(problems):
        text = line_of(problem, base)
        click.echo(click.style(text, fg=COLOURS[problem.severity]) if stream.isatty() else text, file=stream)


def line_of(problem: Problem, base: Path) -> str:
    """`file:line: message [code]`, what is no error marked by its severity; `base` is the content folder's name."""
    mark = "" if problem.severity == "error" else f"{problem.severity}: "
    code = f"{problem.code}, column {problem.column}" if problem.column else problem.code
    return f"{base / problem.path}:{problem.line}: {mark}{problem.message} [{code}]"


def counted(number: int, noun: str) -> str:
    """`1 article`, `2 articles`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def from_here(folder: Path) -> Path:
    """The folder relative to the working folder where it is inside of it."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


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
