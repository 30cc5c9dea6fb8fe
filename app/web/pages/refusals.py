"""Pages for requests that never reach the application: made ahead of time, for gunicorn's workers to send."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from flask import Flask

from app.web import paths
from app.web.pages.errors import error_body
from app.web.pages.kit import NOTHING, Frame, render
from app.web.services import snapshot

TOO_LONG, TOO_MUCH, BUSY = (
    HTTPStatus.REQUEST_URI_TOO_LONG,
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
LOOKED_AT = 64
"""First bytes of a request that tell its language."""

Refusals = Mapping[tuple[HTTPStatus, bytes], bytes]
"""Bodies by status and locale; under an empty locale that of requests which name none."""


def refusals(app: Flask) -> Refusals:
    """The pages as the service is now."""
    made = {}
    with app.test_request_context():
        current = snapshot() or NOTHING
        for locale in current.locales:
            frame = Frame(locale, {code: paths.home(code) for code in current.locales}, index=False)
            for status in (TOO_LONG, TOO_MUCH):
                made[status, locale.encode()] = error_body(current, locale, status)
            made[BUSY, locale.encode()] = render("busy.html", frame).encode()
        for status in (TOO_LONG, TOO_MUCH, BUSY) if current.locales else ():
            made[status, b""] = made[status, current.locales[0].encode()]
    return made


def page_for(made: Refusals, status: HTTPStatus, begun: bytes) -> bytes | None:
    """The page for a request that begins like that; None for programs, which get a line of text."""
    path = begun[:LOOKED_AT].partition(b" ")[2]
    if path.startswith(b"/api/"):
        return None
    return made.get((status, path[1:].partition(b"/")[0])) or made.get((status, b""))
