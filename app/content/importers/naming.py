"""What imported articles and categories are called here: ids, slugs, addresses that go on working."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from app.content import parsers
from app.content.admission import is_route
from app.content.importers.foreign import Export, ForeignArticle, ForeignCategory, note
from app.content.names import DEVICES, MAX_NAME, NAME, RESERVED_SLUGS, name_of
from app.content.text import ascii_words
from app.locales import LANGUAGES
from app.model import Problem

MAX_ALIASES = 50
_UTC = ZoneInfo("UTC")
_OPAQUE = re.compile(r"\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}")


@dataclass(slots=True)
class Names:
    """By key and locale of an article: its `ids`, `slugs`, `aliases`; by key of a category: its id in `categories`."""

    ids: dict[str, str] = field(default_factory=dict)
    slugs: dict[tuple[str, str], str] = field(default_factory=dict)
    aliases: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    by_address: dict[str, str] = field(default_factory=dict)
    by_file: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def named(export: Export, taken: Collection[str]) -> Names:
    """Names for everything of an export; `taken` are ids that other articles of the content folder have."""
    names = Names()
    _categories(export.categories, names)
    _ids(export.articles, names, taken)
    for article in export.articles:
        for path in article.addresses:
            names.by_address.setdefault(plain(path), article.key)
        if article.file:
            names.by_file.setdefault(article.file, article.key)
    _slugs(export.articles, names)
    _aliases(export.articles, names)
    return names


def plain(path: str) -> str:
    """An address as it is compared: decoded, without a final slash, letters of one case."""
    return unquote(path).rstrip("/").casefold() or "/"


def _categories(categories: Iterable[ForeignCategory], names: Names) -> None:
    used: set[str] = set()
    for category in categories:
        title = category.title.get("en") or next(iter(category.title.values()), "")
        written = title if _OPAQUE.fullmatch(category.key) else category.key
        base = name_of(written) or name_of(title) or "other"
        base = f"{base}-articles" if base in DEVICES else base
        name = _free(base, used)
        used.add(name)
        names.categories[category.key] = name


def _ids(articles: Sequence[ForeignArticle], names: Names, taken: Collection[str]) -> None:
    """An id for each key: of its English text where there is one, as ids are shared by all languages."""
    groups: dict[str, list[ForeignArticle]] = defaultdict(list)
    for article in articles:
        groups[article.key].append(article)
    wished = {key: _wish(group) for key, group in groups.items()}
    given = {key for key, group in groups.items() if any("id" in article.given for article in group)}
    count = Counter(wished.values())
    used = {wished[key] for key in given}
    for key, group in groups.items():
        if key in given:
            names.ids[key] = wished[key]
            continue
        name = wished[key]
        if count[name] > 1 and group[0].category:
            before = names.categories.get(group[0].category) or ascii_words(group[0].category)
            name = f"{before}-{name}"[:MAX_NAME].strip("-")
        names.ids[key] = _free(name, used | set(taken))
        used.add(names.ids[key])


def _wish(group: Sequence[ForeignArticle]) -> str:
    article = next((each for each in group if each.locale == "en"), group[0])
    for given in (each.given.get("id") for each in group):
        if isinstance(given, str) and NAME.fullmatch(given):
            return given
    for written in (article.slug, article.title, article.key):
        if words := name_of(written):
            return f"{words}-article" if words in DEVICES else words
    return "article"


def _slugs(articles: Iterable[ForeignArticle], names: Names) -> None:
    used: dict[str, set[str]] = defaultdict(set)
    for article in articles:
        words = name_of(article.slug or article.title) or names.ids[article.key]
        slug = _free(f"{words}-article" if words in RESERVED_SLUGS else words, used[article.locale])
        used[article.locale].add(slug)
        names.slugs[article.key, article.locale] = slug


def _aliases(articles: Iterable[ForeignArticle], names: Names) -> None:
    """Every old address, claimed by one article; an address of the help centre itself cannot be one."""
    owners: dict[tuple[str, str], str] = {}
    for article in articles:
        kept: list[str] = []
        former = article.given.get("aliases")
        for path in (*article.addresses, *(map(str, former) if isinstance(former, list) else ())):
            why = _refused(path, article, names.slugs)
            owner = owners.setdefault(("" if path.startswith("/") else article.locale, path), article.key)
            if owner != article.key:
                why = "another article has it too"
            if why:
                if why != "-":
                    names.problems.append(note(article.source, 1, f"the old address {path[:120]} is not kept: {why}"))
            elif path not in kept:
                kept.append(path)
        if len(kept) > MAX_ALIASES:
            names.problems.append(note(article.source, 1, f"only {MAX_ALIASES} old addresses are kept of {len(kept)}"))
        names.aliases[article.key, article.locale] = tuple(kept[:MAX_ALIASES])


def _refused(path: str, article: ForeignArticle, slugs: Mapping[tuple[str, str], str]) -> str:
    if path == slugs[article.key, article.locale] or (not path.startswith("/") and path in slugs.values()):
        return "-"
    try:
        parsers.alias(path, _UTC)
    except ValueError:
        return "it holds what no address of ours may hold"
    if path.startswith("/") and is_route(path, LANGUAGES):
        return (
            "-"
            if path.rstrip("/").endswith(f"/articles/{slugs[article.key, article.locale]}")
            else "the help centre itself answers there"
        )
    return ""


def _free(name: str, used: Collection[str]) -> str:
    """The name, or with the first number that makes it free."""
    if name not in used:
        return name
    number = 2
    while (candidate := f"{name[: MAX_NAME - 6]}-{number}") in used:
        number += 1
    return candidate
