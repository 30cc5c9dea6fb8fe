"""What is answered to those who send something: 202, or why not."""

from __future__ import annotations

from flask import Response

from app.web.problems import STORE_RETRY_SECONDS, Problem


def accepted() -> Response:
    """202 without a body: what was sent is kept, or is of nobody that counts; it does not say which."""
    return Response(status=202, headers={"Cache-Control": "no-store"})


def store_away() -> Problem:
    """What a program is told while nothing can be recorded; nothing was."""
    detail = "Nothing can be recorded at the moment; send the same again later, it counts once."
    return Problem(503, "unavailable", detail, {"Retry-After": STORE_RETRY_SECONDS})
