"""Crisp: the JSON of its helpdesk API, and the pages of a public help centre saved as files."""

from __future__ import annotations

import json

from app.content.importers.crisp_api import records_of, take_record
from app.content.importers.crisp_collected import Collected
from app.content.importers.crisp_page import take_page
from app.content.importers.folder import MAX_JSON, SourceFolder
from app.content.importers.foreign import Export, ForeignCategory, ImportRefused, note
from app.content.importers.json_values import json_values


def is_crisp(folder: SourceFolder) -> bool:
    """Whether there are articles of Crisp's API, or saved pages of a help centre of theirs."""
    for path in folder.with_suffix(".json")[:50]:
        text = folder.text(path, MAX_JSON)
        if text and '"article_id"' in text:
            return True
    return any("csh-" in (folder.text(path) or "") for path in folder.with_suffix(".html", ".htm")[:20])


def read_crisp(folder: SourceFolder, locale: str | None) -> Export:
    """Everything of an export. Raises ImportRefused when no article is in it."""
    found = Collected(locale)
    for path in folder.with_suffix(".json"):
        if (text := folder.text(path, MAX_JSON)) is not None:
            _take_json(found, path, text)
    for path in folder.with_suffix(".html", ".htm"):
        if (text := folder.text(path)) is not None:
            take_page(found, path, text)
    if not found.articles:
        raise ImportRefused(
            "no article of Crisp was found: JSON with `article_id`, or saved pages; see docs/importing.md",
            found.problems,
        )
    categories = tuple(ForeignCategory(key, titles) for key, titles in found.categories.items())
    return Export(tuple(found.articles.values()), categories, tuple(found.problems), frozenset(found.hosts))


def _take_json(found: Collected, path: str, text: str) -> None:
    try:
        value = json_values(text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        found.problems.append(note(path, line, "not JSON that can be read", "error"))
        return
    records = list(records_of(value))
    for record, _ in records:
        if "category_id" in record and "article_id" not in record:
            found.category(str(record["category_id"]), str(record.get("name", "")), str(record.get("locale", "")))
    for record, above in records:
        if isinstance(record.get("article_id"), str):
            take_record(found, path, record, above)
