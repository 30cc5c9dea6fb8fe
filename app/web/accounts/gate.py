"""What every request for the signed-in areas goes through, before and after any view of theirs."""

from __future__ import annotations

from flask import Response, g, request

from app.web.identity import AREAS, area, require, require_scope
from app.web.problems import Problem, problem_response
from app.web.security.requests import SAFE_METHODS, way_in
from app.web.sessions import forget_secret, sent_secret


def guard() -> Response | None:
    """Let pass who has the role of the area; what has no route is not found, for everybody alike."""
    here = area()
    if here is None or request.routing_exception is not None:
        return None
    if "token" in request.args:
        detail = "A token belongs in the Authorization header; addresses end up in logs."
        return problem_response(Problem(400, "token_in_url", detail))
    require(AREAS[here])
    require_scope("read" if request.method in SAFE_METHODS else "write")
    return None


def keep_private(response: Response) -> Response:
    """Keep the areas' answers out of caches, errors and redirects too; take a cookie away that opens nothing."""
    if area() is None and not way_in():
        return response
    response.headers["Cache-Control"] = "no-store"
    response.headers.pop("ETag", None)
    asking = g.get("caller")
    if asking is not None and asking.via is None and sent_secret() and "Set-Cookie" not in response.headers:
        forget_secret(response)
    return response
