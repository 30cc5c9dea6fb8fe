"""GET /search: an answer to a query, as programs read it."""

from __future__ import annotations

from time import perf_counter

from flask import Response

from app.errors import InvalidQuery, SearchUnavailable
from app.model import MAX_RESULTS, Answer, Query
from app.web.api.asking import Asked, asked, query_text, refused, unavailable
from app.web.api.responses import PERSONAL, json_response
from app.web.api.shapes import hit_entry
from app.web.counting import count_search
from app.web.services import standings

DEFAULT_LIMIT = 10
MAX_DEPTH = 1000
"""How far into the results one can page: offset and limit together."""


def search() -> Response:
    """The closest articles to `q`. 400 for a query that is too long or not text, 503 without a search index."""
    wanted = asked()
    query = _query(wanted)
    began = perf_counter()
    answer = _answer(wanted, query)
    took = (perf_counter() - began) * 1000
    count_search(answer, "api")
    found = ((hit, wanted.snapshot.article(hit.id, hit.locale)) for hit in answer.hits)
    payload = {
        "query": query.text,
        "locale": query.locale,
        "total": answer.total,
        "answered": answer.answered,
        "corrected": answer.corrected,
        "results": [hit_entry(hit, article, wanted.snapshot) for hit, article in found if article],
        "suggestions": list(answer.suggestions),
    }
    return json_response(payload, volatile={"took_ms": round(took, 3)}, cache_control=PERSONAL)


def _query(wanted: Asked) -> Query:
    text = query_text(wanted)
    limit = wanted.parameters.number("limit", DEFAULT_LIMIT, 1, MAX_RESULTS)
    offset = wanted.parameters.number("offset", 0, 0, MAX_DEPTH - limit)
    return Query(text, wanted.locale, wanted.category(), limit, offset)


def _answer(wanted: Asked, query: Query) -> Answer:
    try:
        return wanted.snapshot.search(query, standings().tie_breakers)
    except InvalidQuery as error:
        raise refused(error) from None
    except SearchUnavailable:
        raise unavailable() from None
