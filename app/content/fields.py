"""The keys of front matter: one table, read by the parser and by whoever documents the format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from app.content import parsers
from app.content.frontmatter import Matter
from app.content.nearest import nearest
from app.content.parsers import Parser, shown
from app.content.unclear import FALSE, TRUE, hides, schedules
from app.content.yaml_strict import Value
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
    Field("retranslate", parsers.day, "date of a change that readers of older translations are told of"),
    Field("review_by", parsers.day, "date by which somebody reads it again"),
    Field("owner", parsers.text(100), "who answers for it"),
    Field("weight", parsers.number, "order inside the category, lower first", "0"),
)

_BY_NAME = {field.name: field for field in FIELDS}
_DRAFT_KEYS = {"draft": "false", "hide": "false", "published": "true"}
"""Keys of other tools, with the value that does not mean a draft."""

_TEXTS = frozenset({"title", "summary", "questions", "keywords", "owner"})
"""Keys whose text may hold a `#` that was not meant as a comment."""

KEYS = frozenset(_BY_NAME) | frozenset(_DRAFT_KEYS)


def read_fields(matter: Matter, path: str, zone: ZoneInfo) -> tuple[dict[str, Any], list[Problem]]:
    """The values of an article's keys, absent where not written or wrong, and every problem of them.

    An error (a value that is wrong, a key that is nearly a known one) means that the article must not be published.
    """
    values: dict[str, Any] = {}
    problems = [_comment(key, path, line) for key, line in matter.commented.items() if key in _TEXTS]
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
                problems.append(Problem(path, line, message, code="keywords", severity="warning"))
            try:
                parsed = field.parse(value, zone)
                values[key] = "draft" if values.get(key) == "draft" else parsed
            except ValueError as error:
                problems.append(_error(f"{key}: {error}", path, line))
        else:
            problems.append(_unknown(key, value, path, line))
    start, end = values.get("publish_at"), values.get("unpublish_at")
    if start and end and end <= start:
        message = "unpublish_at: is not after publish_at, so nobody would ever see the article"
        problems.append(_error(message, path, matter.lines.get("unpublish_at", 1)))
    return values, problems


def _error(message: str, path: str, line: int) -> Problem:
    return Problem(path, line, message, code="front-matter")


def _comment(key: str, path: str, line: int) -> Problem:
    """YAML ends a text without quotes at ` #`: half a title must not be published, half a summary is seen."""
    message = f"{key}: what follows ' #' is a comment: put the whole text in quotes"
    return Problem(path, line, message, code="comment", severity="error" if key == "title" else "warning")


def _means_draft(key: str, value: Value) -> bool:
    """`draft` and `hide` mean a draft unless they say no; `published` only when it does not say yes or a date."""
    word = value.strip().lower() if isinstance(value, str) else "?"
    if key == "published":
        return not (word in TRUE or word[:4].isdecimal())
    return word not in FALSE


def _unknown(key: str, value: Value, path: str, line: int) -> Problem:
    if near := _nearest_known(key):
        return _error(f"unknown key {shown(key)}, did you mean '{near}'?", path, line)
    if hides(key, value):
        meant = "`publish_at` or `unpublish_at`" if schedules(key) else "`visibility: agents` or `status: draft`"
        message = f"unknown key {shown(key)} hides nothing here: write {meant}"
        return _error(message, path, line)
    return Problem(path, line, f"unknown key {shown(key)} is ignored", code="unknown-key", severity="warning")


@lru_cache(maxsize=1024)  # the same foreign keys stand in every file of a folder: 0.1 ms each, 12 a file
def _nearest_known(key: str) -> str | None:
    return nearest(key, KEYS)
