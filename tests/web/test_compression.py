"""Bodies in the codings that a reader accepts."""

from __future__ import annotations

import gzip
import re

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from app.web.compression import ASSET, Coded, accepted

ARTICLE = "/fr/articles/code-epp"
TEXT = "Votre domaine est verrouillé. ".encode() * 40


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br", "br"),
        ("br;q=0.5, gzip;q=0.9", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("identity", ""),
        ("gzip;q=0, br;q=0", ""),
        ("", ""),
        ("br," * 100, ""),
    ],
)
def test_the_best_coding_that_the_reader_accepts_is_taken(header: str, coding: str) -> None:
    assert accepted(header) == coding


@given(st.text())
def test_any_accept_encoding_header_gives_a_coding_of_ours(header: str) -> None:
    assert accepted(header) in ("br", "gzip", "")


@pytest.mark.parametrize(("header", "decode"), [("br", brotli.decompress), ("gzip", gzip.decompress), ("", bytes)])
def test_every_coding_holds_the_same_bytes(header: str, decode: object) -> None:
    with Flask("codings").test_request_context(headers={"Accept-Encoding": header}):
        coding, data = Coded(TEXT, ASSET).choose()
    assert coding == header
    assert callable(decode)
    assert decode(data) == TEXT


def test_what_is_sent_once_is_not_given_the_slow_coding() -> None:
    with Flask("codings").test_request_context(headers={"Accept-Encoding": "gzip, br"}):
        assert Coded(TEXT, 0).choose()[0] == "gzip"


@pytest.fixture
def codings(small: FlaskClient) -> dict[str, dict[str, str]]:
    """The headers of one page by the coding that it was asked in."""
    return {name: dict(small.get("/fr/", headers={"Accept-Encoding": name}).headers) for name in ("br", "gzip", "")}


def test_a_page_comes_in_the_coding_asked_for_and_each_has_its_own_validator(
    codings: dict[str, dict[str, str]],
) -> None:
    assert [codings[name].get("Content-Encoding", "") for name in codings] == ["br", "gzip", ""]
    assert len({headers["ETag"] for headers in codings.values()}) == 3
    assert all(not headers["ETag"].startswith("W/") for headers in codings.values())
    assert all("Accept-Encoding" in headers["Vary"] for headers in codings.values())


def test_a_reader_who_has_the_page_in_a_coding_gets_304_for_that_coding_only(
    small: FlaskClient, codings: dict[str, dict[str, str]]
) -> None:
    known = {"If-None-Match": codings["br"]["ETag"]}
    assert small.get("/fr/", headers={"Accept-Encoding": "br", **known}).status_code == 304
    assert small.get("/fr/", headers={"Accept-Encoding": "gzip", **known}).status_code == 200


def test_a_style_sheet_comes_in_brotli_too(small: FlaskClient) -> None:
    page = small.get("/fr/").get_data(as_text=True)
    address = next(part for part in page.split('"') if part.startswith("/static/site.") and part.endswith(".css"))
    plain = small.get(address).data
    coded = small.get(address, headers={"Accept-Encoding": "br"})
    assert coded.headers["Content-Encoding"] == "br"
    assert brotli.decompress(coded.data) == plain


def test_a_page_names_what_a_delivery_network_can_throw_it_away_by(small: FlaskClient) -> None:
    assert small.get("/fr/").headers["Surrogate-Key"] == "pages"
    for path in (ARTICLE, f"{ARTICLE}.md"):
        assert small.get(path).headers["Surrogate-Key"] == "pages article/epp-code"
    for path in ("/sitemap.xml", "/fr/feed.atom", "/opensearch-fr.xml", "/llms.txt", "/llms-full.txt"):
        assert small.get(path).headers["Surrogate-Key"] == "pages"


def test_an_article_needs_no_file_for_what_comes_next_and_its_style_comes_before_its_script(small: FlaskClient) -> None:
    response = small.get(ARTICLE)
    assert "Speculation-Rules" not in response.headers
    assert re.search(r'<script type="module" src="/static/site\.\w+\.js" fetchpriority="low">', response.text)


def test_a_page_where_one_chooses_names_rules_for_fetching_the_next_one_ahead(small: FlaskClient) -> None:
    assert small.get("/fr/c/domains").headers["Speculation-Rules"] == small.get("/fr/").headers["Speculation-Rules"]
    address = small.get("/fr/").headers["Speculation-Rules"].strip('"')
    rules = small.get(address)
    assert rules.content_type == "application/speculationrules+json"
    assert rules.get_json(force=True)["prefetch"][0]["eagerness"] == "moderate"
