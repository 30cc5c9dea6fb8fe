"""Liveness and readiness, for probes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from time import monotonic

from flask import Response, jsonify

from app.library import Snapshot
from app.web.ops.content import ContentState
from app.web.problems import RETRY_SECONDS
from app.web.services import services, snapshot

STORE_SECONDS = 5.0
"""The store is asked at most this often, however often somebody probes."""


def healthz() -> Response:
    """200 as long as this process answers."""
    return uncached(jsonify(status="ok"))


class Readiness:
    """`/readyz`: 200 `ok` or `degraded` (an older generation or commit is served, the last build failed, or the store
    is away), 503 `no_index` (nothing is published, or there is no article in it)."""

    def __init__(
        self,
        published: Callable[[], str | None],
        content: Callable[[str | None], ContentState],
        clock: Callable[[], float] = monotonic,
    ):
        self._published = published
        self._content = content
        self._clock = clock
        self._lock = threading.Lock()
        self._store_answers = True
        self._next = 0.0

    def __call__(self) -> Response:
        current = snapshot()
        if current is None or not current.has_articles:
            # A help centre without an article answers, but a load balancer should not send readers to it.
            generation = current.generation if current else None
            content = self._content(generation)
            response = _state("no_index", generation, content, [content.reason])
            response.status_code = 503
            response.headers["Retry-After"] = RETRY_SECONDS
            return response
        content = self._content(current.generation)
        reasons = [
            "" if self._published() == current.generation else "another generation is published than the one served",
            content.reason,
            "" if self._reaches_store(current) else "the database does not answer",
        ]
        return _state("degraded" if any(reasons) else "ok", current.generation, content, reasons)

    def _reaches_store(self, current: Snapshot) -> bool:
        """What the store last said; one request at a time asks it, the others do not wait."""
        if self._clock() >= self._next and self._lock.acquire(blocking=False):
            try:
                self._store_answers = services().board.refresh(current)
                self._next = self._clock() + STORE_SECONDS
            finally:
                self._lock.release()
        return self._store_answers


def _state(status: str, generation: str | None, content: ContentState, reasons: Iterable[str]) -> Response:
    """`commit` and `wanted` name revisions of the content repository, null where the articles are a plain folder;
    `reason` is there only where something is wrong."""
    told = "; ".join(filter(None, reasons))
    state = {"status": status, "generation": generation, "commit": content.commit, "wanted": content.wanted}
    return uncached(jsonify({**state, "reason": told} if told else state))


def uncached(response: Response) -> Response:
    """The same response, kept nowhere."""
    response.headers["Cache-Control"] = "no-store"
    return response
