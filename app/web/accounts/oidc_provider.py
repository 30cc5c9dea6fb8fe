"""A provider of sign-in: what it publishes, and whom it names; the only door to Authlib, joserfc and httpx.

Loaded only where the settings name a provider, since these libraries are an extra.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.client import OAuth2Client
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from app.settings import Provider
from app.web.accounts.oidc_answer import Named, Refused, named, usable_keys

DISCOVERY = "/.well-known/openid-configuration"
SCOPE = "openid email"
TIMEOUT = httpx.Timeout(5.0, connect=3.0)
LONGEST = 10.0
"""Seconds that one answer may take altogether, however slowly its bytes come."""
MAX_BYTES = 1_000_000
TALKS = 2
"""Threads of a worker that wait for the provider at a time: the others serve readers, whatever it does."""
PATIENCE = 2.0
"""Seconds that a further one waits for its turn."""
KEPT = 3_600.0
"""Seconds for which what a provider publishes is kept."""
AGAIN = 60.0
"""Seconds after which a key that is not among those kept is looked for again: providers change keys."""
AWAY = 5.0
"""Seconds for which nobody asks a provider again that did not answer."""
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}
_CODE = re.compile(r"[a-z_]{1,40}")


class Away(Exception):
    """The provider does not answer, or not with what it has to; says how, for the log."""


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


class _Bounded(httpx.SyncByteStream):
    """An answer's body of at most MAX_BYTES that comes within LONGEST seconds."""

    def __init__(self, stream: httpx.SyncByteStream, seconds: Callable[[], float]):
        self._stream = stream
        self._seconds = seconds
        self._end = seconds() + LONGEST

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for part in self._stream:
            size += len(part)
            if size > MAX_BYTES or self._seconds() > self._end:
                raise Away("its answer is too long")
            yield part

    def close(self) -> None:
        self._stream.close()


class ProviderClient:
    """Talks with one provider; safe for threads. Methods raise Away and Refused."""

    def __init__(
        self, provider: Provider, clock: Callable[[], datetime], seconds: Callable[[], float] = time.monotonic
    ):
        self.provider = provider
        self._clock = clock
        self._seconds = seconds
        self._talks = threading.BoundedSemaphore(TALKS)
        self._published: Published | None = None
        self._again = 0.0

    def address(self, back: str, state: str, nonce: str, verifier: str, language: str) -> str:
        """Where a browser goes to sign in; `back` is where the provider sends it afterwards."""
        with self._talk() as http:
            url = self._known(http).authorization
        client = self._oauth(None, back)
        address, _ = client.create_authorization_url(
            url, state=state, code_verifier=verifier, nonce=nonce, ui_locales=language
        )
        return str(address)

    def who(self, code: str, issuer: str | None, back: str, nonce: str, verifier: str) -> Named:
        """Whom a code stands for; `issuer` is whose the answer says it is (RFC 9207)."""
        with self._talk() as http:
            known = self._known(http)
            if issuer != self.provider.issuer and (issuer is not None or known.names_itself):
                raise Refused("the answer is another issuer's")
            tokens = self._tokens(http, known, code, back, verifier)
            try:
                found = self._named(tokens, known, nonce)
            except InvalidKeyIdError:
                found = self._named(tokens, self._renewed(http, known), nonce)
            if found.email is None and not found.says_email and known.userinfo:
                return found.with_claims(self._userinfo(http, known.userinfo, tokens))
            return found

    @contextmanager
    def _talk(self) -> Iterator[httpx.Client]:
        """A connection, in turn; after a failure nobody tries for a while."""
        if self._seconds() < self._again:
            raise Away("it did not answer just now")
        if not self._talks.acquire(timeout=PATIENCE):
            raise Away("too many sign-ins wait for it")
        try:
            with httpx.Client(timeout=TIMEOUT, headers=_HEADERS, event_hooks={"response": [self._bound]}) as http:
                yield http
        except httpx.HTTPError as error:
            self._again = self._seconds() + AWAY
            raise Away(type(error).__name__) from None
        except Away:
            self._again = self._seconds() + AWAY
            raise
        finally:
            self._talks.release()

    def _bound(self, response: httpx.Response) -> None:
        """Keep to the limits whichever endpoint answers; a small body that unpacks to a large one is none of ours."""
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise Away("its answer is compressed, which nobody asked for")
        assert isinstance(response.stream, httpx.SyncByteStream)
        response.stream = _Bounded(response.stream, self._seconds)

    def _known(self, http: httpx.Client) -> Published:
        known = self._published
        if known is None or self._seconds() - known.at >= KEPT:
            known = self._published = self._ask(http)
        return known

    def _renewed(self, http: httpx.Client, known: Published) -> Published:
        if self._seconds() - known.at < AGAIN:
            raise Refused("it is signed with a key that is not published")
        self._published = known = self._ask(http)
        return known

    def _ask(self, http: httpx.Client) -> Published:
        said = self._get(http, self.provider.issuer.rstrip("/") + DISCOVERY)
        scheme = urlsplit(self.provider.issuer).scheme
        if said.get("issuer") != self.provider.issuer:
            raise Away("it calls itself otherwise than GUICHET_OIDC_ISSUER")
        methods = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        keys = usable_keys(self._get(http, endpoint(said, "jwks_uri", scheme)).get("keys"))
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

    def _get(self, http: httpx.Client, url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The JSON object at an address."""
        response = http.get(url, headers=headers)
        if response.status_code != httpx.codes.OK:
            raise Away(f"it answers {response.status_code}")
        try:
            found = json.loads(response.content)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise Away("its answer is no JSON object")
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
        return self._get(http, url, {"Authorization": f"Bearer {token}"})

    def _oauth(self, http: httpx.Client | None, back: str) -> OAuth2Client:
        return OAuth2Client(http, self.provider.client_id, scope=SCOPE, redirect_uri=back, code_challenge_method="S256")
