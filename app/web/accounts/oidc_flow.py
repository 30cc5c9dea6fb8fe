"""A sign-in under way at a provider: what ties it to one browser, for ten minutes."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Literal

from flask import Response, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.accounts import new_secret
from app.web.services import services

SECONDS = 10 * 60
"""Shorter than the quarter of an hour for which a used state is remembered (app.accounts.guessing)."""
MAX_CHARACTERS = 3_900
"""Of the cookie: browsers drop one of more than 4,096 bytes."""


@dataclass(frozen=True, slots=True)
class Flow:
    """`secret` is in the browser's cookie only; `onward` is the path that was asked for before, if any."""

    secret: str
    onward: str | None

    @property
    def state(self) -> str:
        """What comes back in the address."""
        return self._derived("state")

    @property
    def nonce(self) -> str:
        """What the provider signs."""
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """What proves to the provider that whoever shows the code asked for it; neither it nor its key goes out."""
        return self._derived("verifier")

    def _derived(self, purpose: Literal["state", "nonce", "verifier"]) -> str:
        key = services().settings.secret_key.encode()
        made = hmac.digest(key, f"guichet.oidc.{purpose}:{self.secret}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def begin(response: Response, onward: str | None) -> Flow:
    """A new flow, which the response's cookie ties to the browser."""
    flow = Flow(new_secret(), onward)
    value = _signer().dumps([flow.secret, flow.onward])
    if len(value) > MAX_CHARACTERS:
        value = _signer().dumps([flow.secret, None])
    https = services().settings.https
    response.set_cookie(_name(), value, SECONDS, path="/", secure=https, httponly=True, samesite="Lax")
    return flow


def kept() -> Flow | None:
    """The flow of this browser; None when there is none, or an old or altered one."""
    try:
        secret, onward = _signer().loads(request.cookies.get(_name(), ""), max_age=SECONDS)
    except (BadSignature, ValueError, TypeError):
        return None
    return Flow(secret, onward)


def end(response: Response) -> None:
    """Take the cookie away."""
    response.delete_cookie(_name(), path="/", secure=services().settings.https, httponly=True, samesite="Lax")


def _name() -> str:
    return "__Host-guichet-oidc" if services().settings.https else "guichet-oidc"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(services().settings.secret_key, salt="guichet.oidc")
