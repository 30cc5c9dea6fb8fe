"""Error pages: what happened, and the three best next steps, in the reader's language."""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from app.library import Snapshot
from app.web import paths
from app.web.languages import preferred
from app.web.pages.browse import most_read, places_to_start
from app.web.pages.cache import Page, finish, send
from app.web.pages.kit import NOTHING, Frame, kept, redirect, render
from app.web.problems import RETRY_SECONDS, is_api, problem_response
from app.web.services import snapshot, standings

EXPLAINED = frozenset({400, 403, 404, 405, 413, 414, 429, 431, 500, 503})
"""Statuses with a text of their own in the catalogues; others get the text of 400 or 500."""
MAX_OFFERED = 3


def install(app: Flask) -> None:
    """Answer every error that no other handler answers; also unexpected ones, which Flask logs and turns into 500."""
    app.register_error_handler(HTTPException, error_page)


def error_page(error: HTTPException) -> Response | HTTPException:
    """The page for an error (a problem document for programs); a former address of an article leads there instead."""
    if is_api(request):
        return problem_response(error)
    status = error.code or 500
    if error.response is not None:
        return error
    current = snapshot()
    if status == 404 and current and (target := current.former_path(request.path)):
        return redirect(paths.article(target.locale, target.slug), 301)
    if status == 404 and current and (asked := _search_nearby(current)):
        return asked
    locale, vary = _locale(current or NOTHING)
    response = send(
        kept(("error", locale, status), lambda: _page(current or NOTHING, locale, status)), status, vary=vary
    )
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    if status == 503:
        response.headers.setdefault("Retry-After", RETRY_SECONDS)
    return response


def error_body(current: Snapshot, locale: str, status: int) -> bytes:
    """What the page for an error says, in a locale that is there."""
    return _page(current, locale, status).coded.body


def _search_nearby(current: Snapshot) -> Response | None:
    """To the results page from an address that is nearly its own (`/search?q=`, `/fr/search/`), else None.

    They are no routes: an article may have them among its former addresses.
    """
    if request.method not in ("GET", "HEAD"):
        return None
    query = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
    for locale in current.locales:
        if request.path == f"{paths.search(locale)}/":
            return redirect(paths.search(locale) + query, 301)
    if request.path not in ("/search", "/search/"):
        return None
    found = paths.search(preferred(current.locales)) + query
    return redirect(found, 302, Vary="Accept-Language", Cache_Control="no-cache")


def _page(current: Snapshot, locale: str, status: int) -> Page:
    reason = status if status in EXPLAINED else 500 if status >= 500 else 400
    offered = most_read(current, standings(), locale) or places_to_start(current, locale)
    frame = Frame(locale, {code: paths.home(code) for code in current.locales}, index=False)
    return finish(render("error.html", frame, reason=reason, offered=offered[:MAX_OFFERED]))


def _locale(current: Snapshot) -> tuple[str, str]:
    """The locale that the address begins with, else the reader's; and the header that decided."""
    first = request.path.split("/")[1]
    if first in current.locales:
        return first, ""
    return preferred(current.locales), "Accept-Language"
