"""Zendesk Guide: the JSON of its Help Center API, one file or many, as backup tools keep it."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from app.content.importers.folder import MAX_JSON, SourceFolder
from app.content.importers.foreign import Export, ForeignArticle, ForeignCategory, ImportRefused, note
from app.content.importers.matter import as_day
from app.locales import LANGUAGES
from app.model import Audience, Problem

KINDS = ("articles", "sections", "categories", "translations", "article_attachments")
_ONE = {"article": "articles", "section": "sections", "category": "categories", "translation": "translations"}
_OPEN_TO_ALL = ("everybody",)
Record = dict[str, Any]


def is_zendesk(folder: SourceFolder) -> bool:
    """Whether there is a JSON file with articles that belong to sections."""
    return any(
        text is not None and '"section_id"' in text and '"body"' in text
        for text in (folder.text(path, MAX_JSON) for path in folder.with_suffix(".json")[:50])
    )


def read_zendesk(folder: SourceFolder, locale: str | None) -> Export:
    """Everything of an export. Raises ImportRefused when no article is in it."""
    reader = _Reader(locale)
    for path in folder.with_suffix(".json"):
        if (text := folder.text(path, MAX_JSON)) is not None:
            reader.take(path, text)
    if not reader.records["articles"]:
        raise ImportRefused("no JSON file with a list of `articles` was found; see docs/importing.md")
    return reader.export()


class _Reader:
    def __init__(self, locale: str | None) -> None:
        self._locale = locale
        self.records: dict[str, list[tuple[str, Record]]] = defaultdict(list)
        self.problems: list[Problem] = []

    def take(self, path: str, text: str) -> None:
        try:
            value = json.loads(text)
        except json.JSONDecodeError as error:
            self.problems.append(note(path, error.lineno, f"not JSON: {error.msg}", "error"))
            return
        except (RecursionError, ValueError):
            self.problems.append(
                note(path, 1, "not JSON that can be read: nested too deep, or a number too long", "error")
            )
            return
        for kind, record in _records(value):
            self.records[kind].append((path, record))

    def export(self) -> Export:
        sections = {_id(r.get("id")): r for _, r in self.records["sections"]}
        categories = {_id(r.get("id")): r for _, r in self.records["categories"]}
        translations = self._translations()
        used = {_id(sections.get(_id(r.get("section_id")), {}).get("category_id")) for _, r in self.records["articles"]}
        by_section = len(used - {""}) < 2
        articles: dict[tuple[str, str], ForeignArticle] = {}
        for path, record in self.records["articles"]:
            section = sections.get(_id(record.get("section_id")), {})
            group = _id(record.get("section_id")) if by_section else _id(section.get("category_id"))
            for version in self._versions(record, translations.get(("Article", _id(record.get("id"))), [])):
                self._add(articles, path, record, version, group)
        named = sections if by_section else categories
        kind = "Section" if by_section else "Category"
        found = [self._category(key, r, translations.get((kind, key), [])) for key, r in _in_order(named)]
        hosts = {urlsplit(_text(r.get("html_url"))).netloc for _, r in self.records["articles"]}
        return Export(tuple(articles.values()), tuple(found), tuple(self.problems), frozenset(hosts - {""}))

    def _translations(self) -> dict[tuple[str, str], list[Record]]:
        found: dict[tuple[str, str], list[Record]] = defaultdict(list)
        for _, record in self.records["translations"]:
            found[_text(record.get("source_type")) or "Article", _id(record.get("source_id"))].append(record)
        return found

    def _versions(self, record: Record, apart: Iterable[Record]) -> Iterator[Record]:
        """An article in each of its languages: its own fields, then translations inside it or beside it."""
        inside = record.get("translations")
        others = [r for r in (inside if isinstance(inside, list) else []) if isinstance(r, dict)]
        versions: dict[str, Record] = {}
        for version in (record, *others, *apart):
            language = _text(version.get("locale")).lower() or _text(record.get("source_locale")).lower()
            known = versions.get(language)
            if known is None or (not known.get("body") and version.get("body")):
                versions[language] = {**(known or {}), **version}
            if known is not None and (version.get("draft") or version.get("hidden")):
                versions[language] = {**versions[language], "draft": True}
        yield from versions.values()

    def _add(
        self, articles: dict[tuple[str, str], ForeignArticle], path: str, record: Record, version: Record, group: str
    ) -> None:
        key = _id(record.get("id"))
        title = _text(version.get("title") or version.get("name")).strip()
        place = f"{path}#{key}"
        written = _text(version.get("locale") or record.get("source_locale"))
        locale = _known(written) or ("" if written else self._locale or "")
        if not key or not locale:
            why = (
                f"language '{written}' is none of {', '.join(LANGUAGES)}" if written else "language not given: --locale"
            )
            self.problems.append(note(place, 1, f"left out: {why}" if key else "left out: it has no id", "error"))
            return
        if (key, locale) in articles:
            self.problems.append(note(place, 1, f"a second text in '{locale}' ({written}) was left out", "error"))
            return
        url = _text(version.get("html_url")) or _text(record.get("html_url"))
        body = version.get("body")
        if not isinstance(body, str) or not body.strip():
            self.problems.append(note(place, 1, "has no text", "warning"))
        if version.get("outdated"):
            self.problems.append(note(place, 1, f"the translation into '{locale}' is marked as outdated", "hint"))
        visibility, why = _audience(record)
        if why:
            self.problems.append(note(place, 1, why))
        articles[key, locale] = ForeignArticle(
            source=place,
            key=key,
            locale=locale,
            title=title,
            body=body if isinstance(body, str) else "",
            syntax="html",
            slug=_slug(url) or title,
            category=group,
            keywords=tuple(str(name) for name in record.get("label_names") or () if isinstance(name, str)),
            addresses=tuple(_addresses(url, written or locale, key)),
            url=url,
            status="draft"
            if version.get("draft") is True or record.get("draft") is True or not _published(version)
            else "published",
            visibility=visibility,
            updated=as_day(version.get("edited_at") or version.get("updated_at") or record.get("updated_at")),
            weight=_number(record.get("position")),
        )

    def _category(self, key: str, record: Record, apart: Iterable[Record]) -> ForeignCategory:
        titles: dict[str, str] = {}
        intros: dict[str, str] = {}
        inside = record.get("translations")
        for version in (record, *(inside if isinstance(inside, list) else ()), *apart):
            locale = _known(_text(version.get("locale") or version.get("source_locale"))) or self._locale
            if locale and isinstance(version, dict):
                titles.setdefault(locale, _text(version.get("name") or version.get("title")).strip())
                intros.setdefault(locale, _text(version.get("description") or version.get("body")).strip())
        return ForeignCategory(key, titles, {code: text for code, text in intros.items() if text and "<" not in text})


def _records(value: Any) -> Iterator[tuple[str, Record]]:
    """Every record of a file, whatever wraps it: `{"articles": […]}`, `{"article": {…}}`, a list, or one alone."""
    if isinstance(value, list):
        for item in value:
            if isinstance(item, dict):
                yield from _records(item)
    elif isinstance(value, dict):
        wrapped = False
        for kind in KINDS:
            items = value.get(kind)
            if isinstance(items, list) and not (kind == "translations" and "section_id" in value):
                wrapped = True
                yield from ((kind, item) for item in items if isinstance(item, dict))
        for name, kind in _ONE.items():
            if isinstance(value.get(name), dict):
                wrapped = True
                yield kind, value[name]
        if not wrapped and (kind := _kind(value)):
            yield kind, value


def _kind(record: Mapping[str, Any]) -> str:
    if "section_id" in record and "body" in record:
        return "articles"
    if "source_id" in record and "locale" in record:
        return "translations"
    if "category_id" in record:
        return "sections"
    return "categories" if "name" in record and "position" in record else ""


def _audience(record: Record) -> tuple[Audience, str]:
    """Who may see an article. A segment of users is not everybody, and what is not said is not public."""
    policy = record.get("access_policy")
    if isinstance(policy, dict) and "user_segment_id" not in record:
        open_to = _text(policy.get("viewable_by"))
        return (
            ("public", "") if open_to in _OPEN_TO_ALL else ("agents", f"only for {open_to or 'some'}: now for agents")
        )
    if "user_segment_id" not in record and "user_segment_ids" not in record:
        return "agents", "does not say who may see it (user_segment_id): now for agents"
    if record.get("user_segment_id") is None and not record.get("user_segment_ids"):
        return "public", ""
    return "agents", "only for a segment of users: now for agents"


def _published(version: Record) -> bool:
    return version.get("hidden") is not True and version.get("draft") in (None, False)


def _addresses(url: str, language: str, key: str) -> Iterator[str]:
    """The paths that Zendesk answered an article at: with its title, and with its number only."""
    path = unquote(urlsplit(url).path)
    if path:
        yield path
    yield f"/hc/{language.lower()}/articles/{key}"
    yield f"/hc/articles/{key}"


def _slug(url: str) -> str:
    match = re.search(r"/articles/\d+-(.+)", unquote(urlsplit(url).path))
    return match[1] if match else ""


def _in_order(records: Mapping[str, Record]) -> list[tuple[str, Record]]:
    return sorted(
        ((k, r) for k, r in records.items() if k), key=lambda each: (_number(each[1].get("position")), each[0])
    )


def _known(locale: str) -> str | None:
    code = locale.lower().replace("_", "-").split("-")[0]
    return code if code in LANGUAGES else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _id(value: object) -> str:
    return (
        str(value)
        if isinstance(value, int) and not isinstance(value, bool)
        else value
        if isinstance(value, str) and value.isalnum()
        else ""
    )


def _number(value: object) -> int:
    return max(-999_999, min(999_999, value)) if isinstance(value, int) else 0
