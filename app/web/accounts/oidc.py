"""The way in by a provider of sign-in (OpenID Connect): there, and back."""

from __future__ import annotations

import hmac
import logging
from typing import TYPE_CHECKING, cast

from flask import Blueprint, Flask, Response, current_app, request

from app.web.accounts import oidc_flow as flows
from app.web.accounts.kit import address, after_signing_in, language, onward_path, render
from app.web.accounts.oidc_flow import Flow
from app.web.accounts.sign_in import let_in, wait
from app.web.doorman import NobodyKnown, StateUsed, TooManyFailures, WrongPassword
from app.web.identity import caller
from app.web.problems import RETRY_SECONDS
from app.web.security.rates import client_key
from app.web.services import KEY, Services, services
from app.web.urls import absolute

if TYPE_CHECKING:
    from app.web.accounts.oidc_provider import ProviderClient

EXTENSION = "guichet.oidc"
START = "/login/oidc"
BACK = f"{START}/callback"
CODE = "sign_in_failed"
"""By which a person can name what they saw, and an operator find it in the log."""
MAX_CODE_CHARACTERS = 2_048

_LOG = logging.getLogger(__name__)


def install(app: Flask, blueprint: Blueprint) -> None:
    """Register the pages, where the settings name a provider."""
    parts: Services = app.extensions[KEY]
    if parts.settings.oidc is None:
        return
    from app.web.accounts.oidc_provider import ProviderClient

    app.extensions[EXTENSION] = ProviderClient(parts.settings.oidc, parts.doorman.clock)
    blueprint.add_url_rule(START, view_func=start, methods=["GET"])
    blueprint.add_url_rule(BACK, view_func=back, methods=["GET"])


def start() -> Response:
    """Send the browser to the provider; who is signed in already goes on."""
    from app.web.accounts.oidc_connections import Away

    asking = caller()
    if asking.via == "session" and asking.role:
        return Response(status=303, headers={"Location": after_signing_in(asking.role)})
    response = Response(status=303)
    flow = flows.begin(response, onward_path())
    try:
        there = _client().address(absolute(BACK), flow.state, flow.nonce, flow.verifier, language())
    except Away as error:
        return _away(error)
    response.headers["Location"] = there
    return response


def back() -> Response:
    """Let in whom the provider names, if somebody here is known by that."""
    from app.web.accounts.oidc_answer import Refused
    from app.web.accounts.oidc_connections import Away

    flow = flows.kept()
    if flow is None or not hmac.compare_digest(_given("state").encode(), flow.state.encode()):
        # The cookie stays: it may be of a sign-in that is under way in another tab.
        return _failed("no sign-in is under way in this browser")
    try:
        response = _enter(flow)
    except TooManyFailures as error:
        response = wait(_page(429, "locked"), error)
    except StateUsed:
        response = _failed("this sign-in was used before")
    except Refused as error:
        response = _failed(str(error))
    except (NobodyKnown, WrongPassword) as error:
        response = _failed(str(error) or "the account was changed meanwhile", "unknown")
    except Away as error:
        response = _away(error)
    flows.end(response)
    return response


def _enter(flow: Flow) -> Response:
    from app.web.accounts.oidc_answer import Refused

    doorman, code = services().doorman, _given("code")
    attempt = doorman.admit(flow.state, client_key())
    if not code or "error" in request.args:
        raise Refused("the provider sent no code")
    found = _client().who(code, request.args.get("iss"), absolute(BACK), flow.nonce, flow.verifier)
    return let_in(doorman.recognise(attempt, found.issuer, found.subject, found.email), flow.onward)


def _given(name: str) -> str:
    """A parameter that is there once; else nothing."""
    values = request.args.getlist(name)
    return values[0] if len(values) == 1 and len(values[0]) <= MAX_CODE_CHARACTERS else ""


def _failed(why: str, problem: str = "failed") -> Response:
    _LOG.warning("%s: %s", CODE, why)
    return _page(400, problem)


def _away(error: Exception) -> Response:
    provider = _client().provider
    _LOG.warning("nobody can sign in at %s: %s", provider.issuer, error)
    response = _page(503, "away")
    response.headers["Retry-After"] = RETRY_SECONDS
    return response


def _page(status: int, problem: str) -> Response:
    """What to do now; another language is chosen on the sign-in page, since this address is good once."""
    return render(
        "sign_in_failed.html", status, problem=problem, code=CODE, here=lambda lang: address("/login", lang=lang)
    )


def _client() -> ProviderClient:
    return cast("ProviderClient", current_app.extensions[EXTENSION])
