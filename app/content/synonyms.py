"""synonyms.yaml: groups of words and phrases that mean the same to a customer."""

from __future__ import annotations

from app.content.text import INVISIBLE
from app.content.yaml_strict import Document
from app.errors import ContentError
from app.model import Problem, Synonyms

MAX_GROUPS = 2_000
MAX_WORDS = 50
MAX_LENGTH = 100


def read_synonyms(document: Document, locale: str, path: str) -> tuple[Synonyms, list[Problem]]:
    """The groups of a locale; a group that is wrong is reported and left out. Raises ContentError for no list."""
    value = document.value if document.value not in (None, "") else []
    if not isinstance(value, list) or len(value) > MAX_GROUPS:
        message = f"must be a list of at most {MAX_GROUPS:,} lists, such as - [invoice, bill]"
        raise ContentError(message, path=path, code="synonyms")
    groups: list[tuple[str, ...]] = []
    problems: list[Problem] = []
    for i, group in enumerate(value):
        words = _words(group)
        if words is None:
            line = document.line(str(i))
            message = f"must be a list of 2 to {MAX_WORDS} different words or phrases of plain text"
            problems.append(Problem(path, line, message, code="synonyms"))
        else:
            groups.append(words)
    return Synonyms(locale, tuple(groups)), problems


def _words(group: object) -> tuple[str, ...] | None:
    if not isinstance(group, list) or not all(isinstance(word, str) for word in group):
        return None
    words = tuple(dict.fromkeys(" ".join(str(word).split()) for word in group))
    plain = all(word and len(word) <= MAX_LENGTH and not INVISIBLE.search(word) for word in words)
    return words if plain and 2 <= len(words) <= MAX_WORDS else None
