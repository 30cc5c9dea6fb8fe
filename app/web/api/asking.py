"""What every API view begins with: the snapshot, the parameters and the locale of this request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from flask import request
from msgspec import Meta, Struct

from app.errors import InvalidQuery
from app.library import Snapshot
from app.model import MAX_QUERY_CHARACTERS, Audience, RenderedArticle
from app.web.api.parameters import Parameters
from app.web.identity import audience
from app.web.problems import RETRY_SECONDS, Problem
from app.web.services import snapshot

OurLocale = Annotated[
    str,
    Meta(description="A locale of the site.", extra_json_schema={"x-values": "locales"}),
]
OurCategory = Annotated[
    str,
    Meta(description="The id of a category: only its articles.", extra_json_schema={"x-values": "categories"}),
]
QueryText = Annotated[
    str,
    Meta(
        max_length=MAX_QUERY_CHARACTERS,
        description='What is searched for. `"quoted words"` must stand side by side, `-word` must be absent.',
    ),
]


class InLocale(Struct, frozen=True, kw_only=True):
    """What every read may ask."""

    locale: Annotated[OurLocale, Meta(description="A locale of the site; its default one when missing or empty.")] = ""


P = TypeVar("P", bound=InLocale)


@dataclass(frozen=True, slots=True)
class Asked(Generic[P]):
    """One request: everything its answer is made from."""

    snapshot: Snapshot
    parameters: P
    locale: str


def asked(shape: type[P]) -> Asked[P]:
    """This request, as its caller may see it. Raises Problem as `published`, `one_of_ours` and `Parameters.read` do."""
    current = published(audience())
    parameters = Parameters(request.query_string).read(shape)
    return Asked(current, parameters, one_of_ours(current, parameters.locale or current.site.default_locale))


def published(to: Audience = "public") -> Snapshot:
    """What an audience sees, for this request. Raises Problem: `no_index` (503) before anything was published."""
    if current := snapshot(to):
        return current
    raise Problem(503, "no_index", "No article has been published yet.", {"Retry-After": RETRY_SECONDS})


def one_of_ours(current: Snapshot, locale: str) -> str:
    """The locale, which the site must have. Raises Problem: `unknown_locale` (400)."""
    if locale not in current.locales:
        raise Problem(400, "unknown_locale", f"locale must be one of: {', '.join(current.locales)}.")
    return locale


def category_of(current: Snapshot, category_id: str) -> str | None:
    """The category asked for, None for all. Raises Problem (`invalid_parameter`) for one that does not exist."""
    if category_id and current.category(category_id) is None:
        known = ", ".join(category.id for category in current.categories)
        raise Problem(400, "invalid_parameter", f"category must be one of: {known}.")
    return category_id or None


def find_article(current: Snapshot, article_id: str, locale: str) -> RenderedArticle:
    """The article in the locale, else the closest other one. Raises Problem (404), hidden and unknown ids alike."""
    found = current.best(article_id, locale)
    if found is None:
        raise Problem(404, "unknown_article", "There is no article with this id.")
    return found


def refused(error: InvalidQuery) -> Problem:
    """What a program is told when the search refuses a query."""
    return Problem(400, error.code, f"q: {error}")


def unavailable() -> Problem:
    """What a program is told while there is no search index."""
    detail = "The search cannot answer at the moment."
    return Problem(503, "search_unavailable", detail, {"Retry-After": RETRY_SECONDS})
