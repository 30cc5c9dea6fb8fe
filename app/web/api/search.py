"""GET /search: an answer to a query, as programs read it."""

from __future__ import annotations

from time import perf_counter
from typing import Annotated

from flask import Response
from msgspec import Meta
from msgspec.structs import replace

from app.errors import InvalidQuery, SearchUnavailable
from app.model import MAX_RESULTS, Answer, Query
from app.web.api.answers import SearchAnswer
from app.web.api.asking import Asked, InLocale, OurCategory, QueryText, asked, category_of, refused, unavailable
from app.web.api.responses import PERSONAL, json_response
from app.web.api.shapes import hit_entry
from app.web.counting import count_search
from app.web.identity import audience
from app.web.security.widgets import on_a_widgets_page
from app.web.services import standings

MAX_DEPTH = 1000
"""How far into the results one can page."""


class SearchParameters(InLocale, frozen=True, kw_only=True):
    """A search."""

    q: QueryText = ""
    category: OurCategory = ""
    limit: Annotated[int, Meta(ge=1, le=MAX_RESULTS, description="How many articles at most.")] = 10
    offset: Annotated[int, Meta(ge=0, le=MAX_DEPTH - MAX_RESULTS, description="How many articles to skip.")] = 0
    explain: Annotated[
        int, Meta(ge=0, le=1, description="1: with what each score is made of; for callers with a token, ignored else.")
    ] = 0


def search() -> Response:
    """The closest articles to `q`. 400 for a query that is too long or not text, 503 without a search index."""
    wanted = asked(SearchParameters)
    given, current = wanted.parameters, wanted.snapshot
    team = audience() == "agents"
    explain = team and given.explain == 1
    category = category_of(current, given.category)
    query = Query(given.q, wanted.locale, category, given.limit, given.offset, explain=explain)
    began = perf_counter()
    answer = _answer(wanted, query)
    took = (perf_counter() - began) * 1000
    count_search(answer, "agent" if team else "widget" if on_a_widgets_page() else "api")
    found = ((hit, current.article(hit.id, hit.locale)) for hit in answer.hits)
    payload = SearchAnswer(
        query=query.text,
        locale=query.locale,
        total=answer.total,
        answered=answer.answered,
        corrected=answer.corrected,
        results=[hit_entry(hit, article, current, explained=explain) for hit, article in found if article],
        suggestions=list(answer.suggestions),
    )
    return json_response(replace(payload, took_ms=round(took, 3)), lasting=payload, cache_control=PERSONAL)


def _answer(wanted: Asked[SearchParameters], query: Query) -> Answer:
    try:
        return wanted.snapshot.search(query, standings().tie_breakers)
    except InvalidQuery as error:
        raise refused(error) from None
    except SearchUnavailable:
        raise unavailable() from None
