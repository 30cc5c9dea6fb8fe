"""Accounts: the way in and out, one's own account, and the guard before every signed-in area."""

from __future__ import annotations

import logging

from flask import Blueprint, Flask, Response, request

from app.errors import StoreUnavailable
from app.web.accounts import account, gate, oidc, sign_in
from app.web.accounts.kit import render
from app.web.identity import WrongRole, area
from app.web.onward import signed_here
from app.web.problems import RETRY_SECONDS, Problem, is_api, problem_response
from app.web.security.requests import way_in

_LOG = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Register the pages, and the guard for whatever is registered below the areas, before or after."""
    blueprint = Blueprint("accounts", __name__)
    sign_in.install(blueprint)
    account.install(blueprint)
    oidc.install(app, blueprint)
    app.register_blueprint(blueprint)
    app.register_error_handler(StoreUnavailable, _no_store)
    app.register_error_handler(WrongRole, _wrong_role)
    app.before_request(gate.guard)
    app.after_request(gate.keep_private)


def _no_store(error: StoreUnavailable) -> Response:
    """Below the areas everything is in the database; the reason is for the log, not for the page."""
    if is_api(request) or "Authorization" in request.headers:
        response = problem_response(Problem(503, "unavailable", "The database does not answer; try again soon."))
    elif area() or way_in():
        response = render("unavailable.html", 503)
    else:
        raise error
    _LOG.warning("%s cannot be answered: %s", request.endpoint, error)
    response.headers["Retry-After"] = RETRY_SECONDS
    return response


def _wrong_role(error: WrongRole) -> Response:
    return render("wrong_role.html", 403, needed=error.needed.value, over=error.over, back=signed_here())
