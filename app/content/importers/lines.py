"""Lines of a Markdown text with the numbers they had in their file, and which of them are code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_FENCE = re.compile(r"(?P<before>\s*(?:>\s?)*)(?P<ticks>`{3,}|~{3,})(?P<info>[^`]*)")


class Line(NamedTuple):
    """One line; `number` is that of the source it came from."""

    text: str
    number: int

    @property
    def indent(self) -> int:
        """Columns before the text."""
        return len(self.text) - len(self.text.lstrip(" "))


def numbered(text: str, first: int) -> list[Line]:
    """The lines of a text, tabs as four columns at their beginning."""
    return [Line(_expanded(trimmed(line)), number) for number, line in enumerate(text.split("\n"), first)]


def trimmed(line: str) -> str:
    """A line without spaces at its end, but for the two that make it end hard."""
    bare = line.rstrip()
    return f"{bare}  " if bare and line.endswith("  ") else bare


def _expanded(line: str) -> str:
    head = line[: len(line) - len(line.lstrip())]
    return head.expandtabs(4) + line[len(head) :] if "\t" in head else line


MAX_BEFORE = 200
"""Characters of quotation marks and list marks that may stand before a fence: 20,000 of them take a minute to read."""


class Fence(NamedTuple):
    """The opening line of a code block: what stands before it, its ticks, what is said about it."""

    before: str
    ticks: str
    info: str


def opening(line: str) -> Fence | None:
    """The fence that a line opens, None for any other line."""
    head = line[:MAX_BEFORE]
    match = _FENCE.fullmatch(line) if "```" in head or "~~~" in head else None
    return Fence(match["before"], match["ticks"], match["info"].strip()) if match else None


def closes(line: str, fence: Fence) -> bool:
    """Whether a line ends a code block."""
    bare = line.strip().lstrip("> ").strip()
    return bare.startswith(fence.ticks) and not bare.strip(fence.ticks[0])


def with_code(lines: Iterable[Line]) -> Iterator[tuple[Line, bool]]:
    """Every line, and whether it is in a fenced code block (the fences themselves are)."""
    inside: Fence | None = None
    for line in lines:
        if inside is None:
            inside = opening(line.text)
            yield line, inside is not None
        else:
            yield line, True
            if closes(line.text, inside):
                inside = None
