"""One's own account: its password and its sessions."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from app.accounts import User
from app.web.accounts.kit import HOME, address, render
from app.web.accounts.sign_in import wait
from app.web.doorman import TooManyFailures, WeakPassword, WrongPassword
from app.web.identity import signed_in
from app.web.security.rates import client_key
from app.web.services import services
from app.web.sessions import sent_secret, set_secret

DONE = ("password", "sessions")


def install(blueprint: Blueprint) -> None:
    """Register the pages."""
    blueprint.add_url_rule(HOME, view_func=account, methods=["GET"])
    blueprint.add_url_rule(f"{HOME}/password", view_func=change_password, methods=["POST"])
    blueprint.add_url_rule(f"{HOME}/sessions", view_func=end_others, methods=["POST"])


def account() -> Response:
    """Who one is, and the two forms."""
    done = request.args.get("done")
    return _page(done=done if done in DONE else None)


def change_password() -> Response:
    """Replace the password: every other session ends, this browser gets a new one."""
    user = _owner()
    present, new = request.form.get("present", ""), request.form.get("password", "")
    try:
        entry = services().doorman.change_password(user, present, new, client_key())
    except WeakPassword as error:
        return _page(400, problem=error.why)
    except WrongPassword:
        return _page(400, problem="wrong")
    except TooManyFailures as error:
        return wait(_page(429, problem="locked"), error)
    response = _done("password")
    set_secret(response, entry.secret)
    return response


def end_others() -> Response:
    """End every session but this one."""
    services().doorman.end_others(_owner(), sent_secret() or "")
    return _done("sessions")


def _owner() -> User:
    """The person whose account it is; a program with a token has none."""
    return signed_in() or abort(403)


def _page(status: int = 200, problem: str | None = None, done: str | None = None) -> Response:
    others = services().doorman.others(_owner(), sent_secret() or "")
    return render("account.html", status, others=others, problem=problem, done=done)


def _done(what: str) -> Response:
    return Response(status=303, headers={"Location": address(HOME, done=what)})
