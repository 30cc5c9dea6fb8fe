"""The feedback form as a reader sends it, and what is recorded of it."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.model import ArticleSum, Comment
from app.web.pages.feedback import YOUNGEST
from app.web.pages.kit import KEY as KIT
from app.web.pages.kit import Kit
from tests.web.conftest import (
    AGENT,
    record_of,
    today,
)

PATH = "/fr/feedback/epp-code"
HOSTILE = '<script>alert(1)</script> =HYPERLINK("http://x") +cmd @SUM \u202eלא\u202c'


def token(app: Flask, age: int = YOUNGEST, subject: str = "epp-code") -> str:
    """A token of the comment form, handed out `age` seconds ago."""
    kit: Kit = app.extensions[KIT]
    return kit.form_times.token(subject, age)


def give(client: FlaskClient, answer: str = "no", path: str = PATH, agent: str = AGENT, **fields: str) -> TestResponse:
    return client.post(path, data={"answer": answer, **fields}, headers={"User-Agent": agent})


def comment(app: Flask, text: str, answer: str = "no", **fields: str) -> TestResponse:
    return give(app.test_client(), answer, comment=text, **{"token": token(app), **fields})


def sums(app: Flask) -> dict[str, tuple[int, int]]:
    """Helpful and unhelpful votes by article, once everything was written."""
    rows: list[ArticleSum] = list(record_of(app).articles(today(), today()))
    return {row.article: (row.helpful, row.unhelpful) for row in rows if row.helpful or row.unhelpful}


def comments(app: Flask) -> list[Comment]:
    return list(record_of(app).comments(today(), today()))


def kept_text(response: TestResponse) -> str:
    """What stands in the box of the page that came back."""
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", response.text, re.S)
    assert found
    return found[1]
