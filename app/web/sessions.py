"""The cookie that holds a session's secret: how it is called, read, set and taken away."""

from __future__ import annotations

from flask import Response, request

from app.web.services import services

COOKIE = "guichet"
"""In the cookie's name, with and without a prefix."""


def cookie_name() -> str:
    """With the prefix that browsers tie to this very host, where there is https."""
    return f"__Host-{COOKIE}" if services().settings.https else COOKIE


def sent_secret() -> str | None:
    """What this request's cookie holds."""
    return request.cookies.get(cookie_name())


def set_secret(response: Response, secret: str) -> None:
    """Let the browser keep a session until it is closed; other sites' pages cannot send it along with a form."""
    response.set_cookie(
        cookie_name(), secret, path="/", secure=services().settings.https, httponly=True, samesite="Lax"
    )


def forget_secret(response: Response) -> None:
    """Take the cookie away."""
    response.delete_cookie(cookie_name(), path="/", secure=services().settings.https, httponly=True, samesite="Lax")
