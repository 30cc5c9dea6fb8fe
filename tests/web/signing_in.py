"""A help centre whose people may sign in at a provider, and what their browsers do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.settings import Settings
from app.store import upgrade
from tests.support.accounts import doorman_of
from tests.support.provider import EMAIL, FakeProvider, Sign
from tests.web.conftest import app_with

BACK = "/login/oidc/callback"


def team(settings: Settings, provider: FakeProvider, folder: Path, base_url: str | None = None) -> Flask:
    """The small help centre with a store of its own."""
    store = f"sqlite:///{folder / 'guichet.db'}"
    upgrade(store)
    return app_with(replace(settings, store=store, base_url=base_url, oidc=provider.settings))


def leave(browser: FlaskClient, path: str = "/login/oidc", address: str = "192.0.2.1") -> str:
    """Go to the provider; the address there."""
    response = browser.get(path, environ_base={"REMOTE_ADDR": address})
    assert response.status_code == 303
    return response.headers["Location"]


def asked(address: str) -> dict[str, str]:
    """What the provider is asked for."""
    return dict(parse_qsl(urlsplit(address).query))


def come(browser: FlaskClient, query: dict[str, str], address: str = "192.0.2.1") -> TestResponse:
    """Come back from the provider."""
    return browser.get(BACK, query_string=query, environ_base={"REMOTE_ADDR": address})


def sign_in(
    app: Flask, provider: FakeProvider, sign: Sign | None = None, address: str = "192.0.2.1", **claims: object
) -> TestResponse:
    """What somebody gets who has gone there and back with a new browser."""
    browser = app.test_client()
    return come(browser, provider.grant(leave(browser, address=address), sign, **claims), address)


def expect(app: Flask, provider: FakeProvider, name: str) -> None:
    """Let that person in who comes with EMAIL."""
    store = doorman_of(app).store
    user = store.person(name)
    assert user
    assert store.expect(user, provider.issuer, EMAIL, doorman_of(app).clock())
