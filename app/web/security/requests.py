"""Requests that are refused before any view sees them."""

from __future__ import annotations

from flask import Response, abort, request

from app.web.identity import BEARER, area
from app.web.problems import cross_site_problem, is_api, problem_response
from app.web.security.widgets import widget_origin
from app.web.sessions import sent_secret
from app.web.urls import origin

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


WAYS_IN = ("/login", "/logout")


def refuse_empty_parts() -> None:
    """404 for a path with two slashes in a row: a page would have endless addresses, each of them kept by caches."""
    if "//" in request.environ["PATH_INFO"]:
        abort(404)


def refuse_cross_site() -> Response | None:
    """403 for a request that may change something and that a browser sent on behalf of another site.

    Every route is under it but what the widget sends from the origins that the operator named, and calls with a token:
    no browser adds one by itself, and pages of other sites may not (their preflight is granted nothing).
    """
    if request.method in SAFE_METHODS or widget_origin() or _carries_token():
        return None
    if from_this_site() and not (_counts_on_who_asks() and _says_nothing()):
        return None
    return problem_response(cross_site_problem()) if is_api(request) else abort(403)


def _carries_token() -> bool:
    return request.headers.get("Authorization", "").startswith(BEARER)


def _counts_on_who_asks() -> bool:
    """Whether the request is made by somebody who has signed in, or is about to."""
    return sent_secret() is not None or area() is not None or way_in()


def _says_nothing() -> bool:
    """Whether neither header is there: every browser sends one with a write, which else might be a forged one."""
    return "Sec-Fetch-Site" not in request.headers and "Origin" not in request.headers


def way_in() -> bool:
    """Whether the request is for a page by which people sign in or out."""
    return f"{request.path}/".startswith(tuple(f"{way}/" for way in WAYS_IN))


def from_this_site() -> bool:
    """Whether the browser says so; programs that are no browsers send neither header."""
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return False
    sent = request.headers.get("Origin")
    if sent is None or sent == origin():
        return True
    scheme, _, host = sent.partition("://")
    # Whoever sits on the way can make any page of http://our-host: that is not us where we are asked over https.
    return host == request.host and (scheme == request.scheme or scheme == "https")
