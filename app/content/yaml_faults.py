"""What a YAML parser calls a fault, in words for somebody who writes articles: the line to mend, and how."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TIGHT = re.compile(r"\s*(?:- +)?[\w-]+:[^\s/].*")
"""A key with its value right after the colon; an address is none."""
_COLON_INSIDE = re.compile(r"\s*(?:- +)?[^:\s][^:]*:\s+[^\s\"'|>\[{].*:(?:\s|$)")
_UNUSABLE = re.compile(r"found character '(\\?.)' that cannot start any token")
_BEGUN = {
    "while scanning a quoted scalar": "a text that begins with a quote here does not end with one: add it",
    "while parsing a flow sequence": "a list that begins with [ here does not end with ], or a text in it needs quotes",
    "while parsing a flow mapping": "what begins with { here does not end with }, or a text in it needs quotes",
    "while scanning a simple key": "no `key: value`: put a space after the colon, or two spaces before more text",
}
"""Faults that begin before the parser notices them."""
_HERE = (
    ("unknown escape character", "a backslash in double quotes: use single quotes"),
    ("entries are not allowed", "a text that begins with `- `: put it in quotes"),
    ("keys are not allowed", "a text that begins with `? `: put it in quotes"),
    ("expected a comment or a line break", "a text that begins with | or >: put it in quotes"),
    ("expected alphabetic or numeric character", "a text that begins with & or *: put it in quotes"),
    (
        "found '<scalar>'",
        "a text goes on after its closing quote, or a quote above is not closed: put all of it in quotes",
    ),
    ("found ']'", "one ] more than [: remove it, or put the text in quotes"),
    ("expected <block end>", "this does not stand where the lines above do: begin it in the same column"),
)
_COLUMN = "a key that does not stand where the others do: begin it in the same column"


def fault(context: str | None, begun: int, problem: str, at: int, lines: Sequence[str]) -> tuple[int, str]:
    """(line from 0, message) of what the parser says: `begun` is where what it was reading began, `at` where it is."""
    if context in _BEGUN:
        return begun, _BEGUN[context]
    if problem.startswith("mapping values"):
        return _mapping(at, lines)
    if found := _UNUSABLE.search(problem):
        return at, "a tab: write spaces" if found[
            1
        ] == "\\t" else f"a text that begins with {found[1]}: put it in quotes"
    said = (message for part, message in _HERE if part in problem)
    return at, next(said, f"{problem}: does a text need quotes?")


def _mapping(at: int, lines: Sequence[str]) -> tuple[int, str]:
    before = next((n for n in range(at - 1, -1, -1) if lines[n].strip()), None)
    if before is not None and _TIGHT.fullmatch(lines[before]):
        return before, "no space after the colon: write `key: value`"
    if at < len(lines) and _COLON_INSIDE.match(lines[at]):
        return at, "a text with `: ` in it: put the whole text in quotes"
    return at, _COLUMN
