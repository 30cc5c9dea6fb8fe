"""What every API view begins with: the snapshot, the parameters and the locale of this request."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from app.errors import InvalidQuery
from app.library import Snapshot
from app.model import MAX_QUERY_CHARACTERS, RenderedArticle
from app.web.api.parameters import Parameters
from app.web.problems import Problem
from app.web.services import snapshot

RETRY_SECONDS = "5"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: everything its answer is made from."""

    snapshot: Snapshot
    parameters: Parameters
    locale: str

    def category(self) -> str | None:
        """The category asked for, None for all. Raises Problem (`invalid_parameter`) for one that does not exist."""
        category_id = self.parameters.text("category")
        if category_id and self.snapshot.category(category_id) is None:
            known = ", ".join(category.id for category in self.snapshot.categories)
            raise Problem(400, "invalid_parameter", f"category must be one of: {known}.")
        return category_id or None


def asked() -> Asked:
    """This request. Raises Problem as `published` and `one_of_ours` do."""
    current = published()
    parameters = Parameters(request.query_string)
    return Asked(current, parameters, one_of_ours(current, parameters.text("locale") or current.site.default_locale))


def published() -> Snapshot:
    """This request's snapshot. Raises Problem: `no_index` (503) before anything was published."""
    if current := snapshot():
        return current
    raise Problem(503, "no_index", "No article has been published yet.", {"Retry-After": RETRY_SECONDS})


def one_of_ours(current: Snapshot, locale: str) -> str:
    """The locale, which the site must have. Raises Problem: `unknown_locale` (400)."""
    if locale not in current.locales:
        raise Problem(400, "unknown_locale", f"locale must be one of: {', '.join(current.locales)}.")
    return locale


def find_article(current: Snapshot, article_id: str, locale: str) -> RenderedArticle:
    """The article in the locale, else the closest other one. Raises Problem (404), private and unknown ids alike."""
    found = current.best(article_id, locale)
    if found is None:
        raise Problem(404, "unknown_article", "There is no article with this id.")
    return found


def query_text(wanted: Asked) -> str:
    """What `q` asks for. Raises Problem (400) when it is too long or not text."""
    text = wanted.parameters.text("q")
    if len(text) > MAX_QUERY_CHARACTERS:
        raise Problem(400, "query_too_long", f"q must have at most {MAX_QUERY_CHARACTERS} characters.")
    return text


def refused(error: InvalidQuery) -> Problem:
    """What a program is told when the search refuses a query."""
    return Problem(400, error.code, f"q: {error}")


def unavailable() -> Problem:
    """What a program is told while there is no search index."""
    detail = "The search cannot answer at the moment."
    return Problem(503, "search_unavailable", detail, {"Retry-After": RETRY_SECONDS})
