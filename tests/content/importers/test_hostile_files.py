"""Files of an export that no program of good will writes: each is read as far as it can be, or named."""

from __future__ import annotations

import codecs
import json
import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.content.importers import ImportRefused, import_from
from app.errors import EnvironmentFault
from tests.content.importers.conftest import Import, png
from tests.content.importers.test_zendesk import article
from tests.support.powers import permissions_count
from tests.support.server import environment, run
from tests.support.sites import write_site


def test_half_characters_and_control_characters_that_json_spells_are_no_letters_of_a_text(imported: Import) -> None:
    record = article(1, "a\ud800b\u0000c", "<p>x\udfff\u0007y\ufffe</p>", label_names=["\ud83d"])
    section = {"id": 10, "name": "S\ud800", "category_id": 1, "locale": "fr"}
    built = imported({"a.json": {"articles": [record], "sections": [section]}})
    (shown,) = built.edition.articles
    assert shown.title == "a�bc"
    assert "x�y�" in built.html(shown.id)
    assert "S�" in built.file("site.yaml")


@pytest.mark.parametrize(
    "front", ['---\ntitle: "a\\ud800"\n---\n', '{"title": "a\\ud800"}\n', '+++\ntitle = "a"\n+++\n']
)
def test_half_characters_of_front_matter_stop_no_import(imported: Import, front: str) -> None:
    built = imported({"a.md": f"{front}\nTexte.\n", "b.md": "# B\n"}, locale="fr")
    assert built.done.articles == 2
    assert "b" in {shown.id for shown in built.edition.articles}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("name", ["a.md", "a.html", "a.json"])
def test_files_that_begin_by_saying_their_encoding_are_read_in_it(imported: Import, name: str, encoding: str) -> None:
    texts = {
        "a.md": "# Été 🌞 中\n",
        "a.html": '<html lang="fr"><main><h1>Été 🌞 中</h1><p>x</p></main></html>',
        "a.json": json.dumps({"articles": [article(1, "Été 🌞 中")]}, ensure_ascii=False),
    }
    mark = getattr(codecs, f"BOM_{encoding.upper().replace('-', '_').replace('UTF_', 'UTF')}")
    built = imported({name: mark + texts[name].encode(encoding)}, locale="fr")
    assert [shown.title for shown in built.edition.articles] == ["Été 🌞 中"]
    assert not any("UTF-8" in message for message in built.messages)


def test_a21_no_file_has_the_name_of_a_device(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "con/nul.md": "# Nul\n",
        "aux/com1.md": "# Com\n\n![x](con.png)\n",
        "aux/con.png": png(),
    }
    import_from(write_site(tmp_path / "source", files), tmp_path / "to", kind="markdown", locale="fr")
    written = [path.relative_to(tmp_path / "to") for path in (tmp_path / "to").rglob("*")]
    stems = {part.partition(".")[0].lower() for path in written for part in path.parts}
    assert stems.isdisjoint({"con", "nul", "aux", "com1"})
    assert {"nul-article", "com1-article", "con-picture"} <= stems


def test_what_is_no_file_or_has_a_hidden_name_is_named(tmp_path: Path) -> None:
    source = write_site(
        tmp_path / "source", {"a.md": "# A\n", "..md": "# Deux points\n", ".b.html": "x", ".git/c.md": "x"}
    )
    os.mkfifo(source / "pipe.md")
    done = import_from(source, tmp_path / "to", locale="fr")
    told = {problem.path: problem.message for problem in done.problems if "left out" in problem.message}
    assert set(told) == {"..md", ".b.html", "pipe.md"}
    assert "a pipe" in told["pipe.md"]


def test_front_matter_in_json_that_cannot_be_read_is_a_draft(imported: Import) -> None:
    built = imported({"a.md": '{"title": "A", "draft": true,\n\nTexte secret.\n', "b.md": "# B\n"}, locale="fr")
    assert {shown.id for shown in built.edition.articles} == {"b"}
    assert built.done.drafts == 1


def test_an_article_of_crisp_that_is_there_twice_is_shown_to_whom_both_are(tmp_path: Path) -> None:
    shown = {
        "article_id": "x",
        "locale": "fr",
        "title": "X",
        "content": "x",
        "status": "published",
        "visibility": "visible",
    }
    hidden, draft = {**shown, "visibility": "hidden"}, {**shown, "article_id": "y", "status": "draft"}
    records = [shown, hidden, {**shown, "article_id": "y"}, draft]
    write_site(tmp_path / "source", {"a.json": json.dumps(records)})
    import_from(tmp_path / "source", tmp_path / "to")
    texts = {path.stem: path.read_text() for path in (tmp_path / "to" / "fr").rglob("*.md")}
    assert "visibility: agents" in texts["x"]
    assert "status: draft" in next(text for name, text in texts.items() if name != "x")


def test_a_refused_import_says_what_is_wrong_with_its_files(tmp_path: Path) -> None:
    source = write_site(tmp_path / "source", {"a.json": '{"articles": [{"section_id": 1, "body": "x"'})
    with pytest.raises(ImportRefused) as refused:
        import_from(source, tmp_path / "to")
    assert [problem.path for problem in refused.value.problems] == ["a.json"]
    done = run("import", str(source / "a.json"), "--to", str(tmp_path / "to"), env=environment(tmp_path, source))
    assert done.returncode == 1
    assert f"{source / 'a.json'}:1: not JSON" in done.stdout
    assert not (tmp_path / "to").exists()


def test_a23_more_files_than_a_build_reads_are_not_written(tmp_path: Path) -> None:
    source = write_site(tmp_path / "source", {f"{n % 7}/{n}.md": f"# {n}\n" for n in range(300)})
    folder = tmp_path / "to"
    for number in range(9_700):
        path = folder / f"fr/old/{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    with pytest.raises(ImportRefused, match=r"would hold 10,001 files, .* nothing was written"):
        import_from(source, folder, locale="fr")
    assert len(list(folder.rglob("*.md"))) == 9_700


@contextmanager
def short_files(most: int) -> Iterator[None]:
    """No file of this process may become longer."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def test_r6_a_file_that_cannot_be_written_whole_is_not_there_and_comes_with_the_next_import(tmp_path: Path) -> None:
    source = write_site(tmp_path / "source", {"a.md": "# A\n", "b.md": "# B\n\n" + "mot " * 5000, "c.md": "# C\n"})
    with short_files(4096), pytest.raises(EnvironmentFault, match="cannot be written: a file is longer"):
        import_from(source, tmp_path / "to", locale="fr")
    assert not (tmp_path / "to/fr/other/b.md").exists()
    import_from(source, tmp_path / "to", locale="fr")
    assert (tmp_path / "to/fr/other/b.md").stat().st_size > 19_000


def test_what_this_user_may_not_read_is_named_and_the_rest_imported(tmp_path: Path) -> None:
    source = write_site(tmp_path / "source", {"a.md": "# A\n", "b.md": "# B\n", "sub/c.md": "# C\n"})
    (source / "b.md").chmod(0)
    (source / "sub").chmod(0)
    try:
        with permissions_count():
            done = import_from(source, tmp_path / "to", locale="fr")
    finally:
        (source / "sub").chmod(0o755)
    assert done.articles == 1
    assert {problem.path for problem in done.problems if problem.severity == "error"} == {"b.md", "sub/"}
