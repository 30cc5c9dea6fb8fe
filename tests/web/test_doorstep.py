"""What stands ready before the application is what the application answers, and nothing that is not for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given as for_all
from hypothesis import strategies as st

from app.model import View
from app.settings import Settings
from app.store import upgrade
from app.web.security.rates import limit_of
from app.web.services import KEY, Services
from tests.support.accounts import a_person, bearer, begin_session
from tests.support.sites import article, compiler_for, settings_for, write_site
from tests.web.conftest import CANARY, app_with, close, small_files, today
from tests.web.doorsteps import Door, environ_of, given

ARTICLE = "/fr/articles/code-epp"
KEPT = (
    *(f"/{locale}/{page}" for locale in ("fr", "en") for page in ("", "popularity", "privacy", "accessibility")),
    *(f"/{locale}/c/{category}" for locale in ("fr", "en") for category in ("domains", "billing")),
    *(f"/fr/articles/{slug}" for slug in ("code-epp", "payer", "hostile")),
    *(f"/en/articles/{slug}" for slug in ("get-code", "payer")),
)
CODINGS = ("br", "gzip, deflate, br", "gzip;q=1, br;q=0.5", "identity", "*", "x" * 300, None)
SECRETS = ({"Cookie": "guichet=abc"}, {"Cookie": "a=b; __Host-guichet=x"}, {"Authorization": "Bearer gui_x"})


@pytest.fixture(scope="module")
def door(small_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """The small help centre behind a doorstep, with a store of its own."""
    store = f"sqlite:///{tmp_path_factory.mktemp('door') / 'guichet.db'}"
    upgrade(store)
    app = app_with(replace(small_settings, store=store))
    yield Door(app)
    close(app)


def conditions(etag: str) -> tuple[str | None, ...]:
    """What readers send who have the page, another one, or say odd things."""
    other = etag.replace('"', '"0', 1)
    return None, etag, other, f"W/{etag}", "*", f'{other}, {etag}, "x"', etag.strip('"'), ""


@pytest.mark.parametrize("path", KEPT)
def test_a_kept_page_is_the_applications_answer_byte_for_byte(door: Door, path: str) -> None:
    for coding in CODINGS:
        accepts = {"Accept-Encoding": coding} if coding else {}
        etag = dict(given(door.bare, environ_of(path, headers=accepts))[1])["ETag"]
        for condition, method, extra in product(conditions(etag), ("GET", "HEAD"), ({}, {"Cookie": "_ga=1"})):
            headers = {**accepts, **({} if condition is None else {"If-None-Match": condition}), **extra}
            environ = environ_of(path, method, headers)
            expected = given(door.bare, environ)
            assert [given(door.step, environ) for _ in range(2)] == [expected, expected], headers


@pytest.mark.parametrize("path", KEPT)
def test_a_page_stands_ready_after_its_first_answer_whole_and_unchanged(door: Door, path: str) -> None:
    etag = dict(door.get(path, Accept_Encoding="br")[1])["ETag"]
    assert door.stands_ready(path, Accept_Encoding="br")
    assert door.stands_ready(path, "HEAD", Accept_Encoding="br", Cookie="_ga=GA1.2; theme=dark")
    assert door.stands_ready(path, Accept_Encoding="br", If_None_Match=etag)


@pytest.mark.parametrize("headers", [{}, *SECRETS, {"Referer": "https://aide.example.com/fr/search?q=epp"}])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE", "get"])
def test_every_method_of_everybody_gets_the_applications_answer(
    door: Door, method: str, headers: dict[str, str]
) -> None:
    for path in (ARTICLE, f"{ARTICLE}?", f"{ARTICLE}?lang=en", f"{ARTICLE}.md", f"{ARTICLE}/", "/fr", "/"):
        environ = environ_of(path, method, headers)
        expected = given(door.bare, environ)
        assert [given(door.step, environ) for _ in range(2)] == [expected, expected], path


@pytest.mark.parametrize("headers", [*SECRETS, {"Cookie": "a=guichet"}, {"Referer": "https://x.example/search?"}])
def test_x3_whoever_shows_a_session_or_a_token_is_always_the_applications_guest(
    door: Door, headers: dict[str, str]
) -> None:
    door.get(ARTICLE)
    assert not door.stands_ready(ARTICLE, **headers)


@pytest.mark.parametrize(
    "path",
    [
        f"{ARTICLE}?x=1", f"{ARTICLE}.md", "/", "/fr", "/fr/search", "/fr/search?q=epp", "/a/epp-code", "/fr/nothing",
        "/go/domains.list", "/fr/feedback/epp-code", "/fr/portal?workflow=domains.list", "/widget/domains.list",
        "/widget/fr/articles/code-epp", "/api/v1/docs", "/api/v1/articles", "/api/v1/suggest?q=e&locale=fr", "/login",
        "/agent/", "/editor/", "/account", "/healthz", "/readyz", "/metrics", "/sitemap.xml", "/robots.txt",
    ],
)  # fmt: skip
def test_nothing_else_stands_ready(door: Door, path: str) -> None:
    assert not door.stands_ready(path)


def test_no_kept_page_is_under_a_rate_limit(door: Door) -> None:
    adapter = door.flask.url_map.bind("localhost")
    rules = {adapter.match(path, return_rule=True)[0].rule for path in KEPT}
    assert [rule for rule in rules if limit_of(rule)] == []


def test_s2_what_the_team_was_shown_never_stands_ready_for_anybody(door: Door) -> None:
    client, app = door.flask.test_client(), door.flask
    secret = begin_session(client, a_person(app, "agent"))
    shown = [bearer(app, "agent"), {"Cookie": f"guichet={secret}"}, {"Cookie": f"__Host-guichet={secret}"}]
    paths = ("/agent/articles/fr/", "/agent/articles/fr/secret-note", "/fr/c/domains", "/fr/articles/secret-note")
    private = ("/api/v1/articles?locale=fr", "/api/v1/articles/secret-note?locale=fr")
    seen = [given(door.step, environ_of(path, headers=each)) for each in shown for path in (*paths, *private)]
    assert any(CANARY.encode() in body for _, _, body in seen)
    for path in (*paths, *private):
        expected = given(door.bare, environ_of(path))
        assert CANARY.encode() not in expected[2]
        assert [door.get(path), door.get(path)] == [expected, expected]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "localhost:0", "a b"])
def test_a_host_that_is_not_ours_is_refused_before_anything_that_stands_ready(small_app: Flask, host: str) -> None:
    client = small_app.test_client()
    for _ in range(2):
        assert client.get(ARTICLE).status_code == 200
        assert client.get(ARTICLE, headers={"Host": host}).status_code == 400


def test_what_stands_ready_has_the_security_headers_once(small_app: Flask) -> None:
    answers = [small_app.test_client().get(ARTICLE).headers.to_wsgi_list() for _ in range(2)]
    assert answers[0] == answers[1]
    assert [name for name, _ in answers[1]].count("Content-Security-Policy") == 1


@pytest.mark.parametrize(
    "path", ["//fr/", "/////fr/", "/fr//", f"/{ARTICLE}", f"{ARTICLE}//", "//agent/", "/fr//search"]
)
def test_u7_two_slashes_in_a_row_are_the_address_of_nothing(small_app: Flask, path: str) -> None:
    door = Door(small_app)
    assert given(door.step, environ_of("/") | {"PATH_INFO": path})[0] == "404 NOT FOUND"


ODD = st.lists(
    st.sampled_from(["fr", "en", "/", "..", ".", "c", "domains", "articles", "code-epp", "\xff", "%", " ", "é"])
)


@for_all(ODD.map("".join))
def test_odd_paths_get_the_applications_answer(small_app: Flask, path: str) -> None:
    door = Door(small_app)
    for each in (f"/{path}", path):
        environ: dict[str, Any] = environ_of("/") | {"PATH_INFO": each}
        expected = given(door.bare, environ)
        assert [given(door.step, environ) for _ in range(2)] == [expected, expected]


def test_no_more_pages_are_kept_than_may_be(small_app: Flask) -> None:
    door = Door(small_app, most=2)
    for path in KEPT[:3]:
        door.get(path)
    before = door.asked
    door.get(KEPT[2])
    assert door.asked == before
    door.get(KEPT[0])
    assert door.asked == before + 1


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[tuple[Path, Door]]:
    """A folder with a help centre of its own, and a doorstep before it."""
    write_site(tmp_path / "articles", small_files())
    publish(tmp_path, "Ancien texte.")
    settings = settings_for(tmp_path, tmp_path / "articles")
    upgrade(settings.store)
    app = app_with(settings)
    yield tmp_path, Door(app)
    close(app)


def test_a_new_generation_is_shown_at_once_also_if_it_comes_while_a_page_is_made(changing: tuple[Path, Door]) -> None:
    folder, door = changing
    assert door.stands_ready("/fr/")
    publish(folder, "Nouveau texte.")
    bare = door.bare

    def swapping(environ: Any, start_response: Any) -> Any:
        chunks = bare(environ, start_response)
        refresh(door)
        return chunks

    door.bare = swapping  # type: ignore[assignment]
    assert b"Ancien texte." in door.get(ARTICLE)[2]
    assert b"Nouveau texte." in door.get(ARTICLE)[2]
    assert [door.get(path) for path in KEPT] == [given(bare, environ_of(path)) for path in KEPT]


def test_an_article_that_became_internal_is_gone_from_the_doorstep(changing: tuple[Path, Door]) -> None:
    folder, door = changing
    assert door.stands_ready(ARTICLE)
    publish(folder, visibility="agents")
    refresh(door)
    assert [door.get(ARTICLE)[0] for _ in range(2)] == ["404 NOT FOUND"] * 2


def test_popularity_that_changed_is_shown_at_once(door: Door) -> None:
    parts: Services = door.flask.extensions[KEY]
    assert parts.library.current
    before = door.get("/fr/")
    assert door.stands_ready("/fr/")
    names = ("epp-code", "facture", "hostile")
    parts.store.record([View(name, "fr", today(), bytes([n]) * 16) for name in names for n in range(30)])
    parts.board.refresh(parts.library.current)
    assert door.get("/fr/") == given(door.bare, environ_of("/fr/"))
    assert door.get("/fr/") != before


def publish(folder: Path, body: str = "Texte.", **keys: object) -> None:
    """Build the small help centre with another text of the article that ARTICLE shows."""
    text = article("Obtenir le code EPP", body, id="epp-code", slug="code-epp", category="domains", **keys)
    articles = write_site(folder / "articles", {"fr/epp.md": text})
    with compiler_for(folder, articles) as compiler:
        compiler.build()


def refresh(door: Door) -> None:
    """Serve what was published last."""
    parts: Services = door.flask.extensions[KEY]
    parts.library.refresh()
