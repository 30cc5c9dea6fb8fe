"""JSON API, version 1."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import HTTPException

from app.web.api.articles import article, articles, link
from app.web.api.deflect import deflect
from app.web.api.description import description
from app.web.api.documentation import documentation
from app.web.api.endpoint import PREFIX, Endpoint
from app.web.api.endpoints import ENDPOINTS
from app.web.api.events import events
from app.web.api.feedback import feedback
from app.web.api.parameters import Parameters
from app.web.api.search import search
from app.web.api.sharing import grant
from app.web.api.suggest import suggest
from app.web.api.workflows import workflow_articles, workflows
from app.web.identity import require_scope
from app.web.problems import Problem, is_api, problem_response
from app.web.security.widgets import share

VIEWS: Mapping[str, Callable[..., Response]] = MappingProxyType(
    {
        "search": search,
        "suggest": suggest,
        "deflect": deflect,
        "articles": articles,
        "article": article,
        "link": link,
        "feedback": feedback,
        "workflows": workflows,
        "workflow_articles": workflow_articles,
        "events": events,
        "description": description,
        "documentation": documentation,
    }
)
_ENDPOINTS: Mapping[str, Endpoint] = MappingProxyType({f"api.{each.name}": each for each in ENDPOINTS})


def install(app: Flask) -> None:
    """Register the routes of version 1, and problem details for every error below `/api/`."""
    api = Blueprint("api", __name__, url_prefix=PREFIX)
    for each in ENDPOINTS:
        api.add_url_rule(each.rule, each.name, VIEWS[each.name], methods=[each.method])
    api.before_request(_check_token)
    api.after_request(_keep_private)
    api.after_request(grant)
    api.after_request(share)
    api.register_error_handler(HTTPException, problem_response)
    app.register_blueprint(api)
    app.before_request(_unrouted)


def _unrouted() -> Response | None:
    """404 and 405 of the router: no blueprint handles them, since the router found none."""
    error = request.routing_exception
    if error is None or not is_api(request):
        return None
    return problem_response(error)


def _check_token() -> None:
    """Whoever sends a token that opens nothing is told so, and never taken for an anonymous reader."""
    if "token" in Parameters(request.query_string):
        raise Problem(400, "token_in_url", "A token belongs in the Authorization header; addresses end up in logs.")
    if "Authorization" in request.headers and (found := _ENDPOINTS.get(request.endpoint or "")):
        require_scope("write" if found.writes else "read")


def _keep_private(response: Response) -> Response:
    """What a token shows is kept by nobody on the way."""
    if "Authorization" in request.headers:
        response.headers["Cache-Control"] = "no-store"
    return response
