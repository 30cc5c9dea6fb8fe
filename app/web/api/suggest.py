"""GET /suggest: search as you type."""

from __future__ import annotations

from flask import Response

from app.errors import InvalidQuery, SearchUnavailable
from app.model import Suggestion
from app.web.api.asking import Asked, asked, query_text, refused, unavailable
from app.web.api.responses import BRIEF, json_response
from app.web.api.shapes import suggestion_entry

DEFAULT_LIMIT = 8
MAX_LIMIT = 20


def suggest() -> Response:
    """Articles and completions for what is being typed. Errors as for /search."""
    wanted = asked()
    text = query_text(wanted)
    limit = wanted.parameters.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT)
    articles, completions = _found(wanted, text, limit)
    found = ((each, wanted.snapshot.article(each.id, each.locale)) for each in articles)
    payload = {
        "query": text,
        "results": [suggestion_entry(each, article) for each, article in found if article],
        "completions": list(completions),
    }
    return json_response(payload, cache_control=BRIEF)


def _found(wanted: Asked, text: str, limit: int) -> tuple[tuple[Suggestion, ...], tuple[str, ...]]:
    try:
        return wanted.snapshot.suggest(wanted.locale, text, limit)
    except InvalidQuery as error:
        raise refused(error) from None
    except SearchUnavailable:
        raise unavailable() from None
