"""What language models read first: the list of articles, and their texts (llmstxt.org)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask import Blueprint, Response

from app.library import Snapshot
from app.locales import LANGUAGES, Catalogue
from app.model import RenderedArticle
from app.web import paths
from app.web.pages.kit import category_title, document
from app.web.pages.training import statement
from app.web.services import require_snapshot, services
from app.web.urls import absolute

FULL_CHARACTERS = 2_000_000
"""Of the articles' texts in one file: more than any model takes at once. What follows is listed by address."""
TEXT = "text/plain; charset=utf-8"
_BREAKS = re.compile(r"\s+")
_SPECIAL = re.compile(r"([\\\[\]])")

pages = Blueprint("llms", __name__)


@pages.get("/llms.txt")
def llms() -> Response:
    """Every article by language and category, with its summary and the address of its Markdown."""
    current = require_snapshot()
    return document("llms", lambda: "\n".join(_index(current)) + "\n", TEXT)


@pages.get("/llms-full.txt")
def llms_full() -> Response:
    """The articles' texts, in the order of the list."""
    current = require_snapshot()
    return document("llms-full", lambda: "\n".join(_texts(current)) + "\n", TEXT)


def _head(current: Snapshot) -> Iterator[str]:
    default = _catalogue(current.site.default_locale)
    brand = _line(current.site.brand_name)
    yield f"# {default.text('home.head', brand=brand)}"
    for locale in current.locales:
        yield ""
        yield f"> {_catalogue(locale).text('home.description', brand=brand)}"
    for locale in current.locales:
        yield ""
        yield _catalogue(locale).text("llms.about", address=absolute("/a/<id>"), locale=locale)
        if said := statement(current.site, _catalogue(locale)):
            yield ""
            yield said


def _index(current: Snapshot) -> Iterator[str]:
    yield from _head(current)
    for locale in current.locales:
        for category in current.categories:
            if articles := current.in_category(locale, category.id):
                yield ""
                yield f"## {_line(category_title(category, locale))} ({LANGUAGES[locale].name})"
                yield ""
                yield from map(_entry, articles)
    yield ""
    yield "## Optional"
    yield ""
    for name, path in (
        ("llms.full", "/llms-full.txt"),
        ("api.title", "/api/v1/docs"),
        ("llms.api", "/api/v1/openapi.json"),
    ):
        yield f"- [{_catalogue(current.site.default_locale).text(name)}]({absolute(path)})"


def _texts(current: Snapshot) -> Iterator[str]:
    yield from _head(current)
    left: list[RenderedArticle] = []
    used = 0
    for locale in current.locales:
        for article in current.articles(locale):
            text = "" if left else current.markdown(article)
            used += len(text)
            if left or used > FULL_CHARACTERS:
                left.append(article)
                continue
            yield f"\n---\n\n{absolute(paths.article(article.locale, article.slug))}\n\n{text.rstrip()}"
    if left:
        yield "\n---\n"
        yield from map(_entry, left)


def _entry(article: RenderedArticle) -> str:
    url = absolute(paths.article(article.locale, article.slug)) + ".md"
    title, summary = _SPECIAL.sub(r"\\\1", _line(article.title)), _line(article.summary)
    return f"- [{title}]({url})" + (f": {summary}" if summary else "")


def _line(text: str) -> str:
    return _BREAKS.sub(" ", text).strip()


def _catalogue(locale: str) -> Catalogue:
    return services().catalogues[locale]
