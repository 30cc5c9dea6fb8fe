"""The front matter of an imported article: only what our parsers accept, everything else is reported."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from app.content.fields import FIELDS
from app.content.importers.escaping import escape
from app.content.importers.foreign import ForeignArticle, note
from app.content.importers.naming import Names
from app.content.text import INVISIBLE, cut_at_word
from app.model import Problem

MAX_TITLE, MAX_SUMMARY = 200, 500
_UTC = ZoneInfo("UTC")
_BARE = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9-]*")
_PARSE: dict[str, Callable[[Any, ZoneInfo], Any]] = {field.name: field.parse for field in FIELDS}


def front_matter(article: ForeignArticle, names: Names, category: str, body: str, problems: list[Problem]) -> str:
    """The whole file of an article."""
    title = one_line(article.title)
    if not title:
        title = names.ids[article.key].replace("-", " ").capitalize()
        problems.append(note(article.source, 1, f"has no title: '{title}' for now"))
    if len(title) > MAX_TITLE:
        problems.append(
            note(article.source, 1, "its title was longer than 200 characters: the whole is now in the text")
        )
        body = f"{escape(title)}\n\n{body}"
        title = cut_at_word(title, MAX_TITLE)
    status, dates = article.status, {}
    for key, written in (("publish_at", article.publish_at), ("unpublish_at", article.unpublish_at)):
        if written and not _accepted(key, written):
            problems.append(note(article.source, 1, f"{key}: '{written[:40]}' is no date with an offset: now a draft"))
            status = "draft"
        elif written:
            dates[key] = written
    summary = one_line(article.summary)
    values: dict[str, object] = {
        "id": names.ids[article.key],
        "title": title,
        "slug": names.slugs[article.key, article.locale],
        "summary": cut_at_word(summary, MAX_SUMMARY),
        "category": category,
        "keywords": _keywords(article),
        **_given(article, problems),
        "aliases": list(names.aliases[article.key, article.locale]),
        "status": "draft" if status == "draft" else "",
        "visibility": "agents" if article.visibility == "agents" else "",
        **dates,
        "updated": article.updated.isoformat() if article.updated else "",
        "weight": str(article.weight) if article.weight else "",
    }
    lines = [f"{key}: {as_yaml(value)}" for key, value in values.items() if value]
    return "\n".join(["---", *lines, "---", "", body.strip("\n"), ""])


def one_line(text: str) -> str:
    """A text as front matter takes it: one line, nothing invisible."""
    return " ".join(INVISIBLE.sub("", text).split())


def as_yaml(value: object) -> str:
    """A value as YAML; a text that could be read as anything else stands in quotation marks."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(as_yaml(item) for item in value)}]"
    text = str(value)
    return text if _BARE.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _given(article: ForeignArticle, problems: list[Problem]) -> dict[str, object]:
    """Keys that are ours already."""
    kept: dict[str, object] = {}
    for key, value in article.given.items():
        if key in ("id", "aliases", "category"):
            continue
        if _accepted(key, value):
            kept[key] = value
        else:
            problems.append(note(article.source, 1, f"{key}: its value is not one of ours: left out"))
    return kept


def _keywords(article: ForeignArticle) -> list[str]:
    words = [one_line(word).replace("<", " ").strip() for word in article.keywords]
    return [word for word in dict.fromkeys(words) if word and len(word) <= 100][:50]


def _accepted(key: str, value: Any) -> bool:
    try:
        _PARSE[key](value, _UTC)
    except (ValueError, KeyError):
        return False
    return True
