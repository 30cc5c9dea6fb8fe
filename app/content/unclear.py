"""What an author may have meant to hide, written where or as nothing hides: such an article is never public."""

from __future__ import annotations

import re

from app.content.blocks import code_lines
from app.content.text import CONFLICT, ascii_words
from app.content.yaml_strict import Value

FALSE = frozenset({"false", "no", "off", "0", "non", "faux"})
TRUE = frozenset({"true", "yes", "on", "1", "oui", "vrai"})

_HIDDEN_WORDS = """
private internal hidden unlisted unpublished confidential secret restricted archived deleted disabled wip
prive interne masque confidentiel reserve restreint archive supprime desactive brouillon
"""
_HIDDEN_IF = frozenset(_HIDDEN_WORDS.split())
"""Keys of other tools, or as a French author guesses, that hide an article unless they say no."""
_SHOWN_IF = frozenset("public visible listed enabled active publie affiche liste actif".split())  # noqa: SIM905
_READERS = frozenset("access audience role roles permission permissions readers acces lecteurs".split())  # noqa: SIM905
"""Keys that say who may read: their lists count too, and every word for the team."""
_TEAM = frozenset("agent support team employees equipe".split())  # noqa: SIM905
_SCHEDULED = frozenset(
    {"embargo", "expires", "expiry", "expirydate", "expiry-date", "expires-at", "scheduled", "publier-le", "retirer-le"}
)
"""Keys that name a day before or after which nobody should see the article."""
_HIDING = _HIDDEN_IF | {"agents", "draft", "staff"}
"""What a key that hides an article says, in other tools or as an author of ours may guess."""
_STRAY = re.compile(
    r"(visibility[ \t]*:[ \t]*[\"']?agents|status[ \t]*:[ \t]*[\"']?draft|(draft|hide)[ \t]*:[ \t]*(true|yes)"
    r"|published[ \t]*:[ \t]*(false|no)|(un)?publish_at[ \t]*:[ \t]*[\"']?\d{4}-.{0,40})[\"']?[ \t]*",
    re.IGNORECASE,
)


def schedules(key: str) -> bool:
    """Whether a key that is not known here gives a day from which or until which readers see the article."""
    return ascii_words(key) in _SCHEDULED


def hides(key: str, value: Value) -> bool:
    """Whether a key that is not known here says that somebody should not see the article, also within a mapping."""
    if isinstance(value, dict):
        return any(hides(each, inner) for each, inner in value.items())
    name = ascii_words(key)
    if isinstance(value, list):
        return name in _READERS and any(hides(key, each) for each in value)
    word = ascii_words(value)
    if schedules(key):
        return any(c.isdigit() for c in word)
    if name in _SHOWN_IF:
        return word in FALSE
    if name in _READERS and word.split("-")[0] in _HIDING | _TEAM:
        return True
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
