"""What surrounds a search: languages, repeated parameters, floods, generations that are damaged or away."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.settings import Settings
from app.store import upgrade
from app.web.security.rates import BURST
from app.web.services import KEY, Services
from tests.support.searching import API, PAGE, SUGGEST, ask, first, refusal
from tests.support.sites import article, compiler_for, settings_for, write_site
from tests.web.conftest import CANARY, app_with, close

WAYS = pytest.mark.parametrize("way", [PAGE, API, SUGGEST])


@pytest.mark.parametrize("path", ["/", "/a/epp-code", "/a/secret-note", "/fr/search?q=code", "/api/v1/search?q=code"])
def test_q13_an_endless_language_header_is_ignored(small: FlaskClient, path: str) -> None:
    endless = {"Accept-Language": ",".join(f"en-{number};q=0.9" for number in range(20_000))}
    start = time.thread_time()
    responses = [small.get(path, headers=headers) for headers in (endless, {})]
    assert time.thread_time() - start < 10
    assert responses[0].status_code == responses[1].status_code
    assert responses[0].headers.get("Location") == responses[1].headers.get("Location")


@pytest.mark.parametrize("header", ["en", "fr", "zz", "../../etc", "en;q=9999"])
def test_q13_a_language_shows_nothing_that_is_private(small: FlaskClient, header: str) -> None:
    for path in ("/a/secret-note", "/en/articles/secret-note", "/fr/articles/secret-note"):
        response = small.get(path, headers={"Accept-Language": header})
        assert response.status_code == 404
        assert CANARY not in response.text
    assert CANARY not in small.get(f"{PAGE}?q=note", headers={"Accept-Language": header}).text


@WAYS
@pytest.mark.parametrize("query", ["q=code&q=facture", "q=code&q[]=facture", "q=code&Q=facture", "q=code&q%5B%5D=x"])
def test_q14_the_first_value_counts_and_others_are_ignored(real: FlaskClient, way: str, query: str) -> None:
    repeated, plain = real.get(f"{way}?{query}"), real.get(f"{way}?q=code")
    assert first(repeated) == first(plain) if way != SUGGEST else repeated.json == plain.json


def test_q14_a_semicolon_separates_nothing(real: FlaskClient) -> None:
    found = real.get(f"{API}?q=code;locale=en").json
    assert found is not None
    assert (found["query"], found["locale"]) == ("code;locale=en", "fr")


@pytest.fixture
def limited(small_settings: Settings) -> Iterator[Flask]:
    app = app_with(replace(small_settings, rate_limits=True))
    yield app
    close(app)


@pytest.mark.parametrize("way", [PAGE, API])
def test_q15_a_flood_from_one_address_stops_at_the_burst_for_it_alone(limited: Flask, way: str) -> None:
    client = limited.test_client()
    flood = [
        client.get(f"{way}?q=code+{number}", environ_base={"REMOTE_ADDR": "203.0.113.9"})
        for number in range(BURST + 20)
    ]
    statuses = [response.status_code for response in flood]
    assert statuses == [200] * BURST + [429] * 20
    assert all(int(response.headers["Retry-After"]) >= 1 for response in flood[BURST:])
    assert client.get(f"{way}?q=code", environ_base={"REMOTE_ADDR": "203.0.113.10"}).status_code == 200
    assert client.get("/fr/articles/code-epp", environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 200


@WAYS
def test_q16_a_damaged_generation_leaves_the_old_one_answering(tmp_path: Path, way: str) -> None:
    articles = write_site(tmp_path / "articles", {"fr/a.md": article("Payer une facture", id="a", slug="a")})
    with compiler_for(tmp_path, articles) as compiler:
        compiler.build()
        app = app_with(settings_for(tmp_path, articles))
        upgrade(settings_for(tmp_path, articles).store)
        write_site(articles, {"fr/a.md": article("Régler une note", id="a", slug="b")})
        name = compiler.build().generation
    (tmp_path / "index" / name / "manifest.json").write_text("{}")
    parts: Services = app.extensions[KEY]
    assert not parts.library.refresh()
    response = ask(app.test_client(), way, "payer")
    assert (response.status_code, first(response)) == (200, "articles/a")
    close(app)


def test_q16_without_an_index_search_says_so_and_articles_are_read(small_settings: Settings) -> None:
    app = app_with(small_settings)
    parts: Services = app.extensions[KEY]
    assert parts.library.current
    vars(parts.library.current)["_indexes"].clear()
    client = app.test_client()
    for way in (PAGE, API, SUGGEST):
        response = ask(client, way, "code")
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) >= 1
        if way != PAGE:
            assert refusal(response) == "search_unavailable"
    assert client.get("/fr/articles/code-epp").status_code == 200
    close(app)
