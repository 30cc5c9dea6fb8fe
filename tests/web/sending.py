"""What programs and pages of other sites send to be recorded, and what became of it."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.web.conftest import (
    READER,
    record_of,
    today,
)

EVENTS = "/api/v1/events"
FEEDBACK = "/api/v1/articles/epp-code/feedback"
VIEW = {"type": "view", "locale": "fr", "article": "epp-code"}
VOTE = {"locale": "fr", "helpful": False, "reason": "incomplete", "comment": "Il manque le délai."}
JSON = {"Content-Type": "application/json"}


def send(app: Flask, body: object, path: str = EVENTS, **headers: str) -> TestResponse:
    """POST a value as JSON, or bytes as they are, as a reader."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().post(path, data=data, headers={**READER, **JSON, **names})


def code(response: TestResponse) -> tuple[int, str]:
    """Status and stable code of a refusal."""
    assert response.content_type == "application/problem+json"
    found: dict[str, Any] = json.loads(response.data)
    return response.status_code, found["code"]


def everything(app: Flask) -> list[object]:
    """All that is recorded, once everything was written."""
    store = record_of(app)
    day = today()
    found = (store.articles(day, day), store.searches(day, day), store.actions(day, day), store.comments(day, day))
    return [row for rows in found for row in rows] + list(store.staff(day, day))
