"""A content folder to values: site, portal mapping, synonyms, articles, pictures, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeAlias
from zoneinfo import ZoneInfo

from app.content.articles import ParsedArticle, damaged, finish, parse_article
from app.content.memory import Memory
from app.content.pictures import SUFFIXES, Picture, read_picture
from app.content.site import read_site
from app.content.site_reader import PATH as SITE
from app.content.strangers import strangers, without_case_clashes
from app.content.synonyms import read_synonyms
from app.content.text import decode, roughly
from app.content.tree import ContentTree, Entry, suffix_of
from app.content.yaml_strict import Document, Keys, load
from app.errors import ContentError
from app.locales import LANGUAGES
from app.model import Article, Problem, Site, Synonyms

PORTAL = "portal.yaml"
Dates: TypeAlias = Mapping[str, tuple[date, date]]


@dataclass(frozen=True, slots=True)
class Content:
    """A whole content folder. Every article in it is well formed by itself; `pictures` by path.

    `entries` are the files that were listed, also those that nothing is made of. `refused` articles are never
    published: they are known so that what else is wrong with them is reported with the reason.
    `portal` is portal.yaml's mapping with every scalar as text, `portal_lines` the line of each of its keys.
    """

    site: Site
    portal: Mapping[str, object]
    portal_lines: Mapping[Keys, int]
    synonyms: Mapping[str, Synonyms]
    articles: tuple[Article, ...]
    pictures: Mapping[str, Picture]
    problems: tuple[Problem, ...]
    entries: tuple[Entry, ...] = ()
    refused: tuple[Article, ...] = ()


def read_content(tree: ContentTree, dates: Dates, memory: Memory | None = None) -> Content:
    """Read everything. `dates` gives the first and last change of files by path, where they are known.

    With a `memory`, files that it knows unchanged are not read again.

    One bad file, or one that cannot be read, is a problem and left out. Raises ContentError where going on could
    publish what was not meant to be: more than 10,000 files, a site.yaml or portal.yaml that cannot be read.
    """
    memory = memory or Memory()
    listing = tree.files()
    entries, problems = without_case_clashes(listing.entries)
    problems += listing.problems
    folders = tuple(code for code in LANGUAGES if any(entry.path.startswith(f"{code}/") for entry in entries))
    site, found = read_site(_document(tree, entries, SITE, memory), folders)
    portal, portal_lines = _portal(tree, entries, memory)
    problems += found + strangers(entries, site.locales)
    synonyms, found = _synonyms(tree, entries, site.locales, memory)
    problems += found
    pictures, found = _pictures(tree, entries, memory)
    problems += found
    articles, refused, found = _articles(tree, entries, site, dates, memory)
    problems += found
    return Content(
        site=site,
        portal=portal,
        portal_lines=portal_lines,
        synonyms=synonyms,
        articles=articles,
        pictures=pictures,
        problems=tuple(problems),
        entries=listing.entries,
        refused=refused,
    )


def read_site_of(tree: ContentTree) -> Site:
    """The site alone, as read_content reads it. Raises ContentError as it does."""
    entries = tree.files().entries
    folders = tuple(code for code in LANGUAGES if any(entry.path.startswith(f"{code}/") for entry in entries))
    return read_site(_document(tree, entries, SITE, Memory()), folders)[0]


def read_portal_of(tree: ContentTree) -> tuple[Mapping[str, object], Mapping[Keys, int]]:
    """portal.yaml alone: its mapping and the line of each key. Raises ContentError as read_content does."""
    return _portal(tree, tree.files().entries, Memory())


def _portal(
    tree: ContentTree, entries: Iterable[Entry], memory: Memory
) -> tuple[Mapping[str, object], Mapping[Keys, int]]:
    document = _document(tree, entries, PORTAL, memory)
    if document.value is not None and not isinstance(document.value, dict):
        raise ContentError("must be a mapping: lines of `key: value`", path=PORTAL, code="portal")
    return document.value or {}, document.lines


def _document(tree: ContentTree, entries: Iterable[Entry], path: str, memory: Memory) -> Document:
    entry = next((entry for entry in entries if entry.path == path), None)
    if entry is None:
        return Document(None, {})
    return memory.of(entry, "yaml", lambda: load(decode(tree.read(path), path), path=path))


def synonyms_path(locale: str) -> str:
    """Where a locale's synonyms are."""
    return f"{locale}/synonyms.yaml"


def _synonyms(
    tree: ContentTree, entries: Iterable[Entry], locales: tuple[str, ...], memory: Memory
) -> tuple[dict[str, Synonyms], list[Problem]]:
    found: dict[str, Synonyms] = {locale: Synonyms(locale) for locale in locales}
    problems: list[Problem] = []
    for locale in locales:
        path = synonyms_path(locale)
        try:
            found[locale], wrong = read_synonyms(_document(tree, entries, path, memory), locale, path)
        except ContentError as error:
            wrong = [as_problem(error)]
        problems += wrong
    return found, problems


def _pictures(tree: ContentTree, entries: Iterable[Entry], memory: Memory) -> tuple[dict[str, Picture], list[Problem]]:
    found: dict[str, Picture] = {}
    problems: list[Problem] = []
    for entry in entries:
        if suffix_of(entry.path) in SUFFIXES:
            try:
                found[entry.path] = memory.of(entry, "picture", partial(read_picture, tree, entry.path))
            except ContentError as error:
                problems.append(as_problem(error))
    return found, problems


def _articles(
    tree: ContentTree, entries: Iterable[Entry], site: Site, dates: Dates, memory: Memory
) -> tuple[tuple[Article, ...], tuple[Article, ...], list[Problem]]:
    every: list[ParsedArticle] = []
    problems: list[Problem] = []
    zone = ZoneInfo(site.timezone)
    for entry in entries:
        locale, *folders = entry.path.split("/")[:-1] or [""]
        if suffix_of(entry.path) != ".md" or locale not in site.locales:
            continue
        if any(part.startswith("_") for part in folders):
            continue
        try:
            parsed, found = memory.of(entry, ("article", site.timezone), partial(_parsed, tree, entry.path, zone))
        except ContentError as error:
            problems.append(as_problem(error))
            continue
        problems += found
        every.append(parsed)
    articles, refused, found = finish(every, site, dates, memory)
    return articles, refused, problems + found


def _parsed(tree: ContentTree, path: str, zone: ZoneInfo) -> tuple[ParsedArticle, list[Problem]]:
    """One file as written, and what is wrong with it. Raises ContentError where the machine does not give it."""
    data = tree.read(path)
    try:
        return parse_article(decode(data, path), path, zone)
    except ContentError as error:
        return damaged(roughly(data), path), [as_problem(error)]


def as_problem(error: ContentError) -> Problem:
    """The problem that an error is."""
    return Problem(error.path, error.line, error.message, code=error.code)
