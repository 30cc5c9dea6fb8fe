"""Fixtures that every area may use: the repository's own articles, built once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.compiler import Compiler
from app.settings import Settings
from app.store import upgrade
from app.web import create_app
from app.web.services import KEY, Services
from tests.support.sites import ROOT, settings_for


@pytest.fixture(scope="session")
def real_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a help centre with the repository's articles, built and published."""
    settings = settings_for(tmp_path_factory.mktemp("real"), ROOT / "articles")
    with Compiler.from_settings(settings) as compiler:
        compiler.build()
    upgrade(settings.store)
    return settings


@pytest.fixture(scope="session")
def real_app(real_settings: Settings) -> Iterator[Flask]:
    """The whole application over the repository's articles; no thread runs."""
    app = create_app(real_settings)
    parts: Services = app.extensions[KEY]
    assert parts.library.refresh()
    yield app
    parts.store.close()
