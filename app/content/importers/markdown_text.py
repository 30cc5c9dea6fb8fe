"""One article of another Markdown tool, as our Markdown."""

from __future__ import annotations

from app.content.importers.lines import Line, numbered, with_code
from app.content.importers.markdown_boxes import boxes
from app.content.importers.markdown_html import without_html
from app.content.importers.markdown_inline import inline
from app.content.importers.markdown_lists import normal_lists
from app.content.importers.targets import Targets


def from_markdown(body: str, first_line: int, targets: Targets, *, mdx: bool = False) -> str:
    """The body as our renderer reads it; `first_line` is its line in the file, for what is reported."""
    lines = boxes(numbered(body, first_line), targets)
    lines = without_html(lines, targets, mdx)
    return inline(_spaced(normal_lists(lines)), targets).strip("\n") + "\n"


def _spaced(lines: list[Line]) -> list[Line]:
    """At most one empty line in a row, code apart."""
    done: list[Line] = []
    for line, code in with_code(lines):
        if code or line.text.strip() or (done and done[-1].text):
            done.append(line if line.text.strip() else Line("", line.number))
    return done
