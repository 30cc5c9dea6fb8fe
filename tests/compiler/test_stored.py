"""A new process renders what changed since the last build, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.compiler import BuildOutcome
from tests.support.sites import article, compiler_for, write_site

SITE = {
    "fr/epp.md": article("Récupérer mon code EPP", "Voir [le verrou](article:lock#steps).", id="epp"),
    "fr/lock.md": article("Verrouiller mon domaine", "## Étapes {#steps}\n\n1. Cliquez.", id="lock"),
    "fr/ssl.md": article("Activer le SSL", "Cochez la case.", id="ssl"),
    "fr/deep.md": article("Trop profond", "[" * 600, id="deep"),
}


def built(folder: Path, articles: Path, *, force: bool = False) -> tuple[int, BuildOutcome]:
    """What a new builder publishes, and how many articles it rendered for that."""
    rendered = []
    with compiler_for(folder, articles) as compiler:
        outcome = compiler.build(force=force, progress=lambda done, _total: rendered.append(done))
    return len(rendered), outcome


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a site that was built once."""
    folder = tmp_path_factory.mktemp("once")
    assert built(folder, write_site(folder / "articles", SITE))[0] == len(SITE)
    return folder


@pytest.fixture
def articles(tmp_path: Path, once: Path) -> Path:
    """The articles of a copy of that folder, which is `tmp_path`."""
    shutil.copytree(once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "articles"


def test_a_new_process_renders_the_edited_article_only(tmp_path: Path, articles: Path) -> None:
    write_site(articles, {"fr/ssl.md": article("Activer le SSL", "Cochez les deux cases.", id="ssl")})
    assert built(tmp_path, articles)[0] == 1


def test_what_is_published_is_what_a_build_from_nothing_publishes(tmp_path: Path, articles: Path) -> None:
    write_site(articles, {"fr/ssl.md": article("Activer le SSL", "Cochez les deux cases.", id="ssl")})
    kept, anew = built(tmp_path, articles)[1], built(tmp_path / "anew", articles)[1]
    assert (kept.generation, kept.problems) == (anew.generation, anew.problems)
    listing = Path(kept.generation, "articles", "public")
    for path in (tmp_path / "index" / listing).iterdir():
        assert path.read_bytes() == (tmp_path / "anew" / "index" / listing / path.name).read_bytes()


def test_an_article_whose_link_leads_nowhere_now_is_rendered_again(tmp_path: Path, articles: Path) -> None:
    (articles / "fr" / "lock.md").unlink()
    assert built(tmp_path, articles)[0] == 1


def test_what_is_written_after_an_edit_is_found_by_the_next_process(tmp_path: Path, articles: Path) -> None:
    for times in ("deux", "trois"):
        write_site(articles, {"fr/ssl.md": article("Activer le SSL", f"Cochez {times} cases.", id="ssl")})
        assert built(tmp_path, articles)[0] == 1


def test_an_article_that_is_gone_leaves_nothing_behind(tmp_path: Path, articles: Path) -> None:
    (articles / "fr" / "ssl.md").unlink()
    assert built(tmp_path, articles)[0] == 0
    kept = (tmp_path / "index" / "renderings").iterdir()
    assert not any(b"Cochez la case" in path.read_bytes() for path in kept)


def test_a_forced_build_renders_everything(tmp_path: Path, articles: Path) -> None:
    assert built(tmp_path, articles, force=True)[0] == len(SITE)


@pytest.mark.parametrize("damage", [b"", b"\0" * 100])
def test_altered_files_are_rendered_again(tmp_path: Path, articles: Path, damage: bytes) -> None:
    for path in (tmp_path / "index" / "renderings").iterdir():
        path.write_bytes(damage)
    write_site(articles, {"fr/ssl.md": article("Activer le SSL", "Cochez les deux cases.", id="ssl")})
    assert built(tmp_path, articles)[0] == len(SITE)
    write_site(articles, {"fr/ssl.md": article("Activer le SSL", "Cochez les trois cases.", id="ssl")})
    assert built(tmp_path, articles)[0] == 1


def test_a_folder_that_cannot_be_written_does_not_stop_a_build(tmp_path: Path, articles: Path) -> None:
    shutil.rmtree(tmp_path / "index" / "renderings")
    (tmp_path / "index" / "renderings").write_text("in the way", "utf-8")
    write_site(articles, {"fr/ssl.md": article("Activer le SSL", "Cochez les deux cases.", id="ssl")})
    rendered, outcome = built(tmp_path, articles)
    assert (rendered, outcome.changed) == (len(SITE), True)
