"""The results page: a query's answer, at an address that can be shared."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from flask import Blueprint, Response, request

from app.errors import InvalidQuery, SearchUnavailable
from app.library import Snapshot
from app.model import Answer, Category, Hit, Query, RenderedArticle, SectionHit
from app.web import paths
from app.web.counting import count_search
from app.web.pages.browse import most_read, places_to_start
from app.web.pages.cache import finish, send
from app.web.pages.kit import Frame, in_locale, render, same_page
from app.web.problems import RETRY_SECONDS
from app.web.services import standings

PAGE_SIZE = 10
MAX_PAGE = 1000 // PAGE_SIZE
CLOSEST = 3
MAX_SPOTS = 2
MAX_KEPT = 1000
"""Characters of a refused question that its author gets back."""
NOT_KEPT = "no-store"
"""What somebody looked for is not left in caches on the way."""

_NUMBER = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")

pages = Blueprint("search", __name__)


@dataclass(frozen=True, slots=True)
class Result:
    """A hit with the article that it is about, the page that shows it, and the sections worth a link."""

    article: RenderedArticle
    hit: Hit
    path: str
    spots: tuple[SectionHit, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as far as it is acceptable; `error` is the message id of what is not."""

    text: str
    category: Category | None
    page: int
    exact: bool = False
    error: str | None = None


@pages.get("/<locale>/search")
def search(locale: str) -> Response:
    """The answer to `q`, or the box alone; 400 for what cannot be asked, 404 beyond the last page of results."""
    current = in_locale(locale)
    asked = read_asked(current)
    if asked.error:
        return _page(current, locale, asked, status=400)
    if not asked.text:
        return _page(current, locale, asked)
    category_id = asked.category.id if asked.category else None
    query = Query(asked.text, locale, category_id, PAGE_SIZE, (asked.page - 1) * PAGE_SIZE, asked.exact)
    try:
        answer = current.search(query, standings().tie_breakers)
    except InvalidQuery as error:
        return _page(current, locale, refused(asked, error), status=400)
    except SearchUnavailable:
        response = _page(current, locale, Asked(asked.text, None, 1, error="search.unavailable"), status=503)
        response.headers["Retry-After"] = RETRY_SECONDS
        return response
    count_search(answer, "page")
    instead = respelt(current, answer)
    beyond = asked.page > 1 and not (answer.hits and answer.answered)
    return _page(current, locale, asked, answer, 404 if beyond else 200, instead)


def read_asked(current: Snapshot) -> Asked:
    """What this request's address asks for."""
    text = _typed().strip()
    number = request.args.get("page") or "1"
    category_id = request.args.get("category")
    category = current.category(category_id) if category_id else None
    if not (_NUMBER.fullmatch(number) and int(number) <= MAX_PAGE):
        return Asked(_clean(text), category, 1, error="search.invalid_page")
    if category_id and category is None:
        return Asked(_clean(text), None, 1, error="search.invalid_category")
    return Asked(text, category, int(number), exact=request.args.get("exact") == "1")


def _typed() -> str:
    """The first `q` of the address; bytes that are no text are lone surrogates in it, which no search takes."""
    sent = request.query_string.decode("utf-8", "surrogateescape")
    values = parse_qsl(sent, keep_blank_values=True, errors="surrogateescape")
    return next((value for name, value in values if name == "q"), "")


def respelt(current: Snapshot, answer: Answer) -> str | None:
    """The spelling that finds something where an exact search found nothing: the way back for whoever refused it."""
    if not answer.query.exact or answer.answered:
        return None
    found = current.search(replace(answer.query, exact=False, offset=0), standings().tie_breakers)
    return found.corrected if found.answered else None


def refused(asked: Asked, error: InvalidQuery) -> Asked:
    """What is shown in place of a query that the search does not take."""
    return Asked(_clean(asked.text), None, 1, error=f"search.{error.code}")


def _clean(text: str) -> str:
    """The text as it may stand in the box again, to be made shorter by its author: no control characters."""
    return _CONTROL.sub(" ", text)[:MAX_KEPT].strip()


def _page(
    current: Snapshot,
    locale: str,
    asked: Asked,
    answer: Answer | None = None,
    status: int = 200,
    instead: str | None = None,
) -> Response:
    results = results_of(current, answer, lambda article: _path(current, locale, article))
    # Of 4,401 articles 6 ms: only for a page that shows them.
    lost = not results or not (answer and answer.answered)
    popular = most_read(current, standings(), locale) if lost else []
    html = render(
        "search.html",
        _frame(current, locale, asked),
        asked=asked,
        answer=answer,
        instead=instead,
        results=results,
        filters=filters_of(current, answer),
        pages=-(-answer.total // PAGE_SIZE) if answer else 0,
        offered=popular or places_to_start(current, locale) if lost else [],
        by_readers=bool(popular),
    )
    return send(finish(html, once=True), status, NOT_KEPT)


def _frame(current: Snapshot, locale: str, asked: Asked) -> Frame:
    category_id = asked.category.id if asked.category else None
    return same_page(current, locale, lambda code: paths.search(code, asked.text, category_id), index=False)


def results_of(current: Snapshot, answer: Answer | None, path: Callable[[RenderedArticle], str]) -> list[Result]:
    """The page of results, with the path of each; of an answer that is none, the few closest articles."""
    hits = answer.hits if answer else ()
    if answer and not answer.answered:
        hits = () if answer.query.offset else hits[:CLOSEST]
    found = ((hit, current.article(hit.id, hit.locale)) for hit in hits)
    return [Result(article, hit, path(article), _spots(hit)) for hit, article in found if article]


def _path(current: Snapshot, locale: str, article: RenderedArticle) -> str:
    """The article under the reader's locale, unless that would lead to its translation."""
    translated = article.locale != locale and current.article(article.id, locale)
    return paths.article(article.locale if translated else locale, article.slug)


def _spots(hit: Hit) -> tuple[SectionHit, ...]:
    return tuple(section for section in hit.sections if section.anchor)[:MAX_SPOTS]


def filters_of(current: Snapshot, answer: Answer | None) -> list[tuple[Category, int]]:
    """The categories that have something of an answer, with how much."""
    counts = dict(answer.categories) if answer else {}
    return [(category, counts[category.id]) for category in current.categories if counts.get(category.id)]
