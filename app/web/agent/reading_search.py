"""Search as the team: over everything that agents may see, with what each score is made of."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, request

from app.errors import InvalidQuery, SearchUnavailable
from app.library import Snapshot
from app.model import Answer, Query
from app.web import paths
from app.web.agent.reading_kit import best_locale, everything, render
from app.web.counting import count_search
from app.web.pages.search import PAGE_SIZE, Asked, filters_of, read_asked, refused, respelt, results_of
from app.web.problems import RETRY_SECONDS
from app.web.services import standings


def install(blueprint: Blueprint) -> None:
    """Register the page."""
    blueprint.add_url_rule("/search", view_func=search)


def search() -> Response:
    """`q` in `locale`, as customers search; `explain=1` shows the parts of each score."""
    current = everything()
    locale, asked = best_locale(current), read_asked(current)
    if asked.error:
        return _page(current, locale, asked, status=400)
    if not asked.text:
        return _page(current, locale, asked)
    category_id = asked.category.id if asked.category else None
    query = Query(asked.text, locale, category_id, PAGE_SIZE, (asked.page - 1) * PAGE_SIZE, asked.exact, _explains())
    try:
        answer = current.search(query, standings().tie_breakers)
    except InvalidQuery as error:
        return _page(current, locale, refused(asked, error), status=400)
    except SearchUnavailable:
        return _page(current, locale, replace(asked, error="search.unavailable"), status=503)
    count_search(answer, "agent")
    return _page(current, locale, asked, answer)


def _explains() -> bool:
    return request.args.get("explain") == "1"


def _page(current: Snapshot, locale: str, asked: Asked, answer: Answer | None = None, status: int = 200) -> Response:
    category_id = asked.category.id if asked.category else None
    response = render(
        "search.html",
        locale,
        lambda code: paths.agent_search(code, asked.text, category_id, exact=asked.exact, explain=_explains()),
        status,
        asked=asked,
        answer=answer,
        explain=_explains(),
        instead=respelt(current, answer) if answer else None,
        results=results_of(current, answer, lambda article: paths.agent_article(locale, article.slug)),
        filters=filters_of(current, answer),
        pages=-(-answer.total // PAGE_SIZE) if answer else 0,
    )
    if status == 503:
        response.headers["Retry-After"] = RETRY_SECONDS
    return response
