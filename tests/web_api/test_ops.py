"""/healthz and /readyz."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app.generations import Build, Generations, Records
from app.model import Problem
from app.settings import Settings
from app.web.services import KEY
from tests.support.sites import NOON
from tests.web_api.conftest import publish

GENERATION = "gen-0123456789abcdef"


def test_healthz_answers_as_long_as_the_process_does(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    for app in (make_app(), make_app(index=tmp_path)):
        response = app.test_client().get("/healthz")
        assert (response.status_code, response.json) == (200, {"status": "ok"})
        assert response.headers["Cache-Control"] == "no-store"


def test_readyz_names_the_generation_that_is_served(make_app: Callable[..., Flask]) -> None:
    response = make_app().test_client().get("/readyz")
    assert response.status_code == 200
    assert response.json == {"status": "ok", "generation": GENERATION, "commit": None, "wanted": None}
    assert response.headers["Cache-Control"] == "no-store"


def test_e5_readyz_is_503_no_index_before_the_first_build(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    response = make_app(index=tmp_path).test_client().get("/readyz")
    assert response.status_code == 503
    assert response.json == {"status": "no_index", "generation": None, "commit": None, "wanted": None}


def test_r15_readyz_is_degraded_while_an_older_generation_is_served(
    make_app: Callable[..., Flask], base_settings: Settings, tmp_path: Path
) -> None:
    settings = replace(base_settings, index=tmp_path)
    publish(settings, GENERATION)
    app = make_app(index=tmp_path)
    publish(settings, "gen-fedcba9876543210")
    response = app.test_client().get("/readyz")
    assert response.status_code == 200
    assert response.json is not None
    assert (response.json["status"], response.json["generation"]) == ("degraded", GENERATION)
    app.extensions[KEY].library.refresh()
    response = app.test_client().get("/readyz")
    assert response.json == {"status": "ok", "generation": "gen-fedcba9876543210", "commit": None, "wanted": None}


def test_readyz_is_degraded_while_the_pointer_is_damaged(
    make_app: Callable[..., Flask], base_settings: Settings, tmp_path: Path
) -> None:
    publish(replace(base_settings, index=tmp_path), GENERATION)
    app = make_app(index=tmp_path)
    (Generations(tmp_path, base_settings.secret_key).folder / "CURRENT").write_text("../../x")
    response = app.test_client().get("/readyz")
    assert response.json is not None
    assert response.json["status"] == "degraded"


@pytest.mark.parametrize(
    ("reason", "problem", "told"),
    [
        ("/srv/index/.staging: the disk is full: free some space and try again", None, "the disk is full: free some"),
        ("an unexpected KeyError; the log has the details", None, "the log says why"),
        ("site.yaml:2: a secret", Problem("site.yaml", 2, "a secret"), "the content cannot be read as a whole"),
    ],
)
def test_r15_in_a_folder_readyz_is_degraded_from_a_build_that_failed_to_one_that_does_not(
    make_app: Callable[..., Flask],
    base_settings: Settings,
    tmp_path: Path,
    reason: str,
    problem: Problem | None,
    told: str,
) -> None:
    publish(replace(base_settings, index=tmp_path), GENERATION)
    client, records = make_app(index=tmp_path).test_client(), Records(tmp_path)
    good = Build(NOON, 0.1, "published", "change", generation=GENERATION)
    bad = replace(good, result="failed", reason=reason, problems=(problem,) if problem else ())
    for build, status in ((good, "ok"), (bad, "degraded"), (bad, "degraded"), (good, "ok")):
        records.change(lambda known, build=build: known.with_build(build, [GENERATION]))  # type: ignore[misc]
        answer = client.get("/readyz")
        assert answer.json
        assert (answer.status_code, answer.json["status"], "reason" in answer.json) == (200, status, status != "ok")
        if status != "ok":
            assert told in answer.json["reason"]
            assert "secret" not in answer.text
            assert "srv" not in answer.text


def test_r7_readyz_is_degraded_while_the_store_is_away_and_pages_are_served(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    app = make_app(store=f"sqlite:///{tmp_path / 'never-made.db'}")
    response = app.test_client().get("/readyz")
    assert response.status_code == 200
    assert response.json is not None
    assert response.json["status"] == "degraded"
    assert app.test_client().get("/fr/").status_code == 200
    assert app.test_client().get("/api/v1/search?q=mot").status_code == 200


def test_every_ops_address_answers_with_the_limits_that_are_on_by_default(make_app: Callable[..., Flask]) -> None:
    client = make_app(rate_limits=True).test_client()
    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]
