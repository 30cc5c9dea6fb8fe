"""Archives: Markdown that becomes the same site again, JSON that says everything."""

from __future__ import annotations

import json
from pathlib import Path

from app.content.importers import import_from
from app.generations import Generations
from tests.export.conftest import CANARY
from tests.support.server import run
from tests.support.sites import SECRET, compiler_for


def test_a_markdown_archive_imports_as_the_same_site(env: dict[str, str], tmp_path: Path, content: Path) -> None:
    archive, again = tmp_path / "archive", tmp_path / "again"
    assert run("export", "--to", str(archive), "--format", "markdown", env=env).returncode == 0
    done = import_from(archive, again)
    assert (done.kind, [p for p in done.problems if p.severity == "error"]) == ("markdown", [])
    with compiler_for(tmp_path, again) as compiler:
        outcome = compiler.build()
    assert outcome.errors == 0
    first, texts = Generations(Path(env["GUICHET_INDEX"]), SECRET).open(_name(env)).edition("public")
    second, others = Generations(tmp_path / "index", SECRET).open(outcome.generation).edition("public")
    assert len(second.articles) == len(first.articles) == 3
    for one, two in zip(first.articles, second.articles, strict=True):
        for key in ("id", "locale", "title", "slug", "category", "questions", "workflows", "aliases"):
            assert getattr(one, key) == getattr(two, key), key
        assert set(one.related) <= set(two.related)
        assert texts(one.locale, one.id).html == others(two.locale, two.id).html
        assert texts(one.locale, one.id).sections == others(two.locale, two.id).sections
    assert first.site.categories == second.site.categories
    assert (first.site.brand_name, first.site.locales) == (second.site.brand_name, second.site.locales)
    assert first.portal == second.portal


def test_a_markdown_archive_can_be_built_as_it_is(env: dict[str, str], tmp_path: Path) -> None:
    assert run("export", "--to", str(tmp_path / "archive"), "--format", "markdown", env=env).returncode == 0
    with compiler_for(tmp_path, tmp_path / "archive") as compiler:
        assert [p.message for p in compiler.check() if p.severity == "error"] == []


def test_a_json_archive_holds_every_public_article(env: dict[str, str], tmp_path: Path) -> None:
    assert run("export", "--to", str(tmp_path / "archive"), "--format", "json", env=env).returncode == 0
    text = (tmp_path / "archive/archive.json").read_text("utf-8")
    assert CANARY not in text
    value = json.loads(text)
    assert {(a["locale"], a["id"]) for a in value["articles"]} == {("fr", "code"), ("fr", "verrou"), ("en", "code")}
    assert value["articles"][0]["html"]


def _name(env: dict[str, str]) -> str:
    name = Generations(Path(env["GUICHET_INDEX"]), SECRET).published()
    assert name
    return name
