"""Pages for when something is wrong: what happened, three ways on, nothing about our insides."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import cast

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import new_secret
from app.ports import AccountStore
from app.settings import Settings
from app.web import create_app
from app.web.doorman import Doorman
from app.web.services import KEY, Services
from tests.support.sites import settings_for
from tests.web.conftest import app_with, close


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/fr/nope", "Cette page n’existe pas"),
        ("/en/nope", "There is no such page"),
        ("/nope", "Cette page n’existe pas"),
    ],
)
def test_a_missing_page_says_so_and_offers_three_ways_on(small: FlaskClient, path: str, words: str) -> None:
    response = small.get(path)
    assert response.status_code == 404
    assert words in response.text
    assert 'role="search"' in response.text
    assert 'class="next-steps"' in response.text
    assert "mailto:aide@example.com" in response.text


def test_the_locale_of_a_missing_page_is_the_readers_where_the_address_has_none(small: FlaskClient) -> None:
    response = small.get("/nope", headers={"Accept-Language": "en"})
    assert "There is no such page" in response.text
    assert response.headers["Vary"] == "Accept-Encoding, Accept-Language"


@pytest.mark.parametrize("path", ["/fr/%3Cscript%3Ealert(1)%3C/script%3E", "/fr/zanzibar", "/zanzibar?x=zanzibar"])
def test_s14_an_error_page_does_not_repeat_the_address(small: FlaskClient, path: str) -> None:
    response = small.get(path)
    assert response.status_code == 404
    assert "zanzibar" not in response.text
    assert "<script>alert" not in response.text


def test_a_method_that_a_page_does_not_take_is_405(small: FlaskClient) -> None:
    response = small.post("/fr/articles/code-epp")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_head_is_answered_like_get_without_a_body(small: FlaskClient) -> None:
    head, get = small.head("/fr/articles/code-epp"), small.get("/fr/articles/code-epp")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == get.headers["ETag"]


def test_s14_a_fault_of_ours_is_a_page_that_says_nothing_about_it(
    small_settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    app = app_with(small_settings)
    client = app.test_client()

    @app.get("/fr/broken")
    def broken() -> str:
        raise ZeroDivisionError("secret detail")

    with caplog.at_level(logging.CRITICAL):
        response = client.get("/fr/broken")
    close(app)
    assert response.status_code == 500
    assert "Quelque chose a échoué" in response.text
    assert "secret detail" not in response.text
    assert "ZeroDivisionError" not in response.text


def test_x10_a_defect_is_logged_without_the_link_that_was_opened(
    small_settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    class Defective:
        def who_has_link(self, key: bytes, at: datetime) -> None:
            raise ZeroDivisionError(len(key), at)

    app, link = app_with(small_settings), new_secret()
    parts: Services = app.extensions[KEY]
    doorman = Doorman(cast(AccountStore, Defective()), small_settings.secret_key)
    app.extensions[KEY] = replace(parts, doorman=doorman)
    response = app.test_client().get(f"/login/{link}")
    parts.store.close()
    assert response.status_code == 500
    assert "ZeroDivisionError" in caplog.text
    assert "accounts.invitation" in caplog.text
    assert link not in caplog.text + response.text


def test_e2_no_variable_switches_the_debugger_on(
    small_settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    app = app_with(small_settings)
    assert not app.debug

    @app.get("/fr/broken")
    def broken() -> str:
        raise ZeroDivisionError("secret detail")

    with caplog.at_level(logging.CRITICAL):
        response = app.test_client().get("/fr/broken")
    close(app)
    assert response.status_code == 500
    assert "secret detail" not in response.text


@pytest.mark.parametrize("path", ["/", "/fr/", "/en/articles/x", "/a/x", "/go/x", "/fr/search?q=x", "/sitemap.xml"])
def test_e5_without_any_generation_pages_are_503(tmp_path: Path, path: str) -> None:
    app: Flask = create_app(settings_for(tmp_path, tmp_path / "articles"))
    response = app.test_client().get(path)
    parts: Services = app.extensions[KEY]
    parts.store.close()
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "X-Guichet-Generation" not in response.headers
