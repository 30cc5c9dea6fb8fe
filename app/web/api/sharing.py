"""What pages of other sites may read: everything that is public, with a header or two, never with credentials."""

from __future__ import annotations

from flask import Response, request

from app.web.security.widgets import OPEN, PREFLIGHT_SECONDS

METHODS = ("GET", "HEAD")
HEADERS = ("accept", "accept-language", "content-type", "if-none-match")
"""Request headers that a page may send: those that read, and none that says who somebody is."""


def grant(response: Response) -> Response:
    """Answer OPTIONS without a body; a preflight for reading is granted, any other is granted nothing.

    Endpoints that take what readers do grant theirs by themselves.
    """
    if request.method != "OPTIONS":
        return response
    response.status_code = 204
    if request.endpoint not in OPEN and _asks_to_read():
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Methods"] = ", ".join(METHODS)
        response.headers["Access-Control-Allow-Headers"] = ", ".join(HEADERS)
        response.headers["Access-Control-Max-Age"] = PREFLIGHT_SECONDS
    return response


def _asks_to_read() -> bool:
    if request.headers.get("Origin", "null") == "null":
        return False
    wanted = request.headers.get("Access-Control-Request-Headers", "").lower().split(",")
    names = {name.strip() for name in wanted} - {""}
    return request.headers.get("Access-Control-Request-Method") in METHODS and names <= set(HEADERS)
