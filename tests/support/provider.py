"""A provider of sign-in that answers over real connections with whatever a test wants, right or wrong."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from app.settings import Provider
from tests.support.listening import listening

CLIENT = "guichet-tests"
CLIENT_SECRET = "what the provider gave/us+%".replace(" ", "-")
EMAIL = "ada@example.com"
GZIP = b"\x1f\x8b"
Claims = dict[str, Any]
Sign = Callable[["FakeProvider", Claims], object]


@dataclass(frozen=True)
class Granted:
    """What a code stands for, until it is used."""

    challenge: str
    back: str
    id_token: object


class FakeProvider(ThreadingHTTPServer):
    """`documents` are what it answers by path (`/token` only to say something else than usual), `grants` its codes;
    `asked` are the paths that were asked for.

    With a document `methods` it takes the client's secret in the form instead of the header.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.rsa = RSAKey.generate_key(2048, {"kid": "rsa"})
        self.ec = ECKey.generate_key("P-256", {"kid": "ec"})
        self.grants: dict[str, Granted] = {}
        self.asked: list[str] = []
        self.documents: dict[str, object] = {}
        self.reset()

    def reset(self) -> None:
        """Answer as providers do."""
        self.asked.clear()
        self.documents = {
            "/.well-known/openid-configuration": {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize?tenant=1",
                "token_endpoint": f"{self.issuer}/token",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "jwks_uri": f"{self.issuer}/jwks",
            },
            "/jwks": {"keys": [self.rsa.as_dict(private=False), self.ec.as_dict(private=False)]},
            "/userinfo": {"sub": "somebody else", "email": EMAIL, "email_verified": True},
        }

    @property
    def settings(self) -> Provider:
        """What an operator would say of it."""
        return Provider(self.issuer, CLIENT, CLIENT_SECRET, "Exemple SSO")

    def grant(self, address: str, sign: Sign | None = None, **claims: object) -> dict[str, str]:
        """What comes back from `address` after Ada signed in there: `state` and `code`; None leaves a claim out."""
        asked = dict(parse_qsl(urlsplit(address).query))
        now, code = int(time.time()), secrets.token_urlsafe(8)
        usual: Claims = {"iss": self.issuer, "aud": CLIENT, "sub": "248289761001", "iat": now, "exp": now + 300}
        usual |= {"nonce": asked["nonce"], "email": EMAIL, "email_verified": True}
        given = {name: value for name, value in (usual | claims).items() if value is not None}
        token = (sign or FakeProvider.rs256)(self, given)
        self.grants[code] = Granted(asked["code_challenge"], asked["redirect_uri"], token)
        return {"state": asked["state"], "code": code}

    def rs256(self, claims: Claims) -> str:
        """An ID token as it should be."""
        return jwt.encode({"alg": "RS256", "kid": "rsa"}, claims, self.rsa)

    def es256(self, claims: Claims) -> str:
        """Another one."""
        return jwt.encode({"alg": "ES256", "kid": "ec"}, claims, self.ec)

    def token(self, form: Mapping[str, str], authorization: str) -> tuple[int, object]:
        """The token endpoint: a code is good once, for whoever asked for it."""
        granted = self.grants.pop(form.get("code", ""), None)
        named = urlencode({"": CLIENT})[1:], urlencode({"": CLIENT_SECRET})[1:]
        basic = authorization == "Basic " + base64.b64encode(":".join(named).encode()).decode()
        if "/token" in self.documents:
            return 200, self.documents["/token"]
        posted = (form.get("client_id"), form.get("client_secret")) == (CLIENT, CLIENT_SECRET)
        if basic == posted or posted != ("methods" in self.documents):
            return 401, {"error": "invalid_client"}
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        proof = challenge.rstrip(b"=").decode()
        if granted is None or (granted.challenge, granted.back) != (proof, form.get("redirect_uri")):
            return 400, {"error": "invalid_grant", "error_description": "<b>of the provider</b>"}
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": granted.id_token}


class _Answers(BaseHTTPRequestHandler):
    server: FakeProvider

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.server.asked.append(path)
        found = self.server.documents.get(path, 404)
        self._send(found, {}) if isinstance(found, int) else self._send(200, found)

    def do_POST(self) -> None:
        self.server.asked.append(self.path)
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self._send(*self.server.token(form, self.headers.get("Authorization", "")))

    def _send(self, status: int, answer: object) -> None:
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        if status == 302:
            self.send_header("Location", self.server.issuer + "/elsewhere")
        if body.startswith(GZIP):
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def compact(header: Mapping[str, object], claims: Claims, secret: bytes | None = None) -> str:
    """A token of any header; its signature is an HMAC, or (None) empty."""
    parts = [_base64(json.dumps(part).encode()) for part in (header, claims)]
    signature = hmac.digest(secret, ".".join(parts).encode(), hashlib.sha256) if secret is not None else b""
    return ".".join((*parts, _base64(signature)))


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@contextmanager
def providing() -> Iterator[FakeProvider]:
    """The provider while it answers."""
    with listening(FakeProvider()) as provider:
        yield provider
