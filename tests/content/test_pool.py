"""Rendering in child processes: the same answers, and a hostile article costs itself only."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.content.admission import admit
from app.content.check import check
from app.content.directory import DirectoryTree
from app.content.pool import RenderPool
from app.content.render import Refusal, Rendering, World, render
from app.content.source import read_content
from app.content.world import world_of
from app.model import Article, Problem

HOSTILE = "\n\n".join(["[" * 499] * 1000)
"""Within every cap on its text, and about ten seconds of processor time to render."""


@pytest.fixture(scope="module")
def pool() -> Iterator[RenderPool]:
    with RenderPool() as started:
        yield started


def children() -> list[int]:
    """Process ids of the children of this process."""
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


def test_a_child_answers_what_this_process_would(pool: RenderPool, article: Callable[..., Article]) -> None:
    texts = ["[x](article:b#y) é « x »", "## T {#t}\n\n![x](no.png)", "[x](javascript:y)", "- " * 40 + "x"]
    articles = [article(text, source=f"{i}.md") for i, text in enumerate(texts)]
    world = World({"b": "/fr/articles/b"})
    seen: list[str] = []
    outcomes = pool.render_all(articles, world, lambda done, _outcome: seen.append(done.path))
    for i in range(3):
        assert outcomes[f"fr/{i}.md"] == render(articles[i], world)
    assert isinstance(outcomes["fr/3.md"], Problem)
    assert sorted(seen) == [f"fr/{i}.md" for i in range(4)]


def test_each_call_has_its_own_world(pool: RenderPool, article: Callable[..., Article]) -> None:
    for slug in ("x", "y"):
        outcome = pool.render_all([article("[x](article:b)")], World({"b": f"/fr/articles/{slug}"}))["fr/domains/a.md"]
        assert isinstance(outcome, Rendering)
        assert f"/fr/articles/{slug}" in outcome.html


def test_nothing_to_render_starts_nothing() -> None:
    before = children()
    with RenderPool() as idle:
        assert idle.render_all([], World({})) == {}
        assert children() == before


def test_children_are_kept_for_the_next_build_and_end_with_the_pool(article: Callable[..., Article]) -> None:
    before = set(children())
    with RenderPool() as local:
        articles = [article("x", source=f"{i}.md") for i in range(8)]
        local.render_all(articles, World({}))
        first = set(children()) - before
        assert 1 <= len(first) <= 2
        local.render_all(articles, World({}))
        assert set(children()) - before == first
    assert set(children()) == before


def test_a_child_that_died_between_builds_is_replaced(article: Callable[..., Article]) -> None:
    before = set(children())
    with RenderPool(children=1) as local:
        local.render_all([article("x")], World({}))
        (child,) = set(children()) - before
        os.kill(child, signal.SIGKILL)
        outcome = local.render_all([article("y")], World({}))["fr/domains/a.md"]
        assert isinstance(outcome, Rendering)


def test_a11_an_article_that_takes_too_long_is_a_problem_and_the_rest_is_rendered(
    pool: RenderPool, article: Callable[..., Article]
) -> None:
    articles = [article(HOSTILE if i == 2 else "x", source=f"{i}.md", body_line=7) for i in range(6)]
    outcomes = pool.render_all(articles, World({}))
    bad = outcomes.pop("fr/2.md")
    assert isinstance(bad, Problem)
    assert str(bad) == "fr/2.md:7: takes too long to render"
    assert all(isinstance(outcome, Rendering) for outcome in outcomes.values())


def test_a11_a_child_that_is_late_by_the_clock_is_ended(article: Callable[..., Article]) -> None:
    before = set(children())
    with RenderPool(children=1, wall_seconds=0.2) as local:
        outcomes = local.render_all([article(HOSTILE)], World({}))
        assert isinstance(outcomes["fr/domains/a.md"], Problem)
    assert set(children()) == before


def test_an_article_cannot_read_this_process_environment(
    pool: RenderPool, article: Callable[..., Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUICHET_SECRET_KEY", "canary")
    with RenderPool(children=1) as local:
        local.render_all([article("x")], World({}))
        for child in children():
            assert b"canary" not in Path(f"/proc/{child}/environ").read_bytes()


def test_r12_a_child_gets_at_most_512_mib() -> None:
    program = "from app.content.worker import limit_memory; limit_memory(); bytearray({} << 20)"
    for mebibytes, code in ((400, 0), (600, 1)):
        command = [sys.executable, "-c", program.format(mebibytes)]
        assert subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == code


def test_r12_ten_hostile_articles_among_500_harm_only_themselves(
    pool: RenderPool, article: Callable[..., Article]
) -> None:
    hostile = [
        HOSTILE,
        "[" * 50_000,
        "> " * 10_000,
        "![" * 5_000,
        "- " * 500 + "x",
        "<div>" * 50_000,
        "`" * 30_000,
        "![x](https://evil.example/x.png)",
        "x" * 600_000,
        "![x](//169.254.169.254/)",
    ]
    articles = [article(f"Texte {i}.\n\n## Titre\n\n- a\n- b", source=f"{i}.md") for i in range(490)]
    articles[100:100] = [article(body, source=f"bad{i}.md") for i, body in enumerate(hostile)]
    outcomes = pool.render_all(articles, World({}))
    assert len(outcomes) == 500
    refused = {path for path, outcome in outcomes.items() if isinstance(outcome, Problem)}
    assert refused == {f"fr/bad{i}.md" for i in range(10)}


def test_every_shipped_article_renders_without_a_problem(pool: RenderPool) -> None:
    content = read_content(DirectoryTree(Path(__file__).parents[2] / "articles"), {})
    workflows = {workflow for a in content.articles for workflow in a.workflows} | {
        link.target
        for a in content.articles
        for link in render(a, world_of(content, a.locale, content.articles, workflows=())).links
        if link.kind == "portal"
    }
    content = admit(content, workflows)
    outcomes: dict[str, Rendering | Problem] = {}
    for locale in content.site.locales:
        world = world_of(content, locale, content.articles, workflows=workflows)
        outcomes |= pool.render_all([a for a in content.articles if a.locale == locale], world)
    assert check(content, outcomes, workflows) == ()
    assert len(outcomes) == 58


def test_an_article_is_sent_without_what_rendering_does_not_read(
    pool: RenderPool, article: Callable[..., Article]
) -> None:
    given = replace(article("x"), owner="somebody", lines={"id": 2})
    outcome = pool.render_all([given], World({}))["fr/domains/a.md"]
    assert isinstance(outcome, Rendering)


def test_a_refusal_comes_back_with_everything_that_was_found(pool: RenderPool, article: Callable[..., Article]) -> None:
    given = article("![x](https://x.example/1.png) [y](article:nope) ![z](no.png)")
    outcome = pool.render_all([given], World({}))[given.path]
    assert isinstance(outcome, Refusal)
    assert outcome.code == "remote-image"
    assert [link.target for link in outcome.links] == ["nope"]
    assert [problem.code for problem in outcome.others] == ["missing-picture"]
