"""GET /articles: lists, single articles, and links ready to be pasted into a reply."""

from __future__ import annotations

from typing import Annotated, Literal

from flask import Response
from msgspec import Meta

from app.library import Snapshot, anchors_of, find_section, reply_link
from app.model import RenderedArticle, Section
from app.web.api.answers import ArticleList, Link
from app.web.api.asking import InLocale, OurCategory, asked, category_of, find_article
from app.web.api.responses import json_response
from app.web.api.shapes import article_entry, article_text, internal
from app.web.problems import Problem
from app.web.urls import origin


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
    anchor: Annotated[
        str,
        Meta(description="A section of the article, as its heading has it (`steps` or `h-steps`)."),
    ] = ""
    via: Annotated[
        Literal["", "agent"],
        Meta(description="`agent` tells, when the link is followed, that the support sent it."),
    ] = ""


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
    given = wanted.parameters
    found = find_article(wanted.snapshot, article_id, wanted.locale)
    section = _section(wanted.snapshot, found, given.anchor) if given.anchor else None
    locale = wanted.locale if given.locale else ""
    made = reply_link(origin(), found, given.format, locale=locale, section=section, via=given.via)
    return json_response(Link(found.id, found.locale, given.format, made.url, made.text, internal(found)))


def _section(current: Snapshot, article: RenderedArticle, anchor: str) -> Section:
    if section := find_section(current, article, anchor):
        return section
    known = ", ".join(anchors_of(current, article)) or "none"
    raise Problem(400, "invalid_parameter", f"anchor must be one of the article's: {known}.")
