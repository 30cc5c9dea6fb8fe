"""Caches between us and readers: an answer that depends on a header of the request says so."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import READER, ROBOT

BASE = "https://aide.example.com"
PATHS = (
    "/",
    "/fr/",
    "/fr/c/domains",
    "/fr/articles/code-epp",
    "/fr/articles/code-epp.md",
    "/fr/articles/get-code",
    "/fr/articles/nope",
    "/nope",
    "/fr/search?q=epp",
    "/fr/popularity",
    "/fr/privacy",
    "/fr/feed.atom",
    "/a/epp-code",
    "/a/auth-code",
    "/a/nope",
    "/go/domains.list",
    f"/oembed?url={BASE}/a/epp-code",
    f"/oembed?url={BASE}/fr/articles/code-epp",
    "/sitemap.xml",
    "/robots.txt",
    "/llms.txt",
    "/llms-full.txt",
    "/opensearch-fr.xml",
    "/.well-known/security.txt",
    "/widget.js",
    "/widget/config.json",
    "/widget/domains.epp-code",
    "/widget/fr/articles/code-epp",
    "/api/v1/search?q=epp&locale=fr",
    "/api/v1/suggest?q=ep&locale=fr",
    "/api/v1/articles",
    "/api/v1/articles/epp-code",
    "/api/v1/workflows",
    "/api/v1/openapi.json",
    "/api/v1/docs",
    "/login",
)
HEADERS = (
    ("Accept-Language", "fr", "en"),
    ("Accept-Encoding", "", "br, gzip"),
    ("Accept", "text/html", "application/json"),
    ("Origin", BASE, "https://evil.example"),
    ("Cookie", "theme=dark", "guichet=aaaa; __Host-guichet=bbbb"),
    ("Referer", f"{BASE}/fr/", "https://evil.example/en/search?q=x"),
    ("Sec-Fetch-Site", "same-origin", "cross-site"),
    ("User-Agent", READER["User-Agent"], ROBOT["User-Agent"]),
    ("X-Forwarded-Host", "evil.example", "other.example"),
    ("X-Forwarded-Proto", "http", "https"),
    ("X-Forwarded-Scheme", "http", "https"),
    ("X-Original-URL", "/editor/", "/agent/"),
    ("X-HTTP-Method-Override", "POST", "DELETE"),
    ("Forwarded", "host=evil.example", "host=other.example"),
)
CHANGING = frozenset({"date", "content-length"})
TOOK = re.compile(rb'"took_ms":[0-9.]+')


def answer(client: FlaskClient, path: str, header: str, value: str) -> tuple[object, frozenset[str], bool]:
    """Everything that a cache would keep, the headers that Vary names, and whether it may be kept at all."""
    response = client.get(path, headers={**READER, header: value})
    shown = sorted((name.lower(), text) for name, text in response.headers if name.lower() not in CHANGING)
    vary = frozenset(name.strip().lower() for name in response.headers.get("Vary", "").split(","))
    kept = "no-store" not in response.headers.get("Cache-Control", "")
    return (response.status_code, shown, TOOK.sub(b"", response.data)), vary, kept


@pytest.mark.parametrize("path", PATHS)
def test_u8_an_answer_that_depends_on_a_header_names_it_in_vary(small: FlaskClient, path: str) -> None:
    for header, one, other in HEADERS:
        (first, vary, kept), (second, other_vary, _) = (answer(small, path, header, each) for each in (one, other))
        if kept and first != second:
            assert header.lower() in vary & other_vary, header
            assert not header.startswith("X-"), header
