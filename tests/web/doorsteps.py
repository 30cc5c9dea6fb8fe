"""The application with and without what stands ready before it, asked for the very same request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder

from app.web.doorstep import MAX_KEPT, Doorstep
from tests.web.conftest import AGENT

Headers = dict[str, str]
Given = tuple[str, list[tuple[str, str]], bytes]
"""Status, headers and body, as the server gets them."""


def environ_of(path: str, method: str = "GET", headers: Headers | None = None) -> dict[str, Any]:
    """A request as the server hands it over. `path` is as it was decoded: Latin-1 characters stand for bytes."""
    before, _, query = path.partition("?")
    sent = {"User-Agent": AGENT, **(headers or {})}
    builder = EnvironBuilder(method=method, headers=list(sent.items()))
    return {**builder.get_environ(), "PATH_INFO": before, "QUERY_STRING": query, "REMOTE_ADDR": "192.0.2.9"}


def given(app: Any, environ: dict[str, Any]) -> Given:
    """What a WSGI application answers."""
    begun: list[tuple[str, list[tuple[str, str]]]] = []
    chunks: Iterable[bytes] = app(dict(environ), lambda status, headers, _=None: begun.append((status, headers)))
    body = b"".join(chunks)
    if close := getattr(chunks, "close", None):
        close()
    return begun[0][0], list(begun[0][1]), body


@dataclass
class Door:
    """A doorstep of its own before an application, and how often that was asked."""

    flask: Flask
    most: int = MAX_KEPT
    asked: int = 0
    step: Doorstep = field(init=False)

    def __post_init__(self) -> None:
        self.bare = partial(Flask.wsgi_app, self.flask)
        self.step = Doorstep(self._ask, self.flask, self.most)

    def _ask(self, environ: Any, start_response: Any) -> Any:
        self.asked += 1
        return self.bare(environ, start_response)

    def get(self, path: str, method: str = "GET", **headers: str) -> Given:
        """The answer to a request; `_` in a header's name stands for `-`."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return given(self.step, environ_of(path, method, names))

    def stands_ready(self, path: str, method: str = "GET", **headers: str) -> bool:
        """Whether a request that was answered before is answered without the application."""
        self.get(path, method, **headers)
        before = self.asked
        self.get(path, method, **headers)
        return self.asked == before
