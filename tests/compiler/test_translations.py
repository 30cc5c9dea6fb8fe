"""Translation debt as builds find it: in a working copy, in a commit of the mirror, in the generation and beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.compiler import Compiler
from app.compiler.sources import GitSource
from app.generations import Generations, TranslationRecords
from app.git import Mirror
from app.model import Debt, RenderedArticle
from app.search import open_engine
from tests.support.remotes import Remote
from tests.support.sites import NOON, SECRET, article, compiler_for
from tests.support.worktrees import WorkTree

SITE = "locales: [fr, en]\n"
FRENCH = "Vous avez 5 jours.\n\n## Étapes {#steps}\n\n1. Ouvrez.\n2. Cliquez."
ENGLISH = "You have 5 days.\n\n## Steps {#steps}\n\n1. Open.\n2. Click."
FILES = {
    "site.yaml": SITE,
    "fr/domaines/a.md": article("Un", FRENCH, id="a"),
    "en/domaines/a.md": article("One", ENGLISH, id="a"),
    "fr/b.md": article("Deux", id="b"),
    "en/b.md": article("Two", id="b", status="draft"),
}
NEWS = {"fr/domaines/a.md": article("Un", FRENCH.replace("5 jours", "7 jours"), id="a")}


class Site:
    """A working copy and what builds it."""

    def __init__(self, folder: Path):
        self.tree = WorkTree(folder / "content")
        self.tree.commit("2026-01-01", FILES)
        self.folder = folder
        self.compiler = compiler_for(folder, self.tree.articles)

    def debt(self, article_id: str = "a", compiler: Compiler | None = None) -> Debt:
        found = (compiler or self.compiler).translations()
        return next(one for one in found.debts if one.id == article_id)

    def published(self, locale: str = "en") -> RenderedArticle:
        generation = self.compiler.build().generation
        articles = Generations(self.folder / "index", SECRET).open(generation).edition("public")[0].articles
        return next(one for one in articles if (one.locale, one.id) == (locale, "a"))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    yield made
    made.compiler.close()


def test_a_section_that_changed_is_owed_until_its_counterpart_changes(site: Site) -> None:
    assert site.debt().state == "current"
    site.tree.commit("2026-02-01", NEWS)
    debt = site.debt()
    assert (debt.state, debt.path, debt.source_path) == ("stale", "en/domaines/a.md", "fr/domaines/a.md")
    assert [(one.anchor, one.reasons) for one in debt.sections] == [("", ("delay",))]
    assert debt.behind == date(2026, 2, 1)
    site.tree.commit("2026-02-02", {"en/domaines/a.md": article("One", ENGLISH.replace("5 days", "7 days"), id="a")})
    assert site.debt().state == "current"


def test_a_translation_that_says_it_was_looked_at_owes_nothing(site: Site) -> None:
    site.tree.commit("2026-02-01", NEWS)
    site.tree.write({"en/domaines/a.md": article("One", ENGLISH, id="a", updated="2026-02-01")})
    assert site.debt().state == "current"


def test_what_is_not_committed_counts_in_a_working_copy(site: Site) -> None:
    site.tree.write(NEWS)
    debt = site.debt()
    assert [one.since for one in debt.sections] == [None]
    assert debt.behind == NOON.date()
    site.tree.write({"fr/domaines/a.md": FILES["fr/domaines/a.md"]})
    assert site.debt().state == "current"


def test_missing_translations_are_told_with_drafts(site: Site) -> None:
    debt = site.debt("b")
    assert (debt.state, debt.locale, debt.path) == ("missing", "en", "en/b.md")
    site.tree.write({"en/only.md": article("Only", id="only")})
    assert [(one.locale, one.state) for one in site.compiler.translations().debts if one.id == "only"] == [
        ("fr", "missing")
    ]


def test_the_past_goes_on_when_an_article_moves(site: Site) -> None:
    site.tree.commit("2026-02-01", NEWS)
    (site.tree.articles / "fr/domaines/a.md").unlink()
    moved = article("Un", FRENCH.replace("5 jours", "7 jours"), id="a", aliases=["old"])
    site.tree.commit("2026-02-05", {"fr/moved/a.md": moved})
    debt = site.debt()
    assert debt.source_path == "fr/moved/a.md"
    assert [one.since and one.since.date() for one in debt.sections] == [date(2026, 2, 1)]


def test_a_builder_that_goes_on_finds_what_a_new_one_finds(site: Site) -> None:
    site.compiler.translations()
    for day, text in (("2026-02-01", "7 jours"), ("2026-02-02", "8 jours"), ("2026-02-03", "9 jours")):
        site.tree.commit(day, {"fr/domaines/a.md": article("Un", FRENCH.replace("5 jours", text), id="a")})
        with compiler_for(site.folder, site.tree.articles) as fresh:
            assert site.compiler.translations() == fresh.translations()


def test_readers_are_told_of_a_fact_that_changed_and_of_nothing_else(site: Site) -> None:
    first = site.compiler.build().generation
    site.tree.commit("2026-02-01", {"fr/domaines/a.md": article("Un", FRENCH.replace("Ouvrez", "Affichez"), id="a")})
    assert site.debt().state == "stale"
    assert site.published().behind is None
    site.tree.commit("2026-02-02", NEWS)
    assert site.published().behind == date(2026, 2, 2)
    assert site.published("fr").behind is None
    assert site.compiler.build().generation != first


def test_readers_are_told_when_the_source_asks_for_it(site: Site) -> None:
    text = FRENCH.replace("Ouvrez", "Affichez")
    site.tree.commit("2026-02-01", {"fr/domaines/a.md": article("Un", text, id="a", retranslate="2026-02-01")})
    assert site.debt().marked == date(2026, 2, 1)
    assert site.published().behind == date(2026, 2, 1)
    site.tree.write({"en/domaines/a.md": article("One", ENGLISH, id="a", updated="2026-02-03")})
    assert site.published().behind is None


def test_nobody_is_sent_to_a_source_that_readers_cannot_see(site: Site) -> None:
    hidden = article("Un", FRENCH.replace("5 jours", "7 jours"), id="a", visibility="agents")
    site.tree.commit("2026-02-01", {"fr/domaines/a.md": hidden})
    assert site.published().behind is None


def test_the_board_is_kept_beside_the_generations(site: Site) -> None:
    records = TranslationRecords(site.folder / "index")
    assert records.read() is None
    site.tree.commit("2026-02-01", NEWS)
    site.compiler.build()
    kept = records.read()
    assert kept == site.compiler.translations()
    (site.folder / "index" / "translations.json").write_text("{")
    assert records.read() is None
    site.compiler.build()
    assert records.read() == kept


def test_without_a_repository_only_what_is_missing_is_known(tmp_path: Path) -> None:
    for path, text in FILES.items():
        (tmp_path / "articles" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "articles" / path).write_text(text)
    with compiler_for(tmp_path, tmp_path / "articles") as compiler:
        found = compiler.translations()
    assert not found.history
    assert [(debt.id, debt.state) for debt in found.debts] == [("a", "current"), ("b", "missing")]


@pytest.mark.parametrize("folder", ["", "articles/"])
def test_the_mirror_tells_the_same_as_a_working_copy(tmp_path: Path, folder: str) -> None:
    remote = Remote(tmp_path)
    mirror = Mirror(tmp_path / "mirror", str(remote.path), "main")
    files = {f"{folder}{path}": text for path, text in FILES.items()}
    news = {f"{folder}{path}": text for path, text in NEWS.items()}
    remote.push(files, day="2026-01-01")
    mirror.fetch()
    with Compiler(GitSource(mirror), Generations(tmp_path / "i", SECRET), open_engine("whoosh:"), lambda: NOON) as made:
        assert made.translations().debts[0].state == "current"
        remote.push(files | news, day="2026-02-01")
        mirror.fetch()
        debt = made.translations().debts[0]
        assert debt.behind == date(2026, 2, 1)
        made.build()
    assert TranslationRecords(tmp_path / "i").read()


def test_a_history_of_large_files_is_not_read(site: Site) -> None:
    large = {"fr/domaines/a.md": b"---\nid: a\n---\n" + b"mot " * 600_000}
    site.tree.commit("2026-01-20", large)
    site.tree.commit("2026-02-01", NEWS)
    assert [one.reasons for one in site.debt().sections] == [("delay",)]
