"""Archives: Markdown that becomes the same site again, JSON that says everything."""

from __future__ import annotations

import json
from pathlib import Path

from app.content.importers import import_from
from app.generations import Generations
from tests.content.importers.conftest import png
from tests.export.conftest import CANARY
from tests.support.server import environment, run
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
    assert len(second.articles) == len(first.articles) == 4
    for one, two in zip(first.articles, second.articles, strict=True):
        assert one == two
        assert texts(one.locale, one.id) == others(two.locale, two.id)
    assert {a.id: (str(a.updated), a.unpublish_at is not None) for a in second.articles if a.locale == "fr"} == {
        "code": ("2024-03-02", True),
        "verrou": ("None", False),
        "liens": ("None", False),
    }
    assert {a.id: a.named for a in second.articles if a.locale == "fr"} == {
        "code": ("verrou",),
        "verrou": (),
        "liens": (),
    }
    assert first.site == second.site
    assert first.portal == second.portal
    pictures = {path.name: path.read_bytes() for path in (archive / "fr/_images").iterdir()}
    assert pictures == {path.name: path.read_bytes() for path in (again / "fr/_images").iterdir()}
    assert png() in pictures.values()


def test_an_archive_of_an_archive_is_the_same_file_by_file(env: dict[str, str], tmp_path: Path) -> None:
    archive, twice = tmp_path / "archive", tmp_path / "twice"
    assert run("export", "--to", str(archive), "--format", "markdown", env=env).returncode == 0
    with compiler_for(tmp_path, archive) as compiler:
        compiler.build()
    done = run("export", "--to", str(twice), "--format", "markdown", env=environment(tmp_path, archive))
    assert done.returncode == 0, done.stderr
    assert _files(archive) == _files(twice)


def test_s2_no_archive_holds_what_the_public_may_not_read(env: dict[str, str], tmp_path: Path) -> None:
    for kind in ("markdown", "json"):
        folder = tmp_path / kind
        assert run("export", "--to", str(folder), "--format", kind, env=env).returncode == 0
        for path, data in _files(folder).items():
            assert CANARY.encode() not in data, path
            assert b"secret" not in data, path
            assert b"intern" not in data.lower(), path
            assert not any(name in path for name in ("secret", "draft", "future", "gone", "hidden")), path


def test_a_markdown_archive_can_be_built_as_it_is(env: dict[str, str], tmp_path: Path) -> None:
    assert run("export", "--to", str(tmp_path / "archive"), "--format", "markdown", env=env).returncode == 0
    with compiler_for(tmp_path, tmp_path / "archive") as compiler:
        assert [p.message for p in compiler.check() if p.severity == "error"] == []


def test_a_json_archive_holds_every_public_article(env: dict[str, str], tmp_path: Path) -> None:
    assert run("export", "--to", str(tmp_path / "archive"), "--format", "json", env=env).returncode == 0
    text = (tmp_path / "archive/archive.json").read_text("utf-8")
    assert CANARY not in text
    value = json.loads(text)
    assert {(a["locale"], a["id"]) for a in value["articles"]} == {
        ("fr", "code"),
        ("fr", "verrou"),
        ("fr", "liens"),
        ("en", "code"),
    }
    assert value["articles"][0]["html"]


def _files(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != ".guichet-export")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def _name(env: dict[str, str]) -> str:
    name = Generations(Path(env["GUICHET_INDEX"]), SECRET).published()
    assert name
    return name
