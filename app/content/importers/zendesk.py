"""Zendesk Guide: the JSON of its Help Center API, one file or many, as backup tools keep it."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from app.content.importers.folder import MAX_JSON, SourceFolder
from app.content.importers.foreign import (
    Export,
    ForeignArticle,
    ForeignCategory,
    ImportRefused,
    address_in,
    no_language,
    note,
    our_locale,
)
from app.content.importers.json_values import json_values
from app.content.importers.matter import as_day
from app.content.importers.zendesk_records import Attachments, Record, identity, number, records_of, text
from app.model import Audience, Problem

_OPEN_TO_ALL = ("everybody",)


def is_zendesk(folder: SourceFolder) -> bool:
    """Whether there is a JSON file with articles that belong to sections."""
    return any(
        written is not None and '"section_id"' in written and '"body"' in written
        for written in (folder.text(path, MAX_JSON) for path in folder.with_suffix(".json")[:1000])
    )


def read_zendesk(folder: SourceFolder, locale: str | None) -> Export:
    """Everything of an export. Raises ImportRefused when no article is in it."""
    reader = _Reader(locale)
    for path in folder.with_suffix(".json"):
        if (written := folder.text(path, MAX_JSON)) is not None:
            reader.take(path, written)
    if not reader.records["articles"]:
        raise ImportRefused("no JSON file with a list of `articles` was found; see docs/importing.md", reader.problems)
    return reader.export()


class _Reader:
    def __init__(self, locale: str | None) -> None:
        self._locale = locale
        self.records: dict[str, list[tuple[str, Record]]] = defaultdict(list)
        self.problems: list[Problem] = []
        self._attachments = Attachments(())

    def take(self, path: str, written: str) -> None:
        try:
            value = json_values(written)
        except json.JSONDecodeError as error:
            self.problems.append(note(path, error.lineno, f"not JSON: {error.msg}", "error"))
            return
        except (RecursionError, ValueError):
            self.problems.append(
                note(path, 1, "not JSON that can be read: nested too deep, or a number too long", "error")
            )
            return
        for kind, record in records_of(value):
            self.records[kind].append((path, record))

    def export(self) -> Export:
        sections = {identity(r.get("id")): r for _, r in self.records["sections"]}
        categories = {identity(r.get("id")): r for _, r in self.records["categories"]}
        translations = self._translations()
        self._attachments = Attachments(record for _, record in self.records["article_attachments"])
        placed = [sections.get(identity(r.get("section_id")), {}) for _, r in self.records["articles"]]
        by_section = len({identity(section.get("category_id")) for section in placed} - {""}) < 2
        articles: dict[tuple[str, str], ForeignArticle] = {}
        # An article that was saved twice is what it was last: it may have been withdrawn since.
        newest = sorted(self.records["articles"], key=lambda each: text(each[1].get("updated_at")), reverse=True)
        in_place = {identity(record.get("id")): place for place, (_, record) in enumerate(self.records["articles"])}
        for path, record in sorted(newest, key=lambda each: in_place[identity(each[1].get("id"))]):
            section = sections.get(identity(record.get("section_id")), {})
            group = identity(record.get("section_id")) if by_section else identity(section.get("category_id"))
            for version in self._versions(record, translations.get(("Article", identity(record.get("id"))), [])):
                self._add(articles, path, record, version, group)
        named = sections if by_section else categories
        kind = "Section" if by_section else "Category"
        used = {article.category for article in articles.values()}
        found = [self._category(k, r, translations.get((kind, k), [])) for k, r in _in_order(named) if k in used]
        hosts = {urlsplit(address_in(r.get("html_url"))).netloc for _, r in self.records["articles"]}
        return Export(tuple(articles.values()), tuple(found), tuple(self.problems), frozenset(hosts - {""}))

    def _translations(self) -> dict[tuple[str, str], list[Record]]:
        found: dict[tuple[str, str], list[Record]] = defaultdict(list)
        for _, record in self.records["translations"]:
            found[text(record.get("source_type")) or "Article", identity(record.get("source_id"))].append(record)
        return found

    def _versions(self, record: Record, apart: Iterable[Record]) -> Iterator[Record]:
        """An article in each of its languages: its own fields, then translations inside it or beside it."""
        versions: dict[str, Record] = {}
        for version in (record, *_inside(record), *apart):
            language = text(version.get("locale")).lower() or text(record.get("source_locale")).lower()
            known = versions.get(language)
            if known is None or (not known.get("body") and version.get("body")):
                versions[language] = {**(known or {}), **version}
            if known is not None and (version.get("draft") or version.get("hidden")):
                versions[language] = {**versions[language], "draft": True}
        yield from versions.values()

    def _add(
        self, articles: dict[tuple[str, str], ForeignArticle], path: str, record: Record, version: Record, group: str
    ) -> None:
        key = identity(record.get("id"))
        title = text(version.get("title") or version.get("name")).strip()
        place = f"{path}#{key}"
        written = text(version.get("locale") or record.get("source_locale"))
        locale = our_locale(written) if written else self._locale
        if not key or not locale:
            why = no_language(written) if key else "left out: it has no id"
            self.problems.append(note(place, 1, why, "error"))
            return
        url = address_in(version.get("html_url")) or address_in(record.get("html_url"))
        body, below = self._attachments.completed(text(version.get("body")), key)
        addresses = tuple(_addresses(url, written or locale, key, title))
        if known := articles.get((key, locale)):
            if (known.title, known.body) != (title, body):
                self.problems.append(note(place, 1, f"a second text in '{locale}' ({written}) was left out", "error"))
            articles[key, locale] = replace(known, addresses=tuple(dict.fromkeys((*known.addresses, *addresses))))
            return
        self._report(place, locale, version, body, below)
        articles[key, locale] = ForeignArticle(
            source=place,
            key=key,
            locale=locale,
            title=title,
            body=body,
            syntax="html",
            slug=_slug(url) or title,
            category=group,
            keywords=_keywords(record),
            addresses=addresses,
            url=url,
            status="published" if record.get("draft") is not True and _published(version) else "draft",
            visibility=self._visibility(place, record),
            updated=as_day(version.get("edited_at") or version.get("updated_at") or record.get("updated_at")),
            weight=number(record.get("position")),
        )

    def _visibility(self, place: str, record: Record) -> Audience:
        visibility, why = _audience(record)
        if why:
            self.problems.append(note(place, 1, why))
        return visibility

    def _report(self, place: str, locale: str, version: Record, body: str, below: str) -> None:
        """What an editor may want to look at."""
        if not body.strip():
            self.problems.append(note(place, 1, "has no text", "warning"))
        if below:
            self.problems.append(note(place, 1, f"files below the text are now links at its end: {below}", "hint"))
        if version.get("outdated"):
            self.problems.append(note(place, 1, f"the translation into '{locale}' is marked as outdated", "hint"))

    def _category(self, key: str, record: Record, apart: Iterable[Record]) -> ForeignCategory:
        titles: dict[str, str] = {}
        intros: dict[str, str] = {}
        for version in (record, *_inside(record), *apart):
            written = text(version.get("locale") or version.get("source_locale"))
            locale = our_locale(written) if written else self._locale
            if locale:
                titles.setdefault(locale, text(version.get("name") or version.get("title")).strip())
                intros.setdefault(locale, text(version.get("description") or version.get("body")).strip())
        plain = {code: intro for code, intro in intros.items() if intro and "<" not in intro}
        return ForeignCategory(key, titles, plain)


def _inside(record: Record) -> list[Record]:
    """The translations that a record brings itself."""
    inside = record.get("translations")
    return [each for each in inside if isinstance(each, dict)] if isinstance(inside, list) else []


def _keywords(record: Record) -> tuple[str, ...]:
    named = record.get("label_names")
    return tuple(name for name in named if isinstance(name, str)) if isinstance(named, list) else ()


def _audience(record: Record) -> tuple[Audience, str]:
    """Who may see an article. A segment of users is not everybody, and what is not said is not public."""
    policy = record.get("access_policy")
    if isinstance(policy, dict) and "user_segment_id" not in record:
        open_to = text(policy.get("viewable_by"))
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


def _addresses(url: str, language: str, key: str, title: str) -> Iterator[str]:
    """The paths that Zendesk answered an article at: with its title, and with its number only."""
    path = unquote(urlsplit(url).path)
    if path:
        yield path
    if not _slug(url) and (words := re.sub(r"[^\w]+", "-", title)):
        # The record of a translation has the number only, its readers' address the title.
        yield f"/hc/{language.lower()}/articles/{key}-{words}"
    yield f"/hc/{language.lower()}/articles/{key}"
    yield f"/hc/articles/{key}"


def _slug(url: str) -> str:
    match = re.search(r"/articles/\d+-(.+)", unquote(urlsplit(url).path))
    return match[1] if match else ""


def _in_order(records: Mapping[str, Record]) -> list[tuple[str, Record]]:
    return sorted(
        ((k, r) for k, r in records.items() if k), key=lambda each: (number(each[1].get("position")), each[0])
    )
