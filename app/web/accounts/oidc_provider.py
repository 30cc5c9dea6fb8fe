"""The way in by a provider of sign-in: where a browser goes, and whom a code names; the only door to Authlib.

Loaded only where the settings name a provider, since its libraries are an extra.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.client import OAuth2Client
from joserfc.errors import InvalidKeyIdError, JoseError

from app.settings import Provider
from app.web.accounts.oidc_answer import Named, Refused, named
from app.web.accounts.oidc_connections import Connections, json_at
from app.web.accounts.oidc_published import Publications, Published

SCOPE = "openid email"
_CODE = re.compile(r"[a-z_]{1,40}")


class ProviderClient:
    """Connections with one provider; safe for threads. Methods raise Away and Refused."""

    def __init__(
        self, provider: Provider, clock: Callable[[], datetime], seconds: Callable[[], float] = time.monotonic
    ):
        self.provider = provider
        self._clock = clock
        self._connections = Connections(seconds)
        self._publications = Publications(provider.issuer, seconds)

    def address(self, back: str, state: str, nonce: str, verifier: str, language: str) -> str:
        """Where a browser goes to sign in; `back` is where the provider sends it afterwards."""
        with self._connections.open() as http:
            url = self._publications.known(http).authorization
        client = self._oauth(None, back)
        address, _ = client.create_authorization_url(
            url, state=state, code_verifier=verifier, nonce=nonce, ui_locales=language
        )
        return str(address)

    def who(self, code: str, issuer: str | None, back: str, nonce: str, verifier: str) -> Named:
        """Whom a code stands for; `issuer` is whose the answer says it is (RFC 9207)."""
        with self._connections.open() as http:
            known = self._publications.known(http)
            if issuer != self.provider.issuer and (issuer is not None or known.names_itself):
                raise Refused("the answer is another issuer's")
            tokens = self._tokens(http, known, code, back, verifier)
            try:
                found = self._named(tokens, known, nonce)
            except InvalidKeyIdError:
                found = self._named(tokens, self._publications.renewed(http, known), nonce)
            if found.email is None and not found.says_email and known.userinfo:
                return found.with_claims(self._userinfo(http, known.userinfo, tokens))
            return found

    def _tokens(self, http: httpx.Client, known: Published, code: str, back: str, verifier: str) -> Mapping[str, Any]:
        """What the provider gives for the code."""
        ours = self.provider
        # RFC 6749, 2.3.1: both are encoded as in a form before they are put in the header.
        basic = httpx.BasicAuth(quote(ours.client_id, safe=""), quote(ours.client_secret, safe=""))
        form = {} if known.basic else {"client_id": ours.client_id, "client_secret": ours.client_secret}
        auth = basic if known.basic else httpx.Auth()
        client = self._oauth(http, back)
        try:
            given: Mapping[str, Any] = client.fetch_token(
                known.token, grant_type="authorization_code", code=code, code_verifier=verifier, auth=auth, **form
            )
        except OAuth2Error as error:
            said = str(error.error)
            raise Refused(f"the provider refuses the code ({said if _CODE.fullmatch(said) else 'no reason'})") from None
        return given

    def _named(self, tokens: Mapping[str, Any], known: Published, nonce: str) -> Named:
        try:
            return named(tokens.get("id_token"), known.keys, self.provider, nonce, int(self._clock().timestamp()))
        except InvalidKeyIdError:
            raise
        except (JoseError, ValueError) as error:
            raise Refused(f"the ID token is not acceptable ({type(error).__name__})") from None

    def _userinfo(self, http: httpx.Client, url: str, tokens: Mapping[str, Any]) -> Mapping[str, Any]:
        """What else the provider says of the person: some leave the e-mail address out of the ID token."""
        token = tokens.get("access_token")
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            return {}
        return json_at(http, url, {"Authorization": f"Bearer {token}"})

    def _oauth(self, http: httpx.Client | None, back: str) -> OAuth2Client:
        return OAuth2Client(http, self.provider.client_id, scope=SCOPE, redirect_uri=back, code_challenge_method="S256")
