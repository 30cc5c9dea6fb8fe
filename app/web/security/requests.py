"""Requests that are refused before any view sees them."""

from __future__ import annotations

from flask import Response, abort, request

from app.web.problems import cross_site_problem, is_api, problem_response
from app.web.security.widgets import widget_origin
from app.web.urls import origin

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def refuse_cross_site() -> Response | None:
    """403 for a request that may change something and that a browser sent on behalf of another site."""
    if request.method in SAFE_METHODS or widget_origin() or from_this_site():
        return None
    return problem_response(cross_site_problem()) if is_api(request) else abort(403)


def from_this_site() -> bool:
    """Whether the browser says so; programs that are no browsers send neither header."""
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return False
    sent = request.headers.get("Origin")
    return sent is None or sent == origin() or sent.partition("://")[2] == request.host
