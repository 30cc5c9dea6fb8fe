"""What an author may have meant to hide, written where or as nothing hides: such an article is never public."""

from __future__ import annotations

import re

from app.content.blocks import code_lines
from app.content.text import CONFLICT
from app.content.yaml_strict import Value

FALSE = frozenset({"false", "no", "off", "0"})
TRUE = frozenset({"true", "yes", "on", "1"})

_HIDDEN_IF = frozenset(
    {"private", "internal", "hidden", "unlisted", "unpublished", "confidential", "secret", "restricted"}
)
"""Keys of other tools that hide an article unless they say no."""
_SHOWN_IF = frozenset({"public", "visible", "listed"})
_HIDING = _HIDDEN_IF | {"agents", "draft", "staff", "interne", "privé", "brouillon"}
"""What a key that hides an article says, in other tools or as an author of ours may guess."""
_STRAY = re.compile(
    r"(visibility[ \t]*:[ \t]*[\"']?agents|status[ \t]*:[ \t]*[\"']?draft|(draft|hide)[ \t]*:[ \t]*(true|yes)"
    r"|published[ \t]*:[ \t]*(false|no)|(un)?publish_at[ \t]*:[ \t]*[\"']?\d{4}-.{0,40})[\"']?[ \t]*"
)


def hides(key: str, value: Value) -> bool:
    """Whether a key that is not known here says that somebody should not see the article, also within a mapping."""
    if isinstance(value, dict):
        return any(hides(each, inner) for each, inner in value.items())
    if not isinstance(value, str):
        return False
    name, word = key.strip().lower(), value.strip().lower()
    if name in _SHOWN_IF:
        return word in FALSE
    return word in _HIDING or (name in _HIDDEN_IF and word not in FALSE)


def stray_line(body: str) -> tuple[int, str] | None:
    """The first line of a text, from 0, that would hide the article if it stood in front matter; not one of code."""
    return _first(_STRAY, body)


def conflict_line(text: str) -> int | None:
    """The first line of a file, from 0, that says that git could not join two versions; not one of code."""
    found = _first(CONFLICT, text)
    return found and found[0]


def _first(pattern: re.Pattern[str], text: str) -> tuple[int, str] | None:
    lines = text.split("\n")
    likely = [number for number, line in enumerate(lines) if pattern.fullmatch(line)]
    inside = code_lines(text) if likely else []
    return next(((number, lines[number].strip()) for number in likely if not inside[number]), None)
