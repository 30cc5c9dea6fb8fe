"""GET /suggest: search as you type."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from msgspec import Meta

from app.errors import InvalidQuery, SearchUnavailable
from app.model import Suggestion
from app.web.api.answers import SuggestAnswer
from app.web.api.asking import Asked, InLocale, QueryText, asked, refused, unavailable
from app.web.api.responses import BRIEF, json_response
from app.web.api.shapes import suggestion_entry


class SuggestParameters(InLocale, frozen=True, kw_only=True):
    """The beginning of a search."""

    q: Annotated[QueryText, Meta(description="What was typed; the last word counts as a beginning.")] = ""
    limit: Annotated[int, Meta(ge=1, le=20, description="How many articles, and how many completions, at most.")] = 8


def suggest() -> Response:
    """Articles and completions for what is being typed. Errors as for /search."""
    wanted = asked(SuggestParameters)
    articles, completions = found(wanted)
    read = ((each, wanted.snapshot.article(each.id, each.locale)) for each in articles)
    results = [suggestion_entry(each, article) for each, article in read if article]
    return json_response(SuggestAnswer(wanted.parameters.q, results, list(completions)), cache_control=BRIEF)


def found(wanted: Asked[SuggestParameters]) -> tuple[tuple[Suggestion, ...], tuple[str, ...]]:
    """What a request finds. Raises Problem as `suggest` answers."""
    try:
        return wanted.snapshot.suggest(wanted.locale, wanted.parameters.q, wanted.parameters.limit)
    except InvalidQuery as error:
        raise refused(error) from None
    except SearchUnavailable:
        raise unavailable() from None
