"""What the content was, beside what it is: addresses that would die, translations that were left behind."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from app.content.names import NAME, default_names
from app.content.source import Content
from app.model import Article, Problem

_KEY = re.compile(rb"^(id|slug|status|draft)[ \t]*:[ \t]*[\"']?([^\s\"'#]*)", re.MULTILINE)
_SHOWN = re.compile(rb"^(?:title|summary)[ \t]*:.*(?:\n[ \t]+.*)*", re.MULTILINE)
FENCED = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*---[ \t]*\n(.*?\n)---[ \t]*\n", re.DOTALL)
"""The front matter of a file's bytes, with line feeds only; its lines are the first group."""
NOT_COMMITTED = datetime.max.replace(tzinfo=UTC)
"""When a text changed that is in no commit yet: after everything else."""


@dataclass(frozen=True, slots=True)
class Former:
    """What an article's file was called by when it said so: a name may come from its file."""

    path: str
    id: str
    slug: str


def former(path: str, data: bytes) -> Former | None:
    """The names that a former text of a file gave its article; None for a draft, which nobody could link to.

    Front matter is looked through for four keys only: a history may hold 100,000 texts.
    """
    locale, _, source = path.partition("/")
    data = data.replace(b"\r\n", b"\n")
    fenced = FENCED.match(data)
    keys = {key.decode(): value.decode("utf-8", "replace") for key, value in _KEY.findall(fenced[1] if fenced else b"")}
    if keys.get("status") == "draft" or keys.get("draft") == "true" or not locale or "/_" in f"/{source}":
        return None
    name = default_names([source], frozenset())[0][source]
    names = (keys.get("id") or name, keys.get("slug") or name)
    return Former(path, *names) if all(NAME.fullmatch(each) for each in names) else None


def shown_text(data: bytes) -> bytes:
    """What of a file readers see: title, summary and text. Owners, dates and search words change without it."""
    data = data.replace(b"\r\n", b"\n")
    fenced = FENCED.match(data)
    return b"\n".join([*_SHOWN.findall(fenced[1]), data[fenced.end() :]]) if fenced else data


def lost_addresses(content: Content, formers: Iterable[Former]) -> Iterator[Problem]:
    """A problem for each id and slug that an article had and that leads nowhere any more."""
    every = (*content.articles, *content.refused)
    # Each locale answers for the slugs of all.
    slugs = {name for article in every for name in (article.slug, *article.aliases)}
    ids = {name for article in every for name in (article.id, *article.former_ids)}
    by_path = {article.path: article for article in every}
    by_id = _first_by_id(every, content.site.locales)
    # What a file that cannot be read says of its addresses, nobody knows yet.
    unread = {problem.path for problem in content.problems if problem.severity == "error"} - by_path.keys()
    unread |= {article.path for article in content.refused}
    hidden = {(article.locale, article.id) for article in content.refused}
    seen: set[tuple[str, str, str]] = set()
    for old in formers:
        locale = old.path.partition("/")[0]
        known = (locale, old.id if old.id not in ids else "", old.slug if old.slug not in slugs else "")
        if locale not in content.site.locales or known in seen:
            continue
        if old.path in unread or (locale, old.id) in hidden:
            continue
        seen.add(known)
        heir = by_path.get(old.path) or by_id.get((old.id, locale)) or by_id.get((old.id, ""))
        yield from _lost(old, locale, heir, lost_id=old.id not in ids, lost_slug=old.slug not in slugs)


def _lost(old: Former, locale: str, heir: Article | None, *, lost_id: bool, lost_slug: bool) -> Iterator[Problem]:
    if heir is None:
        names = [f"'{old.id}' to its former_ids"] * lost_id + [f"'{old.slug}' to its aliases"] * lost_slug
        if names:
            message = (
                f"article '{old.id}' was here, and its addresses would answer 404: name the article that takes its "
            )
            yield Problem(old.path, 1, f"{message}place, and add {' and '.join(names)}", code="lost-address")
        return
    if lost_id:
        message = f"id was '{old.id}', and /a/{old.id} would answer 404: an id never changes; set it back, or add it to"
        yield Problem(heir.path, heir.line("id"), f"{message} former_ids", code="lost-address")
    if lost_slug:
        address = f"/{locale}/articles/{old.slug} would answer 404"
        message = f"slug was '{old.slug}', and {address}: add it to aliases"
        if heir.locale != locale:
            message = f"{old.path} is gone, and {address}: put it back, or add '{old.slug}' to the aliases of this one"
        yield Problem(heir.path, heir.line("slug"), message, code="lost-address")


def _first_by_id(articles: Collection[Article], locales: tuple[str, ...]) -> dict[tuple[str, str], Article]:
    """By (id, locale), and by (id, "") the one of the first locale that has it."""
    found = {(article.id, article.locale): article for article in articles}
    for locale in locales:
        for article in articles:
            if article.locale == locale:
                found.setdefault((article.id, ""), article)
    return found


def stale_translations(content: Content, changed: Mapping[str, datetime]) -> Iterator[Problem]:
    """A problem for each translation whose source changed after it; `changed` is when the shown text last did, by path.

    The source is the article in the site's first locale. Drafts are left out, and translations whose `updated`, where
    somebody wrote it, says that they were looked at since.
    """
    source_locale = content.site.locales[0]
    sources = {a.id: a for a in content.articles if a.locale == source_locale and a.status == "published"}
    for article in content.articles:
        source = sources.get(article.id)
        if article.locale == source_locale or article.status != "published" or source is None:
            continue
        ours, theirs = changed.get(article.path), changed.get(source.path)
        if theirs and looked_at_since(article, theirs):
            continue
        if ours and theirs and theirs > ours:
            when = "has changes that are not committed" if theirs == NOT_COMMITTED else f"changed on {theirs:%Y-%m-%d}"
            last = "earlier that day" if theirs.date() == ours.date() else f"last on {ours:%Y-%m-%d}"
            message = f"the text of {source.path} {when}, this translation {last}: bring it up to date, or set updated"
            yield Problem(article.path, 1, f"{message} to today", code="stale-translation", severity="hint")


def looked_at_since(translation: Article, changed: datetime) -> bool:
    """Whether a translation says that it was looked at after a change of its source: in a written `updated`."""
    written = translation.updated if "updated" in translation.lines else None
    return written is not None and written >= changed.date()
