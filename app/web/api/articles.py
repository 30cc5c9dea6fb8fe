"""GET /articles: lists, single articles, and links ready to be pasted into a reply."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from types import MappingProxyType

from flask import Response

from app.web.api.asking import asked, find_article
from app.web.api.responses import json_response
from app.web.api.shapes import article_entry, article_page, permalink

DEFAULT_LIMIT = 100
MAX_LIMIT = 1000
MAX_OFFSET = 999_999_999
_MARKDOWN_SPECIAL = re.compile(r"([\\`*_\[\]<>])")


def articles() -> Response:
    """The locale's articles, in the order of the site; `category` keeps those of one."""
    wanted = asked()
    limit = wanted.parameters.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT)
    offset = wanted.parameters.number("offset", 0, 0, MAX_OFFSET)
    category = wanted.category()
    found = wanted.snapshot.articles(wanted.locale)
    if category:
        found = wanted.snapshot.in_category(wanted.locale, category)
    page = found[offset : offset + limit]
    return json_response({"total": len(found), "articles": [article_entry(article) for article in page]})


def article(article_id: str) -> Response:
    """One article with its text; where the locale has no translation, the closest other one, marked by `locale`."""
    wanted = asked()
    return json_response(article_page(find_article(wanted.snapshot, article_id, wanted.locale), wanted.snapshot))


def link(article_id: str) -> Response:
    """A permanent link to an article as Markdown, HTML, text or a bare address; a given locale is kept in it."""
    wanted = asked()
    form = wanted.parameters.choice("format", tuple(_SNIPPETS))
    found = find_article(wanted.snapshot, article_id, wanted.locale)
    url = permalink(found) + (f"?lang={wanted.locale}" if wanted.parameters.text("locale") else "")
    snippet = _SNIPPETS[form](found.title, url)
    return json_response({"id": found.id, "locale": found.locale, "format": form, "url": url, "snippet": snippet})


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
