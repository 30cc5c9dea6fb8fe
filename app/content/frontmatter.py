"""Front matter and body of an article; the only door to python-frontmatter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import frontmatter
from frontmatter.default_handlers import YAMLHandler

from app.content.names import NAME
from app.content.text import INVISIBLE
from app.content.yaml_strict import Value, load
from app.errors import ContentError

MAX_BYTES = 8 * 1024

_FENCE = re.compile(r"-{3,}\s*")
_DASHES = re.compile(r"[-\u2010-\u2015\u2212]{2,}\s*")
_OTHER_FENCE = re.compile(r"[^a-zA-Z0-9\s`~]+")
_NAME_LINE = re.compile(r"(id|slug)[ \t]*:[ \t]*[\"']?([^\s\"'#]+)[\"']?[ \t]*(?:#.*)?")
_JSON = re.compile(r'\{\s*("|\}|$)')


@dataclass(frozen=True, slots=True)
class Matter:
    """A file taken apart: keys with their values as text, the line of each key, the body and its first line.

    `commented` gives the line of a text that a comment follows, by key (of a list: the first such item).
    """

    fields: Mapping[str, Value]
    lines: Mapping[str, int]
    body: str
    body_line: int
    commented: Mapping[str, int] = field(default_factory=dict)


class _StrictHandler(YAMLHandler):
    """Reads with our own loader; by itself python-frontmatter answers bad front matter with empty metadata."""

    def __init__(self, path: str, first_line: int) -> None:
        super().__init__()
        self._path = path
        self._first_line = first_line

    def split(self, text: str) -> tuple[str, str]:
        """The text between the fences; the body was cut off before."""
        return text.split("\n", 1)[1].rsplit("\n", 1)[0], ""

    def load(self, fm: str, **_kwargs: object) -> Any:
        """One entry, `document`; keys such as `content` or `handler` would collide with the library's own."""
        return {"document": load(fm, path=self._path, first_line=self._first_line, max_bytes=MAX_BYTES)}


def split(text: str, path: str, known: frozenset[str]) -> Matter:
    """Take a decoded file apart. A file without front matter has no fields.

    `known` are the keys that may stand in front matter: a file that begins with one has lost its opening fence,
    and is refused, as nobody can tell whether it was meant to be public. Raises ContentError.
    """
    lines = text.split("\n")
    start = next((i for i, line in enumerate(lines) if _visible(line)), 0)
    opening = _visible(lines[start])
    if not opening.startswith("---"):
        _refuse_other_kinds(opening, path, start + 1, known)
        below = _visible(lines[start + 1]) if start + 1 < len(lines) else ""
        if _OTHER_FENCE.fullmatch(opening) and _begins_with_key(below, known):
            raise _error("front matter must open with --- alone on its line", path, start + 1)
        return Matter({}, {}, text, 1)
    if not _FENCE.fullmatch(opening):
        raise _error("front matter must open with --- alone on its line", path, start + 1)
    end = next((i for i in range(start + 1, len(lines)) if _FENCE.fullmatch(lines[i])), None)
    if end is None:
        raise _error("front matter is not closed: end it with a line ---", path, start + 1)
    block = "\n".join(["---", *lines[start + 1 : end], "---"])
    metadata, _ = frontmatter.parse(block, handler=_StrictHandler(path, start + 2))
    document: Any = metadata["document"]
    if not isinstance(document.value, dict) or not document.value:
        raise _error("front matter must be a mapping: lines of `key: value`", path, start + 2)
    key_lines = {keys[0]: line for keys, line in document.lines.items() if len(keys) == 1}
    commented = {keys[0]: document.line(*keys) for keys in reversed(document.commented)}
    return Matter(document.value, key_lines, "\n".join(lines[end + 1 :]), end + 2, commented)


def body_after(text: str) -> tuple[str, int] | None:
    """The text below front matter that could not be read, and its first line; None where its end cannot be told."""
    lines = text.split("\n")
    fences = [i for i, line in enumerate(lines) if _FENCE.fullmatch(_visible(line))][:2]
    if len(fences) < 2 or any(_visible(line) for line in lines[: fences[0]]):
        return None
    return "\n".join(lines[fences[1] + 1 :]), fences[1] + 2


def names_in(text: str) -> dict[str, str]:
    """The id and slug that front matter gives which could not be read, as far as they are names; `text` may be damaged.

    Nothing is published by them: they tell whose file it is, so that its mistake is not said of its translations.
    """
    lines = text[:MAX_BYTES].split("\n")
    start = next((i for i, line in enumerate(lines) if _visible(line)), 0)
    end = next((i for i in range(start + 1, len(lines)) if _FENCE.fullmatch(lines[i])), len(lines))
    found = filter(None, map(_NAME_LINE.fullmatch, lines[start:end]))
    return {match[1]: match[2] for match in found if NAME.fullmatch(match[2])}


def _visible(line: str) -> str:
    return INVISIBLE.sub("", line).strip()


def _refuse_other_kinds(opening: str, path: str, line: int, known: frozenset[str]) -> None:
    if opening.startswith("+++") or _JSON.match(opening) or _DASHES.fullmatch(opening):
        raise _error("only YAML front matter is read, between two lines ---", path, line)
    if _begins_with_key(opening, known):
        raise _error("front matter is not opened: begin it with a line ---", path, line)


def _begins_with_key(line: str, known: frozenset[str]) -> bool:
    key, colon, _ = line.partition(":")
    return bool(colon) and key.strip("\"' ") in known


def _error(message: str, path: str, line: int) -> ContentError:
    return ContentError(message, path=path, line=line, code="front-matter")
