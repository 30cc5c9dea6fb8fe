"""The title of a Markdown page and what is left of its text."""

from __future__ import annotations

import re

from app.content.importers.matter import ForeignMatter
from app.content.importers.page_paths import worded

_HEADING = re.compile(
    r"^(#\s+(?P<atx>.+?)\s*#*|(?P<setext>[^\s#>`|*+-][^\n]*)\n=+)[ \t]*(?:\{[^}]*\})?[ \t]*$", re.MULTILINE
)
_NO_TEXT = re.compile(r"<!--.*?-->|import .*|export .*|<[^>]*>|\s|\{[^}]*\}|\[[^\]]*\]\([^)]*\)", re.DOTALL)
"""What may stand before the heading that is the title."""


def titled(matter: ForeignMatter, page: str, listed: str) -> tuple[str, str]:
    """Title and body: the first heading is the title where it stands before any text; `listed` is the menu's title."""
    title = matter.text("title", "Title") or listed
    body = matter.body
    found = _HEADING.search(body)
    if found and not _NO_TEXT.sub("", body[: found.start()]):
        heading = _plain(found["atx"] or found["setext"])
        if not title or heading == title:
            # Its line stays, empty: what is reported is counted in the file.
            body = body[: found.start()] + "\n" * found[0].count("\n") + body[found.end() :]
            title = title or heading
    return title or matter.text("sidebar_label", "linkTitle") or worded(page), body


def _plain(heading: str) -> str:
    """A heading's words, without marks of emphasis, links and code."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    text = re.sub(r"\[!\w+\s+([^\]]*)\]", r"\1", text)
    text = re.sub(r"</?\w+[^>]*>|\{[#:][^}]*\}", "", text)
    return " ".join(re.sub(r"(\*\*|__|`|(?<!\w)[*_]|[*_](?!\w))", "", text).replace("\\", "").split())
