"""The records in Zendesk's JSON, whatever wraps them, and the files that are attached to articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote

Record = dict[str, Any]
KINDS = ("articles", "sections", "categories", "translations", "article_attachments")
_NAMED = {kind: kind for kind in KINDS} | {
    "article": "articles",
    "section": "sections",
    "category": "categories",
    "translation": "translations",
    "article_attachment": "article_attachments",
}
_SHOWN = re.compile(r"/article_attachments/(?:token/)?(\d+)(?=[\"'?#\s>])")


def records_of(value: Any) -> Iterator[tuple[str, Record]]:
    """Every record of a file with its kind: of `{"articles": […]}`, `{"article": {…}}`, a list, one alone, or of
    recorded replies (`{"url": …, "response": {…}}`). A kind is guessed from a record's keys only at the top.
    """
    stack: list[tuple[str | None, Any]] = [(None, value)]
    while stack:
        named, item = stack.pop()
        if isinstance(item, list):
            stack += [(named, each) for each in reversed(item)]
        elif isinstance(item, dict):
            kind = _kind(item) if named is None else named
            if kind:
                yield kind, item
            inner = [(_NAMED.get(key, ""), each) for key, each in item.items() if isinstance(each, list | dict)]
            # Of what an article brings, its section and category are records of their own.
            stack += reversed([pair for pair in inner if not kind or pair[0] in ("sections", "categories")])


def _kind(record: Mapping[str, Any]) -> str:
    if "section_id" in record and "body" in record:
        return "articles"
    if "source_id" in record and "locale" in record:
        return "translations"
    if "category_id" in record:
        return "sections"
    return "categories" if "name" in record and "position" in record else ""


@dataclass(frozen=True, slots=True)
class _File:
    owner: str
    name: str
    url: str
    inline: bool


class Attachments:
    """Files of articles, by number."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._files = {
            identity(record.get("id")): _File(
                identity(record.get("article_id")),
                text(record.get("file_name")),
                text(record.get("content_url")),
                record.get("inline") is True,
            )
            for record in records
            if text(record.get("file_name"))
        }

    def completed(self, body: str, article: str) -> tuple[str, str]:
        """The text with the names of the files it shows by number, and below it those that it does not show, as
        Zendesk lists them; and the names of these."""
        body = _SHOWN.sub(self._by_name, body)
        below = [
            (each.name, each.url)
            for number, each in sorted(self._files.items())
            if each.owner == article and each.url and not each.inline and f"/article_attachments/{number}" not in body
        ]
        if not below:
            return body, ""
        items = "".join(f'<li><a href="{escape(url)}">{escape(name)}</a></li>' for name, url in below)
        return f"{body}\n<ul>{items}</ul>", ", ".join(name for name, _ in below)

    def _by_name(self, match: re.Match[str]) -> str:
        found = self._files.get(match[1])
        return f"{match[0]}/{quote(found.name)}" if found else match[0]


def text(value: object) -> str:
    """A text, or nothing."""
    return value if isinstance(value, str) else ""


def identity(value: object) -> str:
    """The number of a record as text; empty when it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value.isalnum() else ""


def number(value: object) -> int:
    """A position; 0 when it is none."""
    return max(-999_999, min(999_999, value)) if isinstance(value, int) else 0
