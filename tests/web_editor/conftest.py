"""The whole application with somebody who edits, over this repository's articles and two months of made-up readers."""

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
from tests.support.accounts import bearer, signed_in
from tests.support.readers import read_for_two_months


@pytest.fixture(scope="session")
def editor_settings(real_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with a store of their own that two months of readers have filled."""
    path: Path = tmp_path_factory.mktemp("editor") / "guichet.db"
    settings = replace(real_settings, store=f"sqlite:///{path}")
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
    """A client that nobody knows."""
    return editor_app.test_client()


@pytest.fixture(scope="session")
def program(editor_app: Flask) -> dict[str, str]:
    """The headers of a program that reads for editors."""
    return {**bearer(editor_app, "editor", ("read",)), "Accept-Language": "fr"}


@pytest.fixture
def editor(editor_app: Flask) -> FlaskClient:
    """A browser that has signed in."""
    return signed_in(editor_app, "editor")
