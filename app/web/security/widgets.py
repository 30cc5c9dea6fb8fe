"""Which other sites' pages may send what readers do there: the origins that the operator named, without credentials."""

from __future__ import annotations

from flask import Response, request

from app.web.services import services

OPEN = frozenset({"api.events", "api.feedback", "api.deflect"})
"""Endpoints that take requests of other sites; they read no cookie and no token."""
PREFLIGHT_SECONDS = "86400"


def widget_origin() -> str | None:
    """The site on whose page the request was made, if it is one that may embed our help and send to this endpoint."""
    return on_a_widgets_page() if request.endpoint in OPEN else None


def on_a_widgets_page() -> str | None:
    """The configured site on whose page the request was made, whatever it asks for; it may only read, unless above."""
    sent = request.headers.get("Origin")
    return sent if sent in services().settings.widget_origins else None


def share(response: Response) -> Response:
    """Let the page that asked read the response, and grant its preflight; whoever else asks is granted nothing."""
    if request.endpoint not in OPEN:
        return response
    response.vary.add("Origin")
    if allowed := widget_origin():
        response.headers["Access-Control-Allow-Origin"] = allowed
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "POST"
            response.headers["Access-Control-Allow-Headers"] = "Content-Type"
            response.headers["Access-Control-Max-Age"] = PREFLIGHT_SECONDS
    return response
