"""Permanent links to articles, ready to be pasted into a reply."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import Literal, get_args
from urllib.parse import quote, urlencode

from app.library.snapshot import Snapshot
from app.model import RenderedArticle, Section, shown_to

LinkForm = Literal["markdown", "html", "text", "url"]
LINK_FORMS: tuple[LinkForm, ...] = get_args(LinkForm)
ANCHOR_PREFIX = "h-"
"""What stands before an author's anchor in a page: `{#steps}` is `#h-steps` in addresses."""

_MARKDOWN_SPECIAL = re.compile(r"([\\`*_\[\]<>~]|&(?=#?[0-9A-Za-z]+;))")


@dataclass(frozen=True, slots=True)
class ReplyLink:
    """A link for a reply: the bare address, and `text` in the form that was asked for."""

    url: str
    text: str


def permalink(article_id: str, *, locale: str = "", via: str = "", anchor: str = "") -> str:
    """The path that never changes; with a locale to that language, else to the reader's. `via` says who sends it."""
    values = {name: value for name, value in (("lang", locale), ("via", via)) if value}
    query = f"?{urlencode(values)}" if values else ""
    return f"/a/{quote(article_id, safe='')}{query}" + (f"#{quote(anchor)}" if anchor else "")


def reply_link(
    origin: str,
    article: RenderedArticle,
    form: LinkForm,
    *,
    locale: str = "",
    section: Section | None = None,
    via: str = "",
) -> ReplyLink:
    """The link to an article, or to one of its sections, whose title is then named too.

    Of an article that customers cannot see, it leads to the team's pages.
    """
    path = permalink(article.id, locale=locale, via=via, anchor=section.anchor if section else "")
    url = origin + (path if shown_to("public", article.visibility) else f"/agent{path}")
    title = f"{article.title} – {section.title}" if section else article.title
    return ReplyLink(url, _WRITTEN[form](title, url))


def find_section(current: Snapshot, article: RenderedArticle, anchor: str) -> Section | None:
    """The section that an anchor names, as an author writes it (`steps`) or as addresses have it (`h-steps`)."""
    sections = {section.anchor: section for section in current.body(article).sections if section.anchor}
    return sections.get(f"{ANCHOR_PREFIX}{anchor}") or sections.get(anchor)


def anchors_of(current: Snapshot, article: RenderedArticle) -> list[str]:
    """Anchors of an article as authors write them, in order."""
    return [section.anchor.removeprefix(ANCHOR_PREFIX) for section in current.body(article).sections if section.anchor]


def _markdown(title: str, url: str) -> str:
    return "[" + _MARKDOWN_SPECIAL.sub(r"\\\1", title) + f"]({url})"


_WRITTEN: Mapping[LinkForm, Callable[[str, str], str]] = MappingProxyType(
    {
        "markdown": _markdown,
        "html": lambda title, url: f'<a href="{escape(url)}">{escape(title)}</a>',
        "text": lambda title, url: f"{title}\n{url}",
        "url": lambda _title, url: url,
    }
)
