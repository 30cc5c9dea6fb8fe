"""/editor/translations, what readers of a stale translation are told, and `guichet translations`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.compiler import Compiler
from app.model import View
from app.store import upgrade
from app.web import create_app
from app.web.services import KEY
from tests.support.accounts import signed_in
from tests.support.server import environment, run
from tests.support.sites import article, settings_for
from tests.support.worktrees import WorkTree

FRENCH = "Vous avez 5 jours.\n\n## Étapes {#steps}\n\n1. Ouvrez.\n2. Cliquez."
ENGLISH = "You have 5 days.\n\n## Steps {#steps}\n\n1. Open.\n2. Click."


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> WorkTree:
    made = WorkTree(tmp_path_factory.mktemp("translations") / "content")
    files = {"site.yaml": "locales: [fr, en]\n", "fr/seul.md": article("Seul <b>", id="seul")}
    for name in ("facts", "words", "same"):
        files[f"fr/{name}.md"] = article(f"Titre {name}", FRENCH, id=name)
        files[f"en/{name}.md"] = article(f"Title {name}", ENGLISH, id=name)
    made.commit("2026-01-01", files)
    hostile = "Ouvrez <script>alert(document)</script>"
    made.commit(
        "2026-02-01",
        {
            "fr/facts.md": article("Titre facts", FRENCH.replace("5 jours", "7 jours"), id="facts"),
            "fr/words.md": article("Titre words", FRENCH.replace("Ouvrez", hostile), id="words"),
        },
    )
    return made


@pytest.fixture(scope="module")
def app(tree: WorkTree) -> Iterator[Flask]:
    settings = settings_for(tree.folder.parent, tree.articles)
    with Compiler.from_settings(settings) as compiler:
        compiler.build()
    upgrade(settings.store)
    made = create_app(settings)
    made.extensions[KEY].library.refresh()
    store, now = made.extensions[KEY].store, datetime.now(UTC)
    for n, (name, locale) in enumerate([("words", "en"), ("words", "fr"), ("words", "fr"), ("facts", "en")]):
        assert store.record([View(name, locale, now.date(), bytes([n]) * 16)]) == ["new"]
    yield made
    made.extensions[KEY].store.close()


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    return signed_in(app, "editor")


def test_the_most_read_come_first_with_each_section_and_its_difference(editor: FlaskClient) -> None:
    page = editor.get("/editor/translations?lang=en").text
    assert page.index("Title words") < page.index("Title facts")
    assert "3 reads concerned" in page
    assert "<del>5</del><ins>7</ins> jours" in page
    assert "{#steps}" in page
    assert "A fact changed on 1 February 2026" in page
    assert "Title same" not in page
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_states_and_locales_narrow_the_list(editor: FlaskClient) -> None:
    missing = editor.get("/editor/translations?lang=en&show=missing").text
    assert "Seul &lt;b&gt;" in missing
    assert "Title facts" not in missing
    assert "Title same" in editor.get("/editor/translations?lang=en&show=current").text
    french = editor.get("/editor/translations?lang=en&locale=fr").text
    assert "Everything is up to date" in french
    assert editor.get("/editor/translations?show=%00&locale=zz&page=x").status_code == 200


def test_the_table_can_be_taken_away(editor: FlaskClient) -> None:
    lines = editor.get("/editor/translations.csv").text.splitlines()
    assert lines[1].startswith("stale,en,words,Titre words,3,1,2,steps,Étapes,changed,2026-02-01T12:00:00Z,,,")
    assert editor.get("/editor/translations.json?locale=fr").json["translations"] == []  # type: ignore[index]


@pytest.mark.parametrize("path", ["/editor/translations", "/editor/translations.csv"])
def test_x1_only_editors_see_the_board(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code == 303
    assert signed_in(app, "agent").get(path).status_code == 403


def test_readers_of_a_translation_are_told_of_a_fact_that_changed(app: Flask) -> None:
    client = app.test_client()
    page = client.get("/en/articles/facts").text
    assert "does not yet include a change of 1 February 2026" in page
    assert 'href="/fr/articles/facts" hreflang="fr"' in page
    for path in ("/en/articles/words", "/en/articles/same", "/fr/articles/facts"):
        assert "notice-behind" not in client.get(path).text


def test_before_the_first_build_the_board_says_so(app: Flask, editor: FlaskClient) -> None:
    kept = app.extensions[KEY].settings.index / "translations.json"
    data = kept.read_bytes()
    kept.unlink()
    assert "with the next publication" in editor.get("/editor/translations?lang=en").text
    kept.write_bytes(data)


def test_the_terminal_lists_the_same(app: Flask, tree: WorkTree) -> None:
    env = environment(tree.folder.parent, tree.articles)
    done = run("translations", "--locale", "en", env=env)
    assert done.returncode == 0
    assert done.stdout.index("en/words.md: stale") < done.stdout.index("en/facts.md: stale")
    assert "    Vous avez [-5-]{+7+} jours." in done.stdout
    assert done.stdout.endswith("2 stale, 1 missing, 1 up to date\n")
    found = json.loads(run("translations", "--state", "missing", "--format", "json", env=env).stdout)
    assert [(one["article"], one["locale"], one["source"]) for one in found["translations"]] == [
        ("seul", "en", "fr/seul.md")
    ]
    assert run("translations", "--locale", "zz", env=env).returncode == 2
