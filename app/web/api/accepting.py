"""What every API view that takes something begins and ends with: what it is about, 202, and why not."""

from __future__ import annotations

from flask import Response

from app.library import Snapshot
from app.model import RenderedArticle
from app.web.api.asking import RETRY_SECONDS
from app.web.problems import Problem
from app.web.services import snapshot

STORE_RETRY_SECONDS = "30"


def published(locale: str) -> Snapshot:
    """This request's snapshot. Raises Problem: `no_index` (503), `unknown_locale` (400)."""
    current = snapshot()
    if current is None:
        raise Problem(503, "no_index", "No article has been published yet.", {"Retry-After": RETRY_SECONDS})
    if locale not in current.locales:
        raise Problem(400, "unknown_locale", f"locale must be one of: {', '.join(current.locales)}.")
    return current


def public_article(current: Snapshot, article_id: str, locale: str) -> RenderedArticle:
    """The article in the locale, else the closest other one. Raises Problem (404), private and unknown ids alike."""
    found = current.best(article_id, locale)
    if found is None:
        raise Problem(404, "unknown_article", "There is no article with this id.")
    return found


def accepted() -> Response:
    """202 without a body: what was sent is kept, or is of nobody that counts; it does not say which."""
    return Response(status=202, headers={"Cache-Control": "no-store"})


def store_away() -> Problem:
    """What a program is told while nothing can be recorded; nothing was."""
    detail = "Nothing can be recorded at the moment; send the same again later, it counts once."
    return Problem(503, "unavailable", detail, {"Retry-After": STORE_RETRY_SECONDS})
