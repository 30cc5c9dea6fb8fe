"""How much an article may ask of the renderer, checked on its text before it is rendered."""

from __future__ import annotations

import re

from app.content.blocks import code_lines, paragraphs

MAX_CHARACTERS = 512 * 1024
MAX_DEPTH = 32
MAX_PARAGRAPH = 20_000
MAX_BRACKETS = 500

_MARKERS = re.compile(r"(?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t]))*")
_MARKER = re.compile(r">|[-*+][ \t]|\d[.)]")
_INDENT = re.compile(r"[ \t]*")


def excess(body: str) -> tuple[int, str] | None:
    """What is too much in a Markdown text, with the index of its line; None when it may be rendered."""
    if len(body) > MAX_CHARACTERS:
        return 0, "larger than 512 KiB"
    for i, (line, is_code) in enumerate(zip(body.split("\n"), code_lines(body), strict=True)):
        if not is_code and _depth(line) > MAX_DEPTH:
            return i, f"nested too deep (max {MAX_DEPTH})"
    for start, paragraph in paragraphs(body):
        if len(paragraph) > MAX_PARAGRAPH:
            return start, f"a paragraph is longer than {MAX_PARAGRAPH:,} characters"
        if paragraph.count("[") > MAX_BRACKETS:
            return start, f"takes too long to render: more than {MAX_BRACKETS} '[' in a paragraph"
    return None


def _depth(line: str) -> int:
    """Levels of lists and quotes a line may open: its markers and its indentation, four columns a level."""
    markers = _MARKERS.match(line)
    indent = _INDENT.match(line)
    columns = len(indent[0].expandtabs(4)) if indent else 0
    return (len(_MARKER.findall(markers[0])) if markers else 0) + columns // 4
