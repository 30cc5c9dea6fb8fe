"""Content that this machine does not let us read: left out and named alone, and kept where it is more than a few."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.compiler import BuildOutcome
from app.content.directory import DirectoryTree
from app.content.memory import Memory
from app.content.source import read_content
from app.content.tree import Listing
from app.errors import EnvironmentFault
from app.generations import Generations, Hold
from tests.support.powers import permissions_count
from tests.support.sites import NOON, SECRET, article, compiler_for, write_site

A, B = article("Premier", id="a"), article("Second", "Voir [le premier](article:a).", id="b")


def build(folder: Path, *, force: bool = False) -> BuildOutcome:
    with compiler_for(folder, folder / "articles") as compiler, permissions_count():
        return compiler.build(force=force)


def published(folder: Path) -> set[str]:
    generations = Generations(folder / "index", SECRET)
    name = generations.published()
    assert name
    return {article.id for article in generations.open(name).edition("public")[0].articles}


def test_an_article_that_cannot_be_read_is_withdrawn_and_named_and_comes_back_by_itself(tmp_path: Path) -> None:
    articles = write_site(tmp_path / "articles", {"fr/a.md": A, "fr/b.md": B})
    with compiler_for(tmp_path, articles) as compiler, permissions_count():
        assert compiler.build().articles == 2
        (articles / "fr/a.md").chmod(0)
        told = compiler.build().problems
        assert published(tmp_path) == {"b"}
        assert [str(problem) for problem in told if problem.code == "unreadable"] == [
            "fr/a.md:1: cannot be read: this user may not read or write it: check owner and permissions"
        ]
        (articles / "fr/a.md").chmod(0o644)
        assert compiler.build().problems == ()
    assert published(tmp_path) == {"a", "b"}


@pytest.mark.parametrize("path", ["fr/synonyms.yaml", "fr/_images/p.png", "notes.txt", "fr/notes.txt"])
def test_another_file_that_cannot_be_read_is_named_and_every_article_published(tmp_path: Path, path: str) -> None:
    articles = write_site(tmp_path / "articles", {"fr/a.md": A, "fr/b.md": B, path: b"x"})
    (articles / path).chmod(0)
    told = {problem.path for problem in build(tmp_path).problems if problem.code == "unreadable"}
    assert (told, published(tmp_path)) == ({path}, {"a", "b"})


@pytest.mark.parametrize("mode", [0, 0o600])
def test_a_folder_that_cannot_be_read_is_named_and_the_others_are_published(tmp_path: Path, mode: int) -> None:
    articles = write_site(tmp_path / "articles", {"fr/a.md": A, "fr/sub/b.md": B})
    (articles / "fr/sub").chmod(mode)
    try:
        told = [problem.path for problem in build(tmp_path).problems if problem.code == "unreadable"]
    finally:
        (articles / "fr/sub").chmod(0o755)
    assert told == ["fr/sub" if mode == 0 else "fr/sub/b.md"]
    assert published(tmp_path) == {"a"}


def test_what_every_volume_has_at_its_top_is_passed_over(tmp_path: Path) -> None:
    articles = write_site(tmp_path / "articles", {"fr/a.md": A})
    (articles / "lost+found").mkdir(mode=0)
    assert build(tmp_path).problems == ()


def test_many_published_articles_that_cannot_be_read_stay_until_a_build_is_forced(tmp_path: Path) -> None:
    articles = write_site(tmp_path / "articles", {f"fr/{n}.md": article(f"Titre {n}", id=f"n{n}") for n in range(6)})
    build(tmp_path)
    for number in range(5):
        (articles / f"fr/{number}.md").chmod(0)
    with pytest.raises(
        EnvironmentFault, match=r"5 published articles cannot be read any more, and all 6 stay: fr/0\.md"
    ):
        build(tmp_path)
    assert len(published(tmp_path)) == 6
    build(tmp_path, force=True)
    assert published(tmp_path) == {"n5"}


def test_a_locale_whose_folder_cannot_be_read_stays_published(tmp_path: Path) -> None:
    articles = write_site(
        tmp_path / "articles", {f"fr/{n}.md": article(f"Titre {n}") for n in range(5)} | {"en/a.md": A}
    )
    build(tmp_path)
    (articles / "fr").chmod(0)
    try:
        with pytest.raises(EnvironmentFault, match="all 6 stay: fr:1: cannot be read"):
            build(tmp_path)
    finally:
        (articles / "fr").chmod(0o755)


def test_what_cannot_be_read_ends_no_rollback(tmp_path: Path) -> None:
    articles = write_site(tmp_path / "articles", {"fr/a.md": A})
    first = build(tmp_path).generation
    write_site(articles, {"fr/b.md": B})
    latest = build(tmp_path)
    Generations(tmp_path / "index", SECRET).go_back(Hold(first, latest.generation, latest.revision, NOON))
    (articles / "fr/a.md").chmod(0)
    assert build(tmp_path).held
    assert published(tmp_path) == {"a"}


def test_a_file_that_goes_away_between_listing_and_reading_is_no_problem(tmp_path: Path) -> None:
    class Moving(DirectoryTree):
        """The first listing still has a file that is gone when it is read."""

        def files(self) -> Listing:
            listing = super().files()
            (tmp_path / "fr/a.md").unlink(missing_ok=True)
            return listing

    tree, memory = Moving(write_site(tmp_path, {"fr/a.md": A, "fr/b.md": B})), Memory()
    first, second = read_content(tree, {}, memory), read_content(tree, {}, memory)
    assert [problem.code for problem in first.problems] == ["unreadable"]
    assert [found.id for found in first.articles] == [found.id for found in second.articles] == ["b"]
    assert second.problems == ()


def test_a22_an_empty_folder_called_like_an_article_is_named(tmp_path: Path) -> None:
    articles = write_site(tmp_path / "articles", {"fr/guide.md/a.md": A})
    (articles / "fr/b.md").mkdir()
    (articles / "fr/c.md").symlink_to("c.md")
    os.mkfifo(articles / "fr/d.md")
    told = {problem.path: problem.message for problem in build(tmp_path).problems}
    assert sorted(told) == ["fr/b.md", "fr/c.md", "fr/d.md"]
    assert told["fr/b.md"].startswith("is an empty folder, and an article is a file")
    assert published(tmp_path) == {"a"}
