"""The keys of front matter: one table, read by the parser and by whoever documents the format."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from app.content import parsers
from app.content.frontmatter import Matter
from app.content.parsers import Parser, shown
from app.content.yaml_strict import Value
from app.errors import ContentError
from app.model import AUDIENCES, Problem


@dataclass(frozen=True, slots=True)
class Field:
    """One key: its parser, what it means, what holds when it is absent.

    `empty` says whether a key without a value is the same as no key at all; where that would make an article
    more visible than somebody may have meant, it is an error.
    """

    name: str
    parse: Parser
    meaning: str
    default: str = "none"
    empty: bool = True


_NAMES = parsers.items(parsers.name, 50, "[epp-code, domain-lock]")

FIELDS: tuple[Field, ...] = (
    Field("title", parsers.title, "the question, as a customer asks it", "the first `# heading`", empty=False),
    Field("id", parsers.name, "permanent identity, shared by all translations", "the file's name", empty=False),
    Field("slug", parsers.slug, "last part of the address in this locale", "the file's name", empty=False),
    Field("summary", parsers.text(500, lines=True), "one or two sentences for lists and results", "first paragraph"),
    Field("category", parsers.text(96), "a category id of site.yaml", "the sub-folder's name, else `other`"),
    Field("questions", parsers.items(parsers.question, 50, "[how do I pay]"), "how customers ask it"),
    Field("keywords", parsers.items(parsers.keyword, 50, "[auth code, EPP]"), "words that the text does not use"),
    Field("workflows", parsers.items(parsers.workflow, 20, "[domains.renew]"), "portal actions shown as buttons"),
    Field("related", _NAMES, "ids of articles", "completed automatically"),
    Field("former_ids", _NAMES, "ids of articles merged into this one"),
    Field("aliases", parsers.items(parsers.alias, 50, "[old-slug, /old/path]"), "former slugs and former paths"),
    Field("status", parsers.choice("published", "draft"), "whether readers may see it", "published", empty=False),
    Field("visibility", parsers.choice(*AUDIENCES), "who may see it", "public", empty=False),
    Field("publish_at", parsers.moment, "hidden before this date or date-time", empty=False),
    Field("unpublish_at", parsers.moment, "hidden from this date or date-time on", empty=False),
    Field("updated", parsers.day, "date of the last change that matters to readers", "the last commit"),
    Field("review_by", parsers.day, "date by which somebody reads it again"),
    Field("owner", parsers.text(100), "who answers for it"),
    Field("weight", parsers.number, "order inside the category, lower first", "0"),
)

_BY_NAME = {field.name: field for field in FIELDS}
_DRAFT_KEYS = {"draft": "false", "hide": "false", "published": "true"}
"""Keys of other tools, with the value that does not mean a draft."""

_FALSE = frozenset({"false", "no", "off", "0"})
_TRUE = frozenset({"true", "yes", "on", "1"})

KEYS = frozenset(_BY_NAME) | frozenset(_DRAFT_KEYS)


def read_fields(matter: Matter, path: str, zone: ZoneInfo) -> tuple[dict[str, Any], list[Problem]]:
    """The values of an article's keys, absent where not written, and the warnings.

    Raises ContentError for the first value that is wrong and for a key that is nearly a known one.
    """
    values: dict[str, Any] = {}
    warnings: list[Problem] = []
    for key, value in matter.fields.items():
        line = matter.lines.get(key, 1)
        if key in _DRAFT_KEYS:
            if _means_draft(key, value):
                values["status"] = "draft"
        elif field := _BY_NAME.get(key):
            if value == "" and field.empty:
                continue
            if key == "keywords" and isinstance(value, str):
                value = [word.strip() for word in re.split("[,;]", value) if word.strip()]
                message = "keywords: read as a list separated by commas; write [first, second]"
                warnings.append(Problem(path, line, message, code="keywords", severity="warning"))
            values[key] = "draft" if values.get(key) == "draft" else _parsed(field, value, path, line, zone)
        else:
            warnings.append(_unknown(key, path, line))
    _check_period(values, path, matter.lines.get("unpublish_at", 1))
    return values, warnings


def _parsed(field: Field, value: Value, path: str, line: int, zone: ZoneInfo) -> Any:
    try:
        return field.parse(value, zone)
    except ValueError as error:
        raise ContentError(f"{field.name}: {error}", path=path, line=line, code="front-matter") from None


def _means_draft(key: str, value: Value) -> bool:
    """`draft` and `hide` mean a draft unless they say no; `published` only when it does not say yes or a date."""
    word = value.strip().lower() if isinstance(value, str) else "?"
    if key == "published":
        return not (word in _TRUE or word[:4].isdecimal())
    return word not in _FALSE


def _check_period(values: dict[str, Any], path: str, line: int) -> None:
    start, end = values.get("publish_at"), values.get("unpublish_at")
    if start and end and end <= start:
        message = "unpublish_at: is not after publish_at, so nobody would ever see the article"
        raise ContentError(message, path=path, line=line, code="front-matter")


def _unknown(key: str, path: str, line: int) -> Problem:
    if near := _nearest_known(key):
        message = f"unknown key {shown(key)}, did you mean '{near}'?"
        raise ContentError(message, path=path, line=line, code="front-matter")
    return Problem(path, line, f"unknown key {shown(key)} is ignored", code="unknown-key", severity="warning")


@lru_cache(maxsize=1024)  # the same foreign keys stand in every file of a folder: 0.1 ms each, 12 a file
def _nearest_known(key: str) -> str | None:
    return nearest(key, KEYS)


def nearest(key: str, known: Iterable[str]) -> str | None:
    """The known key that `key` is nearly: one edit away, two from 8 letters; keys of 4 letters or more.

    Case, spaces and hyphens for underscores are no difference at all, so `Visibility` is nearly `visibility`.
    """
    word = key.strip().casefold().replace("-", "_").replace(" ", "_")
    if len(word) < 4:
        return next((name for name in known if name == word), None)
    scored = ((edits(word, name), name) for name in sorted(known) if abs(len(name) - len(word)) <= 2)
    best = min(scored, default=(99, ""))
    return best[1] if best[0] <= (2 if max(len(word), len(best[1])) >= 8 else 1) else None


def edits(a: str, b: str) -> int:
    """How many letters must be inserted, removed, replaced or swapped with their neighbour to make `a` into `b`."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
