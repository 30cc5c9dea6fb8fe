"""JSON API, version 1."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import HTTPException

from app.web.api.articles import article, articles, link
from app.web.api.events import events
from app.web.api.feedback import feedback
from app.web.api.parameters import Parameters
from app.web.api.search import search
from app.web.api.suggest import suggest
from app.web.api.workflows import workflow_articles, workflows
from app.web.problems import Problem, invalid_token, is_api, problem_response
from app.web.security.widgets import share


def install(app: Flask) -> None:
    """Register the routes of version 1, and problem details for every error below `/api/`."""
    api = Blueprint("api", __name__, url_prefix="/api/v1")
    api.add_url_rule("/search", view_func=search)
    api.add_url_rule("/suggest", view_func=suggest)
    api.add_url_rule("/articles", view_func=articles)
    api.add_url_rule("/articles/<article_id>", view_func=article)
    api.add_url_rule("/articles/<article_id>/link", view_func=link)
    api.add_url_rule("/articles/<article_id>/feedback", view_func=feedback, methods=["POST"])
    api.add_url_rule("/events", view_func=events, methods=["POST"])
    api.add_url_rule("/workflows", view_func=workflows)
    api.add_url_rule("/workflows/<workflow_id>/articles", view_func=workflow_articles)
    api.before_request(_refuse_credentials)
    api.after_request(_plain_options)
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


def _refuse_credentials() -> None:
    """There are no tokens: whoever sends one is told so and never taken for an anonymous reader."""
    if "token" in Parameters(request.query_string):
        raise Problem(400, "token_in_url", "A token belongs in the Authorization header; addresses end up in logs.")
    if "Authorization" in request.headers:
        raise invalid_token()


def _plain_options(response: Response) -> Response:
    """Preflights are granted nothing here: public reads need none."""
    if request.method == "OPTIONS":
        response.status_code = 204
    return response
