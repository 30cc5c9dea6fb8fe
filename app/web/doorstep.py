"""Answers that stand ready before the application: pages that somebody asked for since the last change."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from flask import Flask, Response, request

from app.model import RenderedArticle
from app.web.compression import Coding, accepted
from app.web.counting import count_read
from app.web.pages.cache import REVALIDATE, VARY, is_known
from app.web.readers import Sender
from app.web.security.rates import limit_of
from app.web.services import KEY, Services, snapshot, standings
from app.web.sessions import COOKIE
from app.web.urls import BOUND_URL

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAX_KEPT = 2048
"""Pages by coding. Their bytes are those of the page cache, whose pages are fewer: 16 MB more at the very worst."""

_LEFT = "guichet.left"
_RESULTS = "/search?"
"""In a Referer: such a read is a click as well, which the application records."""

Key = tuple[str, Coding]
"""An address, as the server decoded it, and the coding that its reader accepts."""


class Basis(NamedTuple):
    """What every page is made from: equal ones mean equal pages."""

    generation: str | None
    popularity: int
    bound: str | None


class Left(NamedTuple):
    """What a view says of its answer: what it was made from, and the article that whoever gets it has read."""

    generation: str | None
    popularity: int
    read: RenderedArticle | None


class Answer(NamedTuple):
    """What the application gave to the server."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A page's answers in one coding, as far as they were given: `whole` (200) and `unchanged` (304)."""

    etag: str
    read: RenderedArticle | None
    whole: Answer | None = None
    unchanged: Answer | None = None

    def answer(self, if_none_match: str) -> Answer | None:
        """The one for a reader who sends that header."""
        return self.unchanged if is_known(self.etag, if_none_match) else self.whole


def leave(response: Response, read: RenderedArticle | None = None) -> Response:
    """The same response, which from now on stands ready for everybody who asks for its address without a session.

    It must be made from the address, the public's snapshot and the standings alone, and its view must record nothing
    but that whoever gets it has read the article `read`. What is under a rate limit never stands ready.
    """
    current, rule = snapshot(), request.url_rule
    if current and rule and limit_of(rule.rule) is None:
        request.environ[_LEFT] = Left(current.generation, standings().version, read)
    return response


class Doorstep:
    """WSGI: gives again what the application answered, byte for byte, until a generation or the popularity changes.

    Only a GET or HEAD of an address without a query is answered here, for somebody who sends neither a cookie of ours
    nor an Authorization header. All else is the application's, and so is each page the first time. It stands inside of
    what checks hosts and proxies and adds the security headers. Safe for threads.
    """

    def __init__(self, app: WSGIApplication, flask: Flask, most: int = MAX_KEPT):
        self._app = app
        self._flask = flask
        self._most = most
        self._lock = threading.Lock()
        self._shelf: tuple[Basis, dict[Key, Kept]] = Basis(None, -1, None), {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not _is_for_everybody(environ):
            return self._app(environ, start_response)
        parts: Services = self._flask.extensions[KEY]
        basis, shelf = self._current(parts)
        key = environ["PATH_INFO"], accepted(environ.get("HTTP_ACCEPT_ENCODING", ""))
        kept = shelf.get(key)
        answer = kept.answer(environ.get("HTTP_IF_NONE_MATCH", "")) if kept else None
        if kept is None or answer is None:
            return self._first(environ, start_response, basis, key)
        if kept.read:
            count_read(kept.read, parts, Sender(environ))
        start_response(answer.status, answer.headers.copy())
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]

    def _current(self, parts: Services) -> tuple[Basis, dict[Key, Kept]]:
        current = parts.library.current
        generation = current.generation if current else None
        basis = Basis(generation, parts.board.current.version, self._flask.config.get(BOUND_URL))
        shelf = self._shelf
        if shelf[0] != basis:
            self._shelf = shelf = basis, {}
        return shelf

    def _first(
        self, environ: WSGIEnvironment, start_response: StartResponse, basis: Basis, key: Key
    ) -> Iterable[bytes]:
        """The application's answer; it is kept if a view left it here, and made it from what was looked up."""
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: object) -> object:
            begun.append((status, list(headers)))
            return start_response(status, headers, *rest)  # type: ignore[arg-type]

        chunks = self._app(environ, start)  # type: ignore[arg-type]
        left: Left | None = environ.get(_LEFT)
        if left is None or left[:2] != basis[:2] or environ["REQUEST_METHOD"] != "GET":
            return chunks
        try:
            body = b"".join(chunks)
        finally:
            if close := getattr(chunks, "close", None):
                close()
        self._keep(basis, key, Answer(*begun[-1], body), left.read)
        return [body]

    def _keep(self, basis: Basis, key: Key, answer: Answer, read: RenderedArticle | None) -> None:
        names = dict(answer.headers)
        if names.get("Vary") != VARY or names.get("Cache-Control") != REVALIDATE or "Set-Cookie" in names:
            return  # whatever a view says, this is not the same for everybody
        with self._lock:
            held, shelf = self._shelf
            if held != basis:
                return
            known = shelf.get(key) or Kept(names["ETag"], read)
            if answer.status.startswith("304"):
                shelf[key] = replace(known, unchanged=answer)
            elif answer.status.startswith("200"):
                shelf[key] = replace(known, whole=answer)
            while len(shelf) > self._most:
                del shelf[next(iter(shelf))]


def _is_for_everybody(environ: WSGIEnvironment) -> bool:
    """Whether only address, coding and validator can matter to the answer, and only a read can be recorded of it."""
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and not environ.get("QUERY_STRING")
        and not environ.get("SCRIPT_NAME")
        and "HTTP_AUTHORIZATION" not in environ
        and COOKIE not in environ.get("HTTP_COOKIE", "")
        and _RESULTS not in environ.get("HTTP_REFERER", "")
    )
