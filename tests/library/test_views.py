"""What each audience sees of a generation: opened together, shared where it is the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.generations import Edition, Generations
from app.library import Library
from app.model import AUDIENCES, Article, Query, may_read, shown_to
from app.search import open_engine
from tests.support.sites import NOON, SECRET, article, compiler_for, write_site

PUBLIC = {
    "site.yaml": "locales: [fr, en]\n",
    "fr/epp.md": article("Code EPP", "Le code. [Remise](article:deal)", id="epp"),
    "fr/lock.md": article("Verrou", id="lock"),
    "fr/pay.md": article("Payer", id="pay"),
    "fr/mail.md": article("Messagerie", id="mail"),
    "en/epp.md": article("EPP code", "The code.", id="epp"),
}
DEAL = article("Remise commerciale", "Jusqu'à dix pour cent.", id="deal", visibility="agents")
PLAIN = Article("x", "fr", "X", "x", "", "other", "x.md", "fr/x.md", "")


def opened(folder: Path, files: dict[str, str]) -> Library:
    """A library over these files, at its first generation."""
    with compiler_for(folder, write_site(folder / "articles", files)) as compiler:
        compiler.build()
    library = Library(Generations(folder / "index", SECRET), open_engine("whoosh:"))
    assert library.refresh()
    return library


@pytest.mark.parametrize(
    ("changes", "readers"),
    [
        ({}, AUDIENCES),
        ({"visibility": "agents"}, ("agents",)),
        ({"visibility": "everybody"}, ()),
        ({"status": "draft"}, ()),
        ({"status": "draft", "visibility": "agents"}, ()),
        ({"status": "anything"}, ()),
        ({"publish_at": NOON + timedelta(seconds=1)}, ()),
        ({"publish_at": NOON}, AUDIENCES),
        ({"unpublish_at": NOON}, ()),
        ({"unpublish_at": NOON + timedelta(seconds=1)}, AUDIENCES),
        ({"publish_at": NOON + timedelta(days=1), "visibility": "agents"}, ()),
    ],
)
def test_s3_one_function_says_who_may_read_an_article(changes: dict[str, object], readers: tuple[str, ...]) -> None:
    shown = replace(PLAIN, **changes)  # type: ignore[arg-type]
    assert tuple(audience for audience in AUDIENCES if may_read(audience, shown, NOON)) == readers


def test_s3_an_audience_that_nobody_knows_sees_nothing() -> None:
    assert not shown_to("editors", "public")  # type: ignore[arg-type]


def test_where_nothing_is_internal_both_audiences_have_one_snapshot(tmp_path: Path) -> None:
    library = opened(tmp_path, PUBLIC)
    assert library.views
    assert library.views.agents is library.views.public
    assert not list((tmp_path / "index").glob("*/articles/agents"))


def test_what_both_audiences_see_alike_is_held_once(tmp_path: Path) -> None:
    library = opened(tmp_path, {**PUBLIC, "fr/deal.md": DEAL})
    assert library.views
    public, agents = library.views.public, library.views.agents
    assert {article.id for article in agents.articles("fr")} == {"epp", "mail", "lock", "pay", "deal"}
    assert public.article("epp", "en") is agents.article("epp", "en")
    assert public._indexes["en"] is agents._indexes["en"]
    assert public._indexes["fr"] is not agents._indexes["fr"]


def test_s2_each_audience_searches_links_and_counts_what_it_sees(tmp_path: Path) -> None:
    library = opened(tmp_path, {**PUBLIC, "fr/deal.md": DEAL})
    assert library.views
    found = {name: library.views.of(name).search(Query("remise commerciale", "fr"), {}) for name in AUDIENCES}
    assert [hit.id for hit in found["agents"].hits][:1] == ["deal"]
    assert "deal" not in [hit.id for hit in found["public"].hits]
    bodies = {}
    for name in AUDIENCES:
        epp = library.views.of(name).article("epp", "fr")
        assert epp
        bodies[name] = library.views.of(name).body(epp).html
    assert 'href="/agent/articles/fr/' in bodies["agents"]
    assert "<a" not in bodies["public"]


def test_both_audiences_are_swapped_together(tmp_path: Path) -> None:
    library = opened(tmp_path, {**PUBLIC, "fr/deal.md": DEAL})
    before = library.views
    with compiler_for(
        tmp_path, write_site(tmp_path / "articles", {"fr/new.md": article("Nouveau", id="new")})
    ) as again:
        name = again.build().generation
    assert library.refresh()
    assert library.views
    assert {library.views.of(audience).generation for audience in AUDIENCES} == {name}
    assert before
    assert {before.of(audience).generation for audience in AUDIENCES} == {before.public.generation} != {name}


def test_s2_an_edition_that_holds_more_than_its_audience_may_see_is_refused(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    library = opened(tmp_path, {**PUBLIC, "fr/deal.md": DEAL})
    assert library.views
    generations, engine = Generations(tmp_path / "index", SECRET), open_engine("whoosh:")
    agents, bodies = generations.open(library.views.public.generation).edition("agents")
    texts = {(each.locale, each.id): bodies(each.locale, each.id) for each in agents.articles}
    with generations.building():
        staging = generations.stage("gen-00000000000000ff")
        staging.write_edition("public", Edition(agents.site, agents.portal, agents.articles, texts))
        generations.commit(staging, engine.version)
        generations.publish("gen-00000000000000ff")
    assert not library.refresh()
    assert "not for it" in caplog.text
