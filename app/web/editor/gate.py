"""The way in and out: who comes without the token is sent to the form that asks for it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, g, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from app.web.editor.access import TooManyAttempts
from app.web.editor.kit import editor, link, render
from app.web.problems import Problem, invalid_token, problem_response
from app.web.security.requests import SAFE_METHODS

OPEN = frozenset({"editor.sign_in"})


def check() -> BaseResponse | None:
    """Let pass whoever has the token or a session; others are sent to the form, programs get 401."""
    if "token" in request.args:
        return problem_response(
            Problem(400, "token_in_url", "A token belongs in the Authorization header; addresses end up in logs.")
        )
    try:
        carried = editor().access.bearer()
    except TooManyAttempts as error:
        return problem_response(
            Problem(429, "rate_limited", "Too many wrong tokens.", {"Retry-After": str(error.seconds)})
        )
    if carried is not None:
        return None if carried else problem_response(invalid_token())
    # A browser sends at least one of these with every write; a write with neither cannot be told from a forged one.
    if request.method not in SAFE_METHODS and not {"Sec-Fetch-Site", "Origin"} & set(request.headers.keys()):
        abort(403)
    g.editor_session = editor().access.session()
    if g.editor_session is None and request.endpoint not in OPEN:
        return redirect(link("sign_in"), 303)
    return None


def renew(response: Response) -> Response:
    """Keep the session of a page in use alive, and every answer out of caches."""
    response.headers["Cache-Control"] = "no-store"
    session = g.get("editor_session")
    if session and request.endpoint not in ("editor.sign_in", "editor.sign_out"):
        editor().access.renew(response, session)
    return response


def sign_in() -> BaseResponse:
    """The form, and what it sends. The same answer for every wrong token."""
    if request.method != "POST":
        return render("sign_in.html", problem=None)
    access = editor().access
    try:
        right = access.matches(request.form.get("token", "").strip())
    except TooManyAttempts as error:
        response = render("sign_in.html", 429, problem="locked")
        response.headers["Retry-After"] = str(error.seconds)
        return response
    if not right:
        return render("sign_in.html", 401, problem="wrong")
    response = Response(status=303, headers={"Location": link("overview")})
    access.begin(response)
    return response


def sign_out() -> BaseResponse:
    """End this browser's session."""
    response = Response(status=303, headers={"Location": link("sign_in")})
    editor().access.end(response)
    return response


def install(blueprint: Blueprint) -> None:
    """Put the check before every page of the blueprint, and the form beside them."""
    blueprint.before_request(check)
    blueprint.after_request(renew)
    blueprint.add_url_rule("/sign-in", view_func=sign_in, methods=["GET", "POST"])
    blueprint.add_url_rule("/sign-out", view_func=sign_out, methods=["POST"])
