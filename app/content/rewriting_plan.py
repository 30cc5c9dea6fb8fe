"""Renaming an article: which files move, what changes in which text; worked out whole before anything is written."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.content.admission import admit
from app.content.rewriting import set_list, set_value
from app.content.rewriting_links import relink
from app.content.source import Content, read_content
from app.content.tree import ContentTree, Entry, Listing, suffix_of
from app.errors import ContentError, GuichetError
from app.model import Article, Problem


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to change; None leaves it. `file` is a path in the locale's folder, `locale` names one translation."""

    slug: str | None = None
    category: str | None = None
    file: str | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """`moves` are (old, new) paths, `texts` the new bytes by new path, `before` the old ones; `addresses` say what
    becomes of each address, as (locale, old slug, new slug)."""

    moves: tuple[tuple[str, str], ...]
    texts: Mapping[str, bytes]
    before: Mapping[str, bytes]
    addresses: tuple[tuple[str, str, str], ...]


def plan_rename(tree: ContentTree, content: Content, identity: str, wish: Wish, workflows: Iterable[str]) -> Plan:
    """Everything that renaming an article changes. Raises GuichetError where it cannot be, or would break something."""
    chosen = _chosen(content, identity, wish)
    moved = {article.path: new for article in chosen if (new := _new_path(article, content, wish)) != article.path}
    _check_free(content, moved)
    texts: dict[str, bytes] = {}
    before: dict[str, bytes] = {}
    for entry in content.entries:
        if suffix_of(entry.path) != ".md":
            continue
        article = next((article for article in chosen if article.path == entry.path), None)
        data = tree.read(entry.path)
        target = moved.get(entry.path, entry.path)
        changed = _relinked(data, entry.path, moved)
        if article:
            changed = _front(changed, article, target, wish)
        if changed != data:
            texts[target], before[target] = changed, data
    if not moved and not texts:
        raise GuichetError(f"nothing to do: '{identity}' is already called and placed like that")
    addresses = tuple((a.locale, a.slug, wish.slug) for a in chosen if wish.slug and wish.slug != a.slug)
    plan = Plan(tuple(moved.items()), texts, before, addresses)
    _check_result(tree, content, plan, workflows, chosen)
    return plan


def _chosen(content: Content, identity: str, wish: Wish) -> list[Article]:
    every = [article for article in (*content.articles, *content.refused) if article.id == identity]
    if not every:
        raise GuichetError(
            f"there is no article '{identity}': its id stands in its front matter, or is its file's name"
        )
    chosen = [article for article in every if wish.locale in (None, article.locale)]
    if not chosen:
        raise GuichetError(f"article '{identity}' is not written in '{wish.locale}'")
    if wish.slug and len(chosen) > 1:
        locales = ", ".join(article.locale for article in chosen)
        raise GuichetError(f"each language has a slug of its own: say which with --locale ({locales})")
    if wish.slug:
        _check_slug(content, chosen[0], wish.slug)
    return chosen


def _check_slug(content: Content, article: Article, slug: str) -> None:
    for other in content.articles:
        if other.id == article.id or other.locale != article.locale:
            continue
        if other.slug == slug:
            raise GuichetError(f"slug '{slug}' is taken: it is that of {other.path}")
        if slug in other.aliases:
            raise GuichetError(f"slug '{slug}' is taken: {other.path} was called so, and its readers come by it")


def _new_path(article: Article, content: Content, wish: Wish) -> str:
    """Where the file goes: as wished, else from a folder named like its category into the new one's."""
    if wish.file is not None:
        return f"{article.locale}/{wish.file}"
    folders = article.source.split("/")[:-1]
    known = {category.id for category in content.site.categories} | {article.category}
    if wish.category and folders and folders[0] in known:
        return "/".join((article.locale, wish.category, *article.source.split("/")[1:]))
    return article.path


def _check_free(content: Content, moved: Mapping[str, str]) -> None:
    taken = {_folded(entry.path): entry.path for entry in content.entries if entry.path not in moved}
    for old, new in moved.items():
        if other := taken.get(_folded(new)):
            raise GuichetError(f"{old} cannot become {new}: there is {other} already")


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _relinked(data: bytes, path: str, moved: Mapping[str, str]) -> bytes:
    if not moved or (not any(posixpath.basename(old).encode() in data for old in moved) and path not in moved):
        return data
    text = data.decode("utf-8", "surrogateescape")
    return relink(text, path, moved).encode("utf-8", "surrogateescape")


def _front(data: bytes, article: Article, path: str, wish: Wish) -> bytes:
    """The file with what its name or folder no longer says written down, and what was wished."""
    changes: dict[str, str] = {}
    if path != article.path:
        # Where these are not written they come from the file's name and folder, and would change with them.
        unwritten = {"id": article.id, "slug": article.slug, "category": article.category}
        changes = {key: value for key, value in unwritten.items() if key not in article.lines}
    if wish.category:
        changes["category"] = wish.category
    if wish.slug and wish.slug != article.slug:
        changes["slug"] = wish.slug
        former = [alias for alias in article.aliases if alias != wish.slug]
        data = set_list(data, article.path, "aliases", [*former, article.slug])
    for key, value in changes.items():
        if value != getattr(article, key) or key not in article.lines:
            data = set_value(data, article.path, key, value)
    return data


class _Changed:
    """A content folder as it will be."""

    def __init__(self, tree: ContentTree, plan: Plan):
        self._tree = tree
        self._plan = plan
        self._old = {new: old for old, new in plan.moves}

    def files(self) -> Listing:
        listing = self._tree.files()
        moves = dict(self._plan.moves)
        entries = (replace_path(entry, moves.get(entry.path, entry.path)) for entry in listing.entries)
        return Listing(tuple(sorted(entries)), listing.problems)

    def read(self, path: str) -> bytes:
        if path in self._plan.texts:
            return self._plan.texts[path]
        return self._tree.read(self._old.get(path, path))


def replace_path(entry: Entry, path: str) -> Entry:
    """The entry under another path, without a stamp: nothing is remembered of it."""
    return entry._replace(path=path, stamp="")


def _check_result(
    tree: ContentTree, content: Content, plan: Plan, workflows: Iterable[str], chosen: Sequence[Article]
) -> None:
    """Refuse what would keep an article from being published that is published now, or change who it is."""
    ids = frozenset(workflows)
    moves = dict(plan.moves)
    known = {(moves.get(p.path, p.path), p.message) for p in admit(content, ids).problems if p.severity == "error"}
    after = admit(read_content(_Changed(tree, plan), {}), ids)
    for problem in after.problems:
        if problem.severity == "error" and (problem.path, problem.message) not in known:
            raise GuichetError(f"this would break {_sentence(problem)}")
    found = {article.path: article for article in (*after.articles, *after.refused)}
    for article in chosen:
        new = found.get(moves.get(article.path, article.path))
        if new is None or new.id != article.id:
            raise ContentError("would not be the same article any more", path=article.path, code="file")


def _sentence(problem: Problem) -> str:
    return f"{problem.path}: {problem.message}"
