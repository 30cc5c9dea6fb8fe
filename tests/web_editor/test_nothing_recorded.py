"""A help centre that nobody has read yet: its editors are not told that all is well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.model import Missing
from app.store import open_store
from app.web.services import KEY, Services
from tests.support.accounts import signed_in

YET = "Rien n’a encore été enregistré"
WELL = (
    "Aucune recherche sans réponse",
    "Aucune réponse laissée de côté",
    "Aucun article n’est jugé inutile",
    "n’est resté sans lecture",
    "Aucun ticket n’a suivi",
    "Rien d’anormal",
    "toutes les questions signalées",
)
PAGES = ("/editor/", "/editor/gaps", "/editor/gaps?kind=unopened", "/editor/articles?show=failing",
         "/editor/articles?show=unread")  # fmt: skip


@pytest.fixture
def app(make_editor: Callable[..., Flask], tmp_path: Path) -> Flask:
    store = f"sqlite:///{tmp_path}/new.db"
    open_store(store).close()
    return make_editor(store=store)


@pytest.fixture
def fresh(app: Flask) -> FlaskClient:
    return signed_in(app, "editor")


@pytest.mark.parametrize("path", PAGES)
def test_what_nobody_recorded_is_not_called_well(fresh: FlaskClient, path: str) -> None:
    page = fresh.get(path, headers={"Accept-Language": "fr"}).text
    assert YET in page
    assert [text for text in WELL if text in page] == []


def test_articles_that_nobody_could_read_yet_are_not_called_unread(fresh: FlaskClient) -> None:
    page = fresh.get("/editor/?lang=fr").text
    todo = page[page.index('id="todo"') :]
    assert "<b>–</b>" in todo[: todo.index("</section>")]


def test_a_site_that_was_read_before_says_so_of_the_period_only(editor: FlaskClient) -> None:
    page = editor.get("/editor/articles?show=unread&from=2020-01-01&to=2020-01-31&lang=fr").text
    assert "Rien n’a été enregistré sur cette période." in page
    assert YET not in page


def test_nothing_reported_is_not_everything_handled(app: Flask, fresh: FlaskClient) -> None:
    assert "Le support n’a encore signalé aucun article manquant." in fresh.get("/editor/missing?lang=fr").text
    replies = store_of(app).store.replies
    question = Missing(uuid4(), datetime.now(UTC), "fr", "Où est mon port SSH ?", None)
    replies.report(question)
    replies.handle_missing(question.id, datetime.now(UTC))
    assert "toutes les questions signalées ont été traitées" in fresh.get("/editor/missing?lang=fr").text


def store_of(app: Flask) -> Services:
    parts: Services = app.extensions[KEY]
    return parts
