"""A build: what is published, under which name, and what is left out and why."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.errors import ContentError, EnvironmentFault
from app.generations import Edition, Generations
from app.model import Problem
from tests.support.sites import NOON, SECRET, article, compiler_for, write_site

EPP = article("Récupérer mon code EPP", "Voir [le verrou](article:lock#steps).", id="epp")
LOCK = article("Verrouiller mon domaine", "## Étapes {#steps}\n\n1. Cliquez.", id="lock", related=["epp"])


def published(folder: Path) -> Edition:
    generations = Generations(folder / "index", SECRET)
    name = generations.published()
    assert name
    edition, bodies = generations.open(name).edition("public")
    return replace(edition, bodies={(a.locale, a.id): bodies(a.locale, a.id) for a in edition.articles})


def build(folder: Path, articles: Path, now: datetime = NOON) -> tuple[Problem, ...]:
    with compiler_for(folder, articles, now) as compiler:
        return compiler.build().problems


def test_an_article_links_another_one_at_its_anchor_and_is_related_back(tmp_path: Path) -> None:
    build(tmp_path, write_site(tmp_path / "articles", {"fr/epp.md": EPP, "fr/lock.md": LOCK}))
    edition = published(tmp_path)
    epp, lock = sorted(edition.articles, key=lambda a: a.id)
    assert 'href="/fr/articles/lock#h-steps"' in edition.bodies["fr", "epp"].html
    assert epp.related == ("lock",)
    assert lock.related == ("epp",)


def test_the_same_content_gives_the_same_name_in_another_folder_at_another_time(tmp_path: Path) -> None:
    names = []
    for place in ("one", "two"):
        articles = write_site(tmp_path / place / "articles", {"fr/epp.md": EPP, "fr/lock.md": LOCK})
        with compiler_for(tmp_path / place, articles) as compiler:
            names.append(compiler.build().generation)
    assert names[0] == names[1]


def test_nothing_changed_means_nothing_is_built_and_problems_are_still_told(tmp_path: Path) -> None:
    articles = write_site(tmp_path / "articles", {"fr/epp.md": EPP})
    with compiler_for(tmp_path, articles) as compiler:
        first = compiler.build()
        second = compiler.build()
    assert first.changed
    assert not second.changed
    assert second.generation == first.generation
    assert second.problems == first.problems
    assert any("'lock'" in problem.message for problem in second.problems)


def test_force_builds_again_under_another_name(tmp_path: Path) -> None:
    articles = write_site(tmp_path / "articles", {"fr/lock.md": LOCK})
    with compiler_for(tmp_path, articles) as compiler:
        assert compiler.build().generation != compiler.build(force=True).generation


def test_r12_a_bad_article_is_left_out_and_named_and_the_others_are_published(tmp_path: Path) -> None:
    files = {"fr/epp.md": EPP, "fr/lock.md": LOCK, "fr/bad.md": "---\ntitle: Résilier: comment\n---\ntext\n"}
    problems = build(tmp_path, write_site(tmp_path / "articles", files))
    assert {a.id for a in published(tmp_path).articles} == {"epp", "lock"}
    assert next(str(p) for p in problems if p.severity == "error").startswith("fr/bad.md:2: ")


def test_a_link_to_an_article_that_failed_is_plain_text(tmp_path: Path) -> None:
    files = {"fr/epp.md": EPP, "fr/lock.md": article("Verrouiller", "[" * 600, id="lock")}
    problems = build(tmp_path, write_site(tmp_path / "articles", files))
    edition = published(tmp_path)
    assert [a.id for a in edition.articles] == ["epp"]
    assert "<a" not in edition.bodies["fr", "epp"].html
    assert "le verrou" in edition.bodies["fr", "epp"].html
    assert {p.path for p in problems if p.severity == "error"} == {"fr/epp.md", "fr/lock.md"}


@pytest.mark.parametrize(
    "keys",
    [
        {"status": "draft"},
        {"draft": "true"},
        {"visibility": "agents"},
        {"publish_at": "2026-06-16"},
        {"unpublish_at": "2026-06-15"},
    ],
)
def test_a18_what_the_public_cannot_read_is_in_no_file_for_it(tmp_path: Path, keys: dict[str, str]) -> None:
    hidden = article("Secret zanzibar", "Le mot zanzibar.\n\n## Étapes {#steps}\n\ntexte", id="lock", **keys)
    build(tmp_path, write_site(tmp_path / "articles", {"fr/epp.md": EPP, "fr/lock.md": hidden}))
    edition = published(tmp_path)
    assert [a.id for a in edition.articles] == ["epp"]
    assert "<a" not in edition.bodies["fr", "epp"].html
    generation = tmp_path / "index" / (tmp_path / "index" / "CURRENT").read_text().strip()
    for folder in ("articles/public", "search/public"):
        written = b"".join(path.read_bytes() for path in (generation / folder).rglob("*") if path.is_file())
        assert b"verrou" in written  # words stand there as they are
        assert b"zanzibar" not in written


def test_agents_have_an_edition_with_their_own_articles_and_links(tmp_path: Path) -> None:
    files = {"fr/epp.md": EPP, "fr/lock.md": LOCK.replace("id: lock", "id: lock\nvisibility: agents")}
    build(tmp_path, write_site(tmp_path / "articles", files))
    generations = Generations(tmp_path / "index", SECRET)
    name = generations.published()
    assert name
    agents, bodies = generations.open(name).edition("agents")
    assert {a.id for a in agents.articles} == {"epp", "lock"}
    assert 'href="/agent/articles/fr/lock#h-steps"' in bodies("fr", "epp").html
    assert [a.id for a in published(tmp_path).articles] == ["epp"]


def test_a_due_date_is_told_and_then_takes_effect(tmp_path: Path) -> None:
    moment = NOON + timedelta(hours=3)
    future = article("Bientôt", id="soon", publish_at=moment.isoformat())
    articles = write_site(tmp_path / "articles", {"fr/soon.md": future})
    with compiler_for(tmp_path, articles) as compiler:
        outcome = compiler.build()
    assert (outcome.articles, outcome.due) == (0, moment)
    with compiler_for(tmp_path, articles, moment) as compiler:
        outcome = compiler.build()
    assert (outcome.articles, outcome.due) == (1, None)


def test_f16_an_article_with_an_unknown_workflow_is_left_out(tmp_path: Path) -> None:
    files = {"fr/lock.md": LOCK, "fr/x.md": article("X", workflows=["domains.unknown"])}
    problems = build(tmp_path, write_site(tmp_path / "articles", files))
    assert [a.id for a in published(tmp_path).articles] == ["lock"]
    assert any(str(p).startswith("fr/x.md:3: unknown workflow 'domains.unknown'") for p in problems)


def test_a_wrong_portal_entry_is_reported_at_its_line(tmp_path: Path) -> None:
    portal = "preset: whmcs\nworkflows:\n  account.login:\n    path: https://evil.example/\n"
    problems = build(tmp_path, write_site(tmp_path / "articles", {"fr/lock.md": LOCK, "portal.yaml": portal}))
    assert any(p.path == "portal.yaml" and p.line == 4 and "account.login" in p.message for p in problems)


def test_an_unreadable_site_keeps_the_published_generation(tmp_path: Path) -> None:
    articles = write_site(tmp_path / "articles", {"fr/lock.md": LOCK})
    build(tmp_path, articles)
    write_site(articles, {"site.yaml": "brand: {name: [\n"})
    with compiler_for(tmp_path, articles) as compiler, pytest.raises(ContentError, match=r"site\.yaml:"):
        compiler.build()
    assert [a.id for a in published(tmp_path).articles] == ["lock"]


def test_e5_a_missing_folder_is_refused_and_unpublishes_nothing(tmp_path: Path) -> None:
    articles = write_site(tmp_path / "articles", {"fr/lock.md": LOCK})
    build(tmp_path, articles)
    articles.rename(tmp_path / "elsewhere")
    with pytest.raises(EnvironmentFault, match="GUICHET_ARTICLES"):
        build(tmp_path, articles)
    assert [a.id for a in published(tmp_path).articles] == ["lock"]


def test_a_file_that_was_refused_is_no_problem_any_more_once_it_is_gone(tmp_path: Path) -> None:
    articles = write_site(tmp_path / "articles", {"fr/lock.md": LOCK.replace("related: [epp]\n", "")})
    link = articles / "fr" / "link.md"
    link.symlink_to("/etc/passwd")
    assert any(problem.path == "fr/link.md" for problem in build(tmp_path, articles))
    link.unlink()
    assert build(tmp_path, articles) == ()


def test_s6_a_damaged_generation_is_mended_by_a_build_of_the_same_content(tmp_path: Path) -> None:
    articles = write_site(tmp_path / "articles", {"fr/lock.md": LOCK})
    build(tmp_path, articles)
    generations = Generations(tmp_path / "index", SECRET)
    name = generations.published()
    assert name
    (tmp_path / "index" / name / "articles" / "public" / "listing.json").write_text("damaged")
    with compiler_for(tmp_path, articles) as compiler:
        assert compiler.build().changed
    assert generations.has(name)


def test_e5_an_empty_folder_is_an_empty_help_centre(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    build(tmp_path, tmp_path / "articles")
    assert published(tmp_path).articles == ()
    assert published(tmp_path).site.locales


def test_e5_content_that_lost_every_file_at_once_unpublishes_nothing_unless_forced(tmp_path: Path) -> None:
    articles = write_site(tmp_path / "articles", {f"fr/{n}.md": article(f"Titre {n}") for n in range(5)})
    build(tmp_path, articles)
    (articles / "fr").rename(tmp_path / "elsewhere")
    with pytest.raises(
        EnvironmentFault, match="holds no article file any more that can be read, and the 5 published articles stay"
    ):
        build(tmp_path, articles)
    assert len(published(tmp_path).articles) == 5
    with compiler_for(tmp_path, articles) as compiler:
        compiler.build(force=True)
    assert published(tmp_path).articles == ()


def test_e5_articles_that_are_hidden_one_by_one_may_all_be(tmp_path: Path) -> None:
    files = {f"fr/{n}.md": article(f"Titre {n}") for n in range(5)}
    build(tmp_path, write_site(tmp_path / "articles", files))
    hidden = {path: text.replace("---\n", "---\nstatus: draft\n", 1) for path, text in files.items()}
    build(tmp_path, write_site(tmp_path / "articles", hidden))
    assert published(tmp_path).articles == ()


def test_two_compilers_at_once_take_turns(tmp_path: Path) -> None:
    articles = write_site(tmp_path / "articles", {"fr/lock.md": LOCK})
    generations = Generations(tmp_path / "index", SECRET)
    generations.prepare()
    with generations.building(), compiler_for(tmp_path, articles) as compiler:
        compiler.lock_wait = 0.1
        with pytest.raises(EnvironmentFault, match="another build is running"):
            compiler.build()


def test_a_deleted_index_is_built_again_with_the_same_articles(tmp_path: Path) -> None:
    articles = write_site(tmp_path / "articles", {"fr/epp.md": EPP, "fr/lock.md": LOCK})
    build(tmp_path, articles)
    before = published(tmp_path)
    shutil.rmtree(tmp_path / "index")
    build(tmp_path, articles)
    assert published(tmp_path) == before


def test_a_moment_with_another_offset_is_the_same_moment(tmp_path: Path) -> None:
    files = {"fr/x.md": article("X", id="x", publish_at="2026-06-15T14:00:00+02:00")}
    articles = write_site(tmp_path / "articles", files)
    with compiler_for(tmp_path, articles, datetime(2026, 6, 15, 11, 59, tzinfo=UTC)) as compiler:
        assert compiler.build().articles == 0
    with compiler_for(tmp_path, articles) as compiler:
        assert compiler.build().articles == 1
