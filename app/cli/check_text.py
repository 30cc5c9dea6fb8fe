"""Problems as people read them: a line each for a pipe or a log, groups in colour for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING

import click

from app.cli.check_formats import advice_of
from app.cli.report import COLOURS, from_here, line_of
from app.model import Problem

if TYPE_CHECKING:
    from app.content.checks.codes import Code

_WORDS = {"en": ("What to do: ", "Wrong:", "Right:"), "fr": ("Que faire : ", "Faux :", "Juste :")}


def as_lines(problems: Iterable[Problem], folder: Path) -> Iterator[str]:
    """`file:line: message [code]`, one a line, what is no error marked by its severity."""
    base = from_here(folder)
    for problem in problems:
        yield line_of(problem, base)


def as_groups(problems: Sequence[Problem], folder: Path) -> Iterator[str]:
    """The problems of each file below its name, then what to do about each code that was met."""
    base = from_here(folder)
    for path, group in groupby(problems, attrgetter("path")):
        yield click.style(str(base / path), bold=True)
        for problem in group:
            place = f"{problem.line}:{problem.column}" if problem.column else str(problem.line)
            severity = click.style(f"{problem.severity:<7}", fg=COLOURS[problem.severity])
            yield f"  {place:>8}  {severity}  {problem.message}  {click.style(problem.code, dim=True)}"
        yield ""
    if advice := advice_of(problems):
        yield click.style("What to do", bold=True)
        yield from (f"  {click.style(code, dim=True)}  {text}" for code, text in advice.items())
        yield ""


def explained(code: Code) -> str:
    """A code in every language, with its example."""
    parts = [f"{code.name} ({' or '.join(code.severities)})"]
    for language, text in code.texts.items():
        parts.append(f"{text.title}\n\n{text.what}\n{_WORDS[language][0]}{text.do}")
    if code.wrong:
        examples = zip(_WORDS["en"][1:], (code.wrong, code.right), strict=True)
        parts += [f"{word}\n{indent(example, '    ')}" for word, example in examples]
    return "\n\n".join(parts)
