"""Who may see the editors' pages: until there are accounts, whoever has the token of GUICHET_EDITOR_TOKEN."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, request
from itsdangerous import BadSignature, Signer

from app.web.security.rates import client_key
from app.web.security.windows import ProcessWindows

IDLE_SECONDS = 30 * 60
ABSOLUTE_SECONDS = 8 * 60 * 60
RENEW_SECONDS = 60
"""A session in use is signed anew once a minute, not at each request."""
WRONG_TOKENS = 10
WRONG_SECONDS = 15 * 60
MAX_TOKEN_CHARACTERS = 1_024
_BEARER = "Bearer "


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that showed the token: when it did, and when it last asked for something (seconds since 1970)."""

    began: int
    seen: int

    def alive(self, now: float) -> bool:
        """30 minutes without a request end it, and 8 hours in any case; one from the future is none."""
        return 0 <= now - self.seen < IDLE_SECONDS and 0 <= now - self.began < ABSOLUTE_SECONDS


class TooManyAttempts(Exception):
    """An address showed too many wrong tokens; `seconds` until it may try again."""

    def __init__(self, seconds: int):
        super().__init__(f"try again in {seconds} s")
        self.seconds = seconds


class Access:
    """Checks tokens in constant time, counts wrong ones by address, signs and reads the session cookie.

    Wrong tokens are counted in each worker by itself, as searches are. A new token or secret key ends every session.
    """

    def __init__(
        self, token: str, secret_key: str, *, https: bool, limited: bool, clock: Callable[[], float] = time.time
    ):
        self._digest = _digest(token)
        self._signer = Signer(secret_key, salt=b"guichet.editor." + self._digest, digest_method=hashlib.sha256)
        self._https = https
        self._limited = limited
        self._clock = clock
        self._wrong = ProcessWindows()

    @property
    def cookie(self) -> str:
        """The cookie's name: with the prefix that browsers tie to this very host, where there is https."""
        return "__Host-guichet-editor" if self._https else "guichet-editor"

    def matches(self, token: str) -> bool:
        """Whether that is the token. Raises TooManyAttempts after 10 wrong ones of this request's address."""
        key = client_key()
        if self._limited and self._wrong.get(key) >= WRONG_TOKENS:
            raise TooManyAttempts(max(1, round(self._wrong.get_expiry(key) - time.time())))
        # Digests have one length: comparing them tells nothing, not even how long the token is.
        if len(token) <= MAX_TOKEN_CHARACTERS and hmac.compare_digest(_digest(token), self._digest):
            return True
        self._wrong.incr(key, WRONG_SECONDS)
        return False

    def bearer(self) -> bool | None:
        """Whether the Authorization header carries the token; None when there is no such header."""
        header = request.headers.get("Authorization")
        if header is None:
            return None
        return header.startswith(_BEARER) and self.matches(header.removeprefix(_BEARER))

    def session(self) -> Session | None:
        """The session of this request's cookie; None without one, or when it is over or not ours."""
        try:
            text = self._signer.unsign(request.cookies.get(self.cookie, "")).decode("ascii")
            began, seen, _ = text.split(".")
            found = Session(int(began), int(seen))
        except (BadSignature, ValueError):
            return None
        return found if found.alive(self._clock()) else None

    def begin(self, response: Response) -> None:
        """Start a new session in the response's cookie."""
        now = int(self._clock())
        self._set(response, Session(now, now))

    def renew(self, response: Response, session: Session) -> None:
        """Note that the session is in use, once a minute."""
        now = int(self._clock())
        if now - session.seen >= RENEW_SECONDS:
            self._set(response, Session(session.began, now))

    def end(self, response: Response) -> None:
        """Take the cookie away."""
        response.delete_cookie(self.cookie, path=self._path, secure=self._https, httponly=True, samesite="Strict")

    @property
    def _path(self) -> str:
        return "/" if self._https else "/editor"

    def _set(self, response: Response, session: Session) -> None:
        value = f"{session.began}.{session.seen}.{secrets.token_urlsafe(9)}"
        response.set_cookie(
            self.cookie,
            self._signer.sign(value).decode("ascii"),
            path=self._path,
            secure=self._https,
            httponly=True,
            samesite="Strict",
        )


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
