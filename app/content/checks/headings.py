"""The order of headings: a level that is left out breaks the table of contents and the way of a screen reader."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.content.checks.prose import BLANK, Prose
from app.model import Problem

_HEADING = re.compile(
    r"^ {0,3}(#{1,6})[ \t]+([^\n]*)$|^(?![ \t]*(?:[-*+>|#]|\d+[.)] ))([^\n]+)\n(=+|-{2,})[ \t]*$", re.MULTILINE
)


def headings(body: Prose) -> Iterator[Problem]:
    """A problem for each heading that is more than one level below the one before it; the title is level 1."""
    level = 1
    for found in _HEADING.finditer(body.text):
        if found[3] is not None and not found[3].strip(f"{BLANK} \t"):
            continue
        # A further level-1 heading becomes level 2 on the page.
        own = max(2, len(found[1]) if found[1] else 1 if found[4].startswith("=") else 2)
        if own > level + 1:
            marks = "#" * (level + 1)
            message = f"heading of level {own} after one of level {level}: write {marks}, or add the heading between"
            yield body.problem(found.start(), message, "heading-order", severity="warning")
        level = own
