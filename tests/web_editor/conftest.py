"""The whole application with an editors' token, over this repository's articles and two months of made-up readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.settings import Settings
from app.store import open_store
from app.web import create_app
from app.web.services import KEY, Services
from tests.support.readers import read_for_two_months

TOKEN = "an-editors-token-for-tests-0123456789"
BEARER = {"Authorization": f"Bearer {TOKEN}", "Accept-Language": "fr"}
SAME = {"Origin": "http://localhost"}
"""What a browser sends with a form of ours."""


@pytest.fixture(scope="session")
def editor_settings(real_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with the token, and a store of their own that two months of readers have filled."""
    path: Path = tmp_path_factory.mktemp("editor") / "guichet.db"
    settings = replace(real_settings, store=f"sqlite:///{path}", editor_token=TOKEN)
    store = open_store(settings.store)
    read_for_two_months(store, datetime.now(UTC).date())
    store.close()
    return settings


@pytest.fixture(scope="session")
def make_editor(editor_settings: Settings) -> Iterator[Callable[..., Flask]]:
    """Makes applications with some settings changed."""
    made: list[Services] = []

    def make(**changes: Any) -> Flask:
        app = create_app(replace(editor_settings, **changes))
        parts: Services = app.extensions[KEY]
        made.append(parts)
        parts.library.refresh()
        return app

    yield make
    for parts in made:
        parts.store.close()


@pytest.fixture(scope="session")
def editor_app(make_editor: Callable[..., Flask]) -> Flask:
    return make_editor()


@pytest.fixture
def anonymous(editor_app: Flask) -> FlaskClient:
    """A client without the token."""
    return editor_app.test_client()


@pytest.fixture
def editor(editor_app: Flask) -> FlaskClient:
    """A browser that has signed in."""
    client = editor_app.test_client()
    assert client.post("/editor/sign-in", data={"token": TOKEN}, headers=SAME).status_code == 303
    return client
