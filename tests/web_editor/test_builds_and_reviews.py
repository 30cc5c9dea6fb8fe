"""/editor/builds and /editor/reviews, and the banners on every editors' page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.compiler import Compiler
from app.generations import Announcements, Build, Failure, Generations, Head, Record, Records
from app.model import Problem
from app.settings import Repository
from app.store import upgrade
from app.web import create_app
from app.web.services import KEY
from tests.support.accounts import signed_in
from tests.support.sites import ROOT, article, settings_for, write_site

NOW = datetime.now(UTC)
A, B = "a" * 40, "b" * 40


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("builds")
    today = datetime.now(UTC).date()  # not that of the import: a long run may have gone past midnight since
    late, soon = (today - timedelta(days=12)).isoformat(), (today + timedelta(days=5)).isoformat()
    content = write_site(
        folder / "articles",
        {
            "fr/retard.md": article("En retard <b>", review_by=late, owner="amina"),
            "fr/interne.md": article("Interne", review_by=late, visibility="agents"),
            "fr/bientot.md": article("Bientôt", review_by=soon, owner="samir"),
            "fr/libre.md": article("Libre"),
        },
    )
    settings = settings_for(folder, content)
    with Compiler.from_settings(settings) as compiler:
        compiler.build()
    upgrade(settings.store)
    made = create_app(replace(settings, content=Repository("/srv/help.git")))
    made.extensions[KEY].library.refresh()
    yield made
    made.extensions[KEY].store.close()


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    return signed_in(app, "editor")


def record(app: Flask, made: Record) -> None:
    Records(app.extensions[KEY].settings.index).change(lambda _: made)


def build(result: str, **more: object) -> Build:
    return Build(NOW, 0.4, result, "push", B, "Amina <i>", "Changer <script>", **more)  # type: ignore[arg-type]


def test_a_failed_build_says_why_and_every_page_points_to_it(app: Flask, editor: FlaskClient) -> None:
    record(app, Record(builds=(build("failed", reason="site.yaml:2: faux <x>", attempts=3),), head=Head(B, NOW)))
    page = editor.get("/editor/builds?lang=en").text
    assert "site.yaml:2: faux &lt;x&gt;" in page
    assert "Changer &lt;script&gt;" in page
    assert "Amina &lt;i&gt;" in page
    assert "3 attempts" in page
    assert "<script>" not in page
    for path in ("/editor/", "/editor/articles", "/editor/reviews"):
        assert "could not be published" in editor.get(f"{path}?lang=en").text
    record(app, Record(builds=(build("published", articles=3),)))
    assert "could not be published" not in editor.get("/editor/?lang=en").text


def test_problems_are_shown_with_file_and_line(app: Flask, editor: FlaskClient) -> None:
    problems = tuple(Problem(f"fr/{n}.md", n, "lien cassé") for n in range(1, 31))
    record(app, Record(builds=(build("published", errors=40, problems=problems),)))
    page = editor.get("/editor/builds?lang=en").text
    assert "fr/7.md:7" in page
    assert "40 errors" in page
    assert "and 20 more" in page


def test_the_commit_served_and_the_one_wanted_are_told(app: Flask, editor: FlaskClient) -> None:
    name = app.extensions[KEY].library.current.generation
    record(app, Record(head=Head(B, NOW), looked=NOW, indexed=A, commits={name: A}, failure=Failure(NOW, "no answer")))
    page = editor.get("/editor/builds?lang=en").text
    assert A[:10] in page
    assert B[:10] in page
    assert "no answer" in page


def test_r15_readyz_is_degraded_when_the_head_is_not_indexed_in_time(app: Flask) -> None:
    client, name = app.test_client(), app.extensions[KEY].library.current.generation
    now = datetime.now(UTC)
    fresh = Record(head=Head(A, now), looked=datetime.now(UTC), indexed=A, commits={name: A})

    def ready() -> object:
        return client.get("/readyz").json

    record(app, fresh)
    assert ready() == {"status": "ok", "generation": name, "commit": A, "wanted": A}
    late = replace(fresh, head=Head(B, now - timedelta(seconds=70)))
    record(app, late)
    answer = client.get("/readyz").json
    assert answer
    assert answer.pop("reason").startswith(f"the commit {B} waits since 7")
    assert answer == {"status": "degraded", "generation": name, "commit": A, "wanted": B}
    text = client.get("/metrics").text
    assert "guichet_content_stale 1.000" in text
    assert f'guichet_content_info{{commit="{A}",wanted="{B}"}} 1.000' in text
    record(app, replace(fresh, head=Head(B, now - timedelta(seconds=70), files=600)))
    assert ready() == {"status": "ok", "generation": name, "commit": A, "wanted": B}
    record(app, replace(fresh, failure=Failure(now, "no answer")))
    away = "the content repository cannot be fetched"
    assert ready() == {"status": "degraded", "generation": name, "commit": A, "wanted": A, "reason": away}
    record(app, replace(fresh, looked=now - timedelta(minutes=1)))
    Announcements(app.extensions[KEY].settings.instance).leave(B)
    assert ready() == {"status": "ok", "generation": name, "commit": A, "wanted": B}


def test_r15_a_new_commit_that_fails_has_its_time_and_a_full_disk_has_none(app: Flask) -> None:
    now = datetime.now(UTC)
    broken = replace(build("failed", reason="site.yaml:2: faux"), commit=B)
    record(app, Record(builds=(broken,), head=Head(B, now), looked=now, indexed=A))
    assert app.test_client().get("/readyz").json["status"] == "ok"  # type: ignore[index]
    full = replace(build("failed", reason="/x: the disk is full: free some space and try again"), commit=A)
    record(app, Record(builds=(full,), head=Head(A, now), looked=now, indexed=A))
    answer = app.test_client().get("/readyz").json
    assert answer
    assert answer["reason"] == "the last build failed: the disk is full: free some space and try again"


def test_every_figure_of_metrics_stands_in_the_operators_guide(app: Flask) -> None:
    record(app, Record(looked=NOW, builds=(build("published"),)))
    told = set(re.findall(r"^# TYPE guichet_(\w+) ", app.test_client().get("/metrics").text, re.MULTILINE))
    table = (ROOT / "docs/operating.md").read_text("utf-8").partition("begin with `guichet_`")[2].partition("\n- ")[0]
    assert told == set(re.findall(r"`(info|\w+_\w+)`", table))


def test_going_back_is_told(app: Flask, editor: FlaskClient) -> None:
    settings = app.extensions[KEY].settings
    generations = Generations(settings.index, settings.secret_key)
    (settings.index / "HOLD").write_text(
        f'{{"generation": "gen-0000000000000001", "left": "gen-2", "revision": "{A}", "since": "2026-06-01T12:00:00Z"}}'
    )
    assert "gen-0000000000000001" in editor.get("/editor/builds?lang=en").text
    (settings.index / "HOLD").write_text("{")
    assert editor.get("/editor/builds?lang=en").status_code == 200
    generations.lift()


def test_reviews_are_listed_with_those_of_internal_articles(app: Flask, editor: FlaskClient) -> None:
    record(app, Record())
    page = editor.get("/editor/reviews?lang=en").text
    assert page.index("En retard &lt;b&gt;") < page.index("Bientôt")
    assert "Interne" in page
    assert "Libre" not in page
    assert "12 days late" in page
    assert "Bientôt" not in editor.get("/editor/reviews?lang=en&show=overdue").text
    assert "En retard" not in editor.get("/editor/reviews?lang=en&owner=samir").text.partition("<table")[2]
    assert "The reviews of 2 articles are overdue" in editor.get("/editor/?lang=en").text
    assert editor.get("/editor/reviews.csv").text.splitlines()[1].startswith("overdue,12,")


@pytest.mark.parametrize("path", ["/editor/builds", "/editor/reviews", "/editor/reviews.csv"])
def test_x1_only_editors_see_them(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code == 303
    assert signed_in(app, "agent").get(path).status_code == 403


def test_readers_see_nothing_of_reviews(app: Flask) -> None:
    page = app.test_client().get("/fr/articles/retard").text
    assert "amina" not in page
