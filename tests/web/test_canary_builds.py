"""S2 from build to build: an article that stops being public is gone everywhere, whatever an index remembers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.store import upgrade
from app.web.services import KEY, Services
from tests.support.accounts import signed_in
from tests.support.canary import MARK
from tests.support.sites import article, compiler_for, settings_for, write_site
from tests.web.conftest import app_with, close, small_files

WORD = f"{MARK}vanish"
TRANSCLUSIONS = (
    "{% include 'fr/secret.md' %}", "{{ article.secret }}", '--8<-- "secret.md"', "![x](secret.md)", "[[secret]]",
    "{{< include secret.md >}}", "!include secret.md", ".. include:: secret.md", "<!--#include file='secret.md'-->",
)  # fmt: skip


def secret(**keys: object) -> str:
    return article(f"Titre {WORD}", f"Corps {WORD}.\n\n{WORD} {WORD}.", id="secret", slug=f"{WORD}slug", **keys)


@pytest.fixture(scope="module")
def hidden_later(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Flask]]:
    """A help centre, some of whose public articles became internal at its second build, before and after it."""
    folder = tmp_path_factory.mktemp("later")
    files = {f"fr/{n}.md": article(f"Article {n}", f"Texte numéro {n}.", id=f"a{n}") for n in range(12)}
    articles = write_site(folder / "articles", {**small_files(), **files, "fr/secret.md": secret()})
    settings = settings_for(folder, articles)
    upgrade(settings.store)
    with compiler_for(folder, articles) as compiler:
        compiler.build()
        before = app_with(settings)
        write_site(articles, {"fr/secret.md": secret(visibility="agents")})
        compiler.build()
        after = app_with(settings)
    yield before, after
    for app in (before, after):
        close(app)


@pytest.mark.parametrize(
    "path",
    [
        f"/api/v1/search?q={WORD}", f"/api/v1/search?q={WORD[:-1]}", f"/api/v1/search?q={WORD[:5]}x{WORD[6:]}",
        f"/api/v1/suggest?q={WORD[:5]}", "/api/v1/articles", "/sitemap.xml", "/llms-full.txt",
        f"/fr/articles/{WORD}slug", "/a/secret", "/fr/c/other", "/fr/",
    ],
)  # fmt: skip
def test_s2_nothing_stays_of_an_article_that_became_internal(hidden_later: tuple[Flask, Flask], path: str) -> None:
    before, after = (app.test_client().get(path, follow_redirects=True) for app in hidden_later)
    assert WORD in before.text
    typed = path.partition("q=")[2]
    assert WORD not in (after.text.replace(typed, "") if typed else after.text)
    if "search" in path:
        assert after.json is not None
        assert (after.json["total"], after.json["corrected"]) == (0, None)


def test_s6_an_index_that_grew_out_of_the_publics_finds_what_agents_may_read(hidden_later: tuple[Flask, Flask]) -> None:
    agent = signed_in(hidden_later[1], "agent")
    assert WORD in agent.get(f"/agent/search?locale=fr&q={WORD}").text
    parts: Services = hidden_later[1].extensions[KEY]
    assert parts.library.views
    assert parts.library.views.agents is not parts.library.views.public


@pytest.mark.parametrize("written", TRANSCLUSIONS)
def test_a19_nothing_takes_the_text_of_one_article_into_another(tmp_path: Path, written: str) -> None:
    files = {
        "fr/open.md": article("Ouvert", f"Avant {written} après.", id="open"),
        "fr/secret.md": secret(visibility="agents"),
    }
    articles = write_site(tmp_path / "articles", files)
    with compiler_for(tmp_path, articles) as compiler:
        compiler.build()
    app = app_with(settings_for(tmp_path, articles))
    parts: Services = app.extensions[KEY]
    current = parts.library.current
    assert current
    body = current.body(current.articles("fr")[0])
    assert MARK not in body.html + body.markdown + "".join(section.text for section in body.sections)
    close(app)
