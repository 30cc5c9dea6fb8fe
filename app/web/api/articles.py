"""GET /articles: lists, single articles, and links ready to be pasted into a reply."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from types import MappingProxyType
from typing import Annotated, Literal

from flask import Response
from msgspec import Meta

from app.web.api.answers import ArticleList, Link
from app.web.api.asking import InLocale, OurCategory, asked, category_of, find_article
from app.web.api.responses import json_response
from app.web.api.shapes import article_entry, article_text, permalink

_MARKDOWN_SPECIAL = re.compile(r"([\\`*_\[\]<>])")


class ListParameters(InLocale, frozen=True, kw_only=True):
    """Which articles are listed."""

    category: OurCategory = ""
    limit: Annotated[int, Meta(ge=1, le=1000, description="How many articles at most.")] = 100
    offset: Annotated[int, Meta(ge=0, le=999_999_999, description="How many articles to skip.")] = 0


class LinkParameters(InLocale, frozen=True, kw_only=True):
    """How a link is written."""

    locale: Annotated[
        str,
        Meta(
            description="Where the link leads; without one, to the reader's language.",
            extra_json_schema={"x-values": "locales"},
        ),
    ] = ""
    format: Annotated[
        Literal["markdown", "html", "text", "url"],
        Meta(description="`text` is title and address on two lines, `url` the address alone."),
    ] = "markdown"


def articles() -> Response:
    """The locale's articles, in the order of the site; `category` keeps those of one."""
    wanted = asked(ListParameters)
    given, current = wanted.parameters, wanted.snapshot
    category = category_of(current, given.category)
    found = current.in_category(wanted.locale, category) if category else current.articles(wanted.locale)
    page = found[given.offset : given.offset + given.limit]
    return json_response(ArticleList(len(found), [article_entry(article) for article in page]))


def article(article_id: str) -> Response:
    """One article with its text; where the locale has no translation, the closest other one, marked by `locale`."""
    wanted = asked(InLocale)
    return json_response(article_text(find_article(wanted.snapshot, article_id, wanted.locale), wanted.snapshot))


def link(article_id: str) -> Response:
    """A permanent link to an article as Markdown, HTML, text or a bare address; a given locale is kept in it."""
    wanted = asked(LinkParameters)
    form = wanted.parameters.format
    found = find_article(wanted.snapshot, article_id, wanted.locale)
    url = permalink(found) + (f"?lang={wanted.locale}" if wanted.parameters.locale else "")
    return json_response(Link(found.id, found.locale, form, url, _SNIPPETS[form](found.title, url)))


def _markdown_link(title: str, url: str) -> str:
    return "[" + _MARKDOWN_SPECIAL.sub(r"\\\1", title) + f"]({url})"


_SNIPPETS: Mapping[str, Callable[[str, str], str]] = MappingProxyType(
    {
        "markdown": _markdown_link,
        "html": lambda title, url: f'<a href="{escape(url)}">{escape(title)}</a>',
        "text": lambda title, url: f"{title}\n{url}",
        "url": lambda _title, url: url,
    }
)
