"""The three ways to ask the search over HTTP, and what tests look at in their answers."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PAGE, API, SUGGEST = "/fr/search", "/api/v1/search", "/api/v1/suggest"


def ask(client: FlaskClient, way: str, text: str, **more: str) -> TestResponse:
    return client.get(way, query_string={"q": text, **more})


def refusal(response: TestResponse) -> str:
    """The code of an API's refusal, of a page's the title of its notice."""
    if response.content_type == "application/problem+json":
        assert response.json is not None
        return str(response.json["code"])
    assert 'role="search"' in response.text
    found = re.search(r'role="alert">.*?<h2>(.*?)</h2>', response.text, re.S)
    assert found
    return found[1]


def first(response: TestResponse) -> str:
    """The address of the first result."""
    if response.is_json:
        assert response.json is not None
        results = response.json["results"]
        return str(results[0]["url"]).partition("/fr/")[2] if results else ""
    found = re.search(r'class="entries results".*?<h2><a href="/fr/([^"#]+)"', response.text, re.S)
    return found[1] if found else ""
