"""The way in and out: name and password, the one-time link, the end of a session."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from app.web.accounts.kit import address, after_signing_in, render
from app.web.doorman import Entry, TooManyFailures, WeakPassword, WrongPassword
from app.web.identity import caller
from app.web.security.rates import client_key
from app.web.services import services
from app.web.sessions import forget_secret, sent_secret, set_secret


def install(blueprint: Blueprint) -> None:
    """Register the pages."""
    blueprint.add_url_rule("/login", view_func=login, methods=["GET"])
    blueprint.add_url_rule("/login", view_func=enter, methods=["POST"])
    blueprint.add_url_rule("/login/<link>", view_func=invitation, methods=["GET"])
    blueprint.add_url_rule("/login/<link>", view_func=choose, methods=["POST"])
    blueprint.add_url_rule("/logout", view_func=logout, methods=["POST"])


def login() -> Response:
    """The form; who is signed in already goes on."""
    asking = caller()
    if asking.via == "session" and asking.role:
        return _to(after_signing_in(asking.role))
    return render("sign_in.html", problem=None, name="")


def enter() -> Response:
    """Let somebody in. The same answer for a name that nobody has, a disabled account and a wrong password."""
    try:
        name, password = request.form.get("name", ""), request.form.get("password", "")
    except RequestEntityTooLarge:
        return render("sign_in.html", 401, problem="wrong", name="")
    try:
        return let_in(services().doorman.sign_in(name, password, client_key()))
    except WrongPassword:
        return render("sign_in.html", 401, problem="wrong", name=name)
    except TooManyFailures as error:
        return wait(render("sign_in.html", 429, problem="locked", name=name), error)


def invitation(link: str) -> Response:
    """The form for a password; looking at it uses nothing up, since programs that preview links do so too."""
    user = services().doorman.invited(link)
    return render("choose.html", problem=None, whom=user) if user else render("gone.html", 404)


def choose(link: str) -> Response:
    """Set the password, and let its owner in."""
    doorman = services().doorman
    try:
        entry = doorman.redeem(link, request.form.get("password", ""))
    except WeakPassword as error:
        return render("choose.html", 400, problem=error.why, whom=doorman.invited(link))
    except WrongPassword:
        entry = None
    return let_in(entry) if entry else render("gone.html", 404)


def logout() -> Response:
    """End this browser's session, here and in the database."""
    if secret := sent_secret():
        services().doorman.leave(secret)
    response = _to(address("/login"))
    forget_secret(response)
    return response


def let_in(entry: Entry, path: str | None = None) -> Response:
    """Go on with a new session; the one that the browser had before, whoever gave it that, is over."""
    if before := sent_secret():
        services().doorman.leave(before)
    response = _to(after_signing_in(entry.user.role, path))
    set_secret(response, entry.secret)
    return response


def wait(response: Response, error: TooManyFailures) -> Response:
    """The answer to somebody who has to wait."""
    response.headers["Retry-After"] = str(error.seconds)
    return response


def _to(path: str) -> Response:
    return Response(status=303, headers={"Location": path})
