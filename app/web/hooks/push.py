"""`POST /hooks/git`: notes that the branch has a new head; nothing else of what is sent is looked at."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Response, jsonify, request
from werkzeug.exceptions import HTTPException

from app.generations import Announcements
from app.settings import Webhook
from app.web.bodies import whole_body
from app.web.hooks.signatures import is_signed
from app.web.problems import Problem, problem_response

log = logging.getLogger(__name__)

MAX_BODY = 1024 * 1024
_COMMIT = re.compile(r"(?!0+\Z)(?:[0-9a-f]{40}|[0-9a-f]{64})", re.ASCII)
_COMPLAIN_SECONDS = 60.0


class PushHook:
    """Takes deliveries that a secret signed, and leaves a note for the background process."""

    def __init__(
        self,
        webhook: Webhook,
        branch: str,
        announcements: Announcements,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ):
        self._webhook = webhook
        self._ref = f"refs/heads/{branch}"
        self._announcements = announcements
        self._now = now
        self._next_complaint = 0.0

    def answer(self) -> Response:
        """202 `accepted` or `ignored`, 200 `pong`; 401, 408, 413, 415 and 400 as problem details."""
        try:
            return self._answer()
        except HTTPException as error:
            return problem_response(error)

    def _answer(self) -> Response:
        body = _body()
        now = self._now()
        if not is_signed(request.headers.get, body, self._webhook.secrets(now), now.timestamp()):
            self._complain()
            raise Problem(401, "bad_signature", "The delivery is not signed with this site's webhook secret.")
        if request.mimetype != "application/json":
            raise Problem(415, "unsupported_media_type", "Choose application/json as the webhook's content type.")
        pushed = _pushed(body)
        if request.headers.get("X-GitHub-Event") == "ping":
            return _state("pong", 200)
        ref, commit = pushed.get("ref"), pushed.get("after")
        if ref != self._ref or not isinstance(commit, str) or not _COMMIT.fullmatch(commit):
            return _state("ignored", 202)
        self._leave(commit)
        return _state("accepted", 202)

    def _leave(self, commit: str) -> None:
        try:
            self._announcements.leave(commit)
        except OSError as error:
            log.warning("a push cannot be noted: %s", error.strerror)
            raise Problem(503, "unavailable", "The push cannot be noted now.", {"Retry-After": "30"}) from None

    def _complain(self) -> None:
        """Say it once a minute: anybody can send anything here."""
        if time.monotonic() >= self._next_complaint:
            self._next_complaint = time.monotonic() + _COMPLAIN_SECONDS
            log.warning("a delivery to /hooks/git was refused: it is not signed with GUICHET_WEBHOOK_SECRET")


def _body() -> bytes:
    """The whole body. Aborts with 413 when it is larger than 1 MiB, and (gunicorn_requests) with 408 when it drips."""
    request.max_content_length = MAX_BODY
    return whole_body()


def _pushed(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body.decode())
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise Problem(400, "invalid_body", "The body is no JSON object.")
    return value


def _state(status: str, code: int) -> Response:
    response = jsonify(status=status)
    response.status_code = code
    response.headers["Cache-Control"] = "no-store"
    return response
