"""What a provider of sign-in publishes of itself: its addresses and its keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from joserfc.jwk import KeySet

from app.web.accounts.oidc_answer import Refused, usable_keys
from app.web.accounts.oidc_connections import Away, json_at

DISCOVERY = "/.well-known/openid-configuration"
KEPT = 3_600.0
"""Seconds for which what a provider publishes is kept."""
AGAIN = 60.0
"""Seconds after which a key that is not among those kept is looked for again: providers change keys."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a provider says of itself; `at` is when (monotonic seconds), `names_itself` whether answers say whose."""

    authorization: str
    token: str
    userinfo: str | None
    basic: bool
    names_itself: bool
    keys: KeySet
    at: float


class Publications:
    """What the provider with that issuer publishes, kept for a while; `seconds` is a monotonic clock."""

    def __init__(self, issuer: str, seconds: Callable[[], float]) -> None:
        self._issuer = issuer
        self._seconds = seconds
        self._known: Published | None = None

    def known(self, http: httpx.Client) -> Published:
        """What is kept of it, or what it says now. Raises Away."""
        known = self._known
        if known is None or self._seconds() - known.at >= KEPT:
            known = self._known = self._read(http)
        return known

    def renewed(self, http: httpx.Client, known: Published) -> Published:
        """What it says now that a key was not among the known ones. Raises Away, and Refused too soon after."""
        if self._seconds() - known.at < AGAIN:
            raise Refused("it is signed with a key that is not published")
        self._known = known = self._read(http)
        return known

    def _read(self, http: httpx.Client) -> Published:
        said = json_at(http, self._issuer.rstrip("/") + DISCOVERY)
        scheme = urlsplit(self._issuer).scheme
        if said.get("issuer") != self._issuer:
            raise Away("it calls itself otherwise than GUICHET_OIDC_ISSUER")
        methods = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        keys = usable_keys(json_at(http, endpoint(said, "jwks_uri", scheme)).get("keys"))
        if not keys:
            raise Away("it publishes no RSA or P-256 key")
        return Published(
            endpoint(said, "authorization_endpoint", scheme),
            endpoint(said, "token_endpoint", scheme),
            endpoint(said, "userinfo_endpoint", scheme) if said.get("userinfo_endpoint") else None,
            "client_secret_basic" in methods,
            said.get("authorization_response_iss_parameter_supported") is True,
            keys,
            self._seconds(),
        )


def endpoint(said: Mapping[str, Any], name: str, scheme: str) -> str:
    """An address that a provider names: https, or http where its own is (`scheme`). Raises Away."""
    url = said.get(name)
    try:
        parts = urlsplit(url if isinstance(url, str) else "")
        valid = parts.hostname and parts.scheme in ("https", scheme)
    except ValueError:
        valid = None
    if not isinstance(url, str) or not valid or not url.isascii() or not url.isprintable():
        raise Away(f"its {name} is no https address")
    return url
