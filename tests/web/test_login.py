"""Signing in: what is let in, what is refused and how, and where one goes on to."""

from __future__ import annotations

import re
import secrets
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from app.accounts import Counted, Guessing, Passwords
from app.settings import Settings
from app.store import upgrade
from tests.support.accounts import SAME, a_person, doorman_of, signed_in
from tests.web.conftest import app_with, close

PASSWORD = "un mot de passé assez long"
HOSTILE_NEXT = [
    "https://evil",
    "//evil",
    "/\\evil",
    "/\t/evil",
    "/%09/evil",
    "https:evil",
    "javascript:alert(1)",
    "http://localhost@evil/",
    "//localhost@evil",
    "/ok\r\nX: y",
    "////evil",
    "/%2f/evil",
    ".evil",
    "\x00//evil",
    "/editor/",
    "",
]


@pytest.fixture(scope="module")
def desk(small_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The small help centre with a store of its own, without https."""
    store = f"sqlite:///{tmp_path_factory.mktemp('desk') / 'guichet.db'}"
    upgrade(store)
    app = app_with(replace(small_settings, store=store, base_url=None))
    a_person(app, "editor", Passwords().hash(PASSWORD), "ada")
    yield app
    close(app)


@pytest.fixture
def browser(desk: Flask) -> FlaskClient:
    return desk.test_client()


def post(browser: FlaskClient, address: str = "192.0.2.1", **form: str) -> TestResponse:
    """Send the form from an address of the test's own."""
    return browser.post("/login", data=form, headers=SAME, environ_base={"REMOTE_ADDR": address})


def test_who_knows_the_password_is_let_in_by_a_cookie_that_holds_nothing_else(browser: FlaskClient) -> None:
    response = post(browser, name=" Ada ", password=PASSWORD)
    cookie = response.headers["Set-Cookie"]
    assert (response.status_code, response.headers["Location"]) == (303, "/editor/")
    assert re.match(r"guichet=[A-Za-z0-9_-]{43}; ", cookie)
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert browser.get("/editor/").status_code == 200
    assert "no-store" in response.headers["Cache-Control"]


def test_the_language_chosen_before_signing_in_is_kept_afterwards(desk: Flask) -> None:
    browser = desk.test_client()
    english = {**SAME, "Accept-Language": "en"}
    entered = browser.post("/login?lang=fr", data={"name": "ada", "password": PASSWORD}, headers=english)
    assert entered.headers["Location"] == "/editor/?lang=fr"
    assert browser.get("/login?lang=fr", headers=english).headers["Location"] == "/editor/?lang=fr"
    account = browser.get("/account?lang=fr", headers=english).text
    assert set(re.findall(r'href="(/(?:editor|agent)/[^"]*)"', account)) == {"/editor/?lang=fr", "/agent/?lang=fr"}


def test_behind_https_the_cookie_is_tied_to_the_host(desk: Flask, small_settings: Settings) -> None:
    settings = replace(settings_of(desk), base_url="https://help.example")
    app = app_with(settings)
    client = app.test_client()
    headers = {"Host": "help.example", "Origin": "https://help.example"}
    data = {"name": "ada", "password": PASSWORD}
    response = client.post("/login", data=data, headers=headers, base_url="https://help.example")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-guichet=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Secure"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    page = client.get(
        "/login", headers={"Host": "help.example", "Accept-Language": "en"}, base_url="https://help.example"
    )
    assert "not configured for https" not in page.text
    close(app)


def settings_of(app: Flask) -> Settings:
    settings: Settings = app.extensions["guichet"].settings
    return settings


def test_without_https_the_sign_in_page_says_so(browser: FlaskClient) -> None:
    assert "not configured for https" in browser.get("/login", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_x4_a_password_is_the_same_in_either_unicode_form(desk: Flask, form: str) -> None:
    typed = unicodedata.normalize(form, PASSWORD)  # type: ignore[arg-type]
    assert post(desk.test_client(), "192.0.2.2", name="ada", password=typed).status_code == 303


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("ada", "wrong wrong wrong"),
        ("nobody", PASSWORD),
        ("' OR 1=1 --", PASSWORD),
        ("ada", ""),
        ("", ""),
        ("ada\0", PASSWORD),
        ("ada", PASSWORD + "\0"),
        ("ada", "x" * 1_025),
        ("ada", "x" * 60_000),
        ("ada", "x" * 1_000_000),
        ("a" * 5_000, PASSWORD),
        ("é" * 70, PASSWORD),
        ("ada", PASSWORD[:-1]),
        ("ada", PASSWORD.upper()),
    ],
    ids=range(14),
)
def test_x4_whatever_is_wrong_gets_the_same_text(
    desk: Flask, name: str, password: str, request: pytest.FixtureRequest
) -> None:
    number = request.node.callspec.id
    response = post(desk.test_client(), f"198.51.100.{number}", name=name, password=password)
    assert response.status_code == 401
    assert "Set-Cookie" not in response.headers
    assert "Le nom ou le mot de passe n’est pas le bon." in response.text
    forgive(desk, "ada")


def forgive(app: Flask, name: str) -> None:
    doorman_of(app).store.forgive(b"", guesses(app, name))


def guesses(app: Flask, name: str) -> Counted:
    return Guessing(settings_of(app).secret_key).account(name)


def test_s11_the_body_is_the_same_for_who_exists_and_who_does_not(desk: Flask) -> None:
    """The name that was typed is all that differs; disabled people are nobody too."""
    doorman = doorman_of(desk)
    gone = a_person(desk, "agent", Passwords().hash(PASSWORD), "gone")
    doorman.store.set_disabled(gone, True, doorman.clock())
    a_person(desk, "agent", None, "invited")
    answers = [
        post(desk.test_client(), "192.0.2.3", name=name, password=PASSWORD + "!")
        for name in ("ada", "nobody", "gone", "invited")
    ]
    assert {answer.status_code for answer in answers} == {401}
    names = ("ada", "nobody", "gone", "invited")
    bodies = {answer.text.replace(f'value="{name}"', "") for answer, name in zip(answers, names, strict=True)}
    assert len(bodies) == 1
    assert post(desk.test_client(), "192.0.2.3", name="gone", password=PASSWORD).status_code == 401
    forgive(desk, "ada")


def test_s11_refusing_who_exists_costs_as_much_as_refusing_who_does_not(desk: Flask) -> None:
    a_person(desk, "agent", Passwords().hash(PASSWORD), "carol")
    costs: dict[str, list[float]] = {"carol": [], "carl": []}
    for number in range(9):
        for name, seen in costs.items():
            began = time.process_time()
            post(desk.test_client(), f"192.0.2.{100 + number}", name=name, password="wrong wrong wrong")
            seen.append(time.process_time() - began)
            forgive(desk, name)
    medians = [sorted(seen)[4] for seen in costs.values()]
    assert abs(medians[0] - medians[1]) < 0.010


def test_x5_the_sixth_failure_waits_and_so_does_the_right_password_until_an_operator_unlocks(desk: Flask) -> None:
    a_person(desk, "agent", Passwords().hash(PASSWORD), "bob")
    wrong = [post(desk.test_client(), f"203.0.113.{n}", name="bob", password="no") for n in range(6)]
    right = post(desk.test_client(), "203.0.113.77", name="bob", password=PASSWORD)
    assert [answer.status_code for answer in wrong] == [401] * 5 + [429]
    assert (right.status_code, right.text) == (429, wrong[5].text)
    assert 0 < int(right.headers["Retry-After"]) <= 900
    doorman = doorman_of(desk)
    bob = doorman.store.person("bob")
    assert bob is not None
    doorman.store.forgive_all(guesses(desk, "bob"), bob, doorman.clock())
    assert post(desk.test_client(), "203.0.113.77", name="bob", password=PASSWORD).status_code == 303


def test_x5_who_does_not_exist_is_locked_alike(desk: Flask) -> None:
    answers = [post(desk.test_client(), "203.0.113.8", name="ghost", password="no").status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]


def test_x5_an_address_has_twenty_failures_whatever_the_names(desk: Flask) -> None:
    answers = [post(desk.test_client(), "203.0.113.9", name=f"g{n}", password="x" * 2_000) for n in range(21)]
    assert [answer.status_code for answer in answers] == [401] * 20 + [429]
    assert post(desk.test_client(), "203.0.113.9", name="ada", password=PASSWORD).status_code == 429
    assert post(desk.test_client(), "203.0.113.10", name="ada", password=PASSWORD).status_code == 303


def test_s12_neither_address_nor_name_nor_password_of_an_attempt_is_at_rest(desk: Flask) -> None:
    post(desk.test_client(), "203.0.113.200", name="seededname", password="seeded password 1")
    database = Path(settings_of(desk).store.removeprefix("sqlite:///"))
    data = b"".join(path.read_bytes() for path in database.parent.iterdir())
    for seeded in (b"203.0.113", b"seededname", b"seeded password", PASSWORD.encode()):
        assert seeded not in data


@pytest.mark.parametrize("onward", HOSTILE_NEXT, ids=repr)
def test_s4_g5_only_a_path_that_we_signed_is_gone_on_to(desk: Flask, onward: str) -> None:
    for answer in (
        post(desk.test_client(), "192.0.2.20", name="ada", password=PASSWORD, next=onward),
        signed_in(desk, "editor").get("/login", query_string={"next": onward}),
    ):
        assert (answer.status_code, answer.headers["Location"]) == (303, "/editor/")


@given(onward=st.text(max_size=200))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_s4_no_text_whatever_leads_elsewhere(desk: Flask, onward: str) -> None:
    answer = signed_in_once(desk).get("/login", query_string={"next": onward.encode("utf-8", "replace")})
    assert answer.headers["Location"] == "/editor/"


def signed_in_once(app: Flask) -> FlaskClient:
    client: FlaskClient | None = app.extensions.get("test.client")
    if client is None:
        client = app.extensions["test.client"] = signed_in(app, "editor")
    return client


def test_one_goes_on_to_the_page_that_was_asked_for(browser: FlaskClient) -> None:
    asked = browser.get("/editor/gaps?days=7&kind=unopened")
    form = browser.get(asked.headers["Location"]).text
    found = re.search(r'name="next" value="([^"]+)"', form)
    assert found
    response = post(browser, "192.0.2.21", name="ada", password=PASSWORD, next=found[1])
    assert response.headers["Location"] == "/editor/gaps?days=7&kind=unopened"


def test_a_page_with_a_long_query_is_gone_on_to_without_it(browser: FlaskClient) -> None:
    location = browser.get("/editor/gaps?x=" + "é%20" * 1_500).headers["Location"]
    assert len(location) < 2_600
    assert browser.get(location).status_code == 200
    assert browser.get(f"/editor/articles/fr/{secrets.token_hex(2_500)}").headers["Location"] == "/login"


def test_x7_who_signs_in_gets_a_new_session_and_the_one_before_is_over(desk: Flask) -> None:
    planted = signed_in(desk, "reader")
    before = planted.get_cookie("guichet")
    post(planted, "192.0.2.22", name="ada", password=PASSWORD)
    after = planted.get_cookie("guichet")
    assert before
    assert after
    assert before.value != after.value
    old = desk.test_client()
    old.set_cookie("guichet", before.value)
    assert old.get("/account").status_code == 303
    strange = desk.test_client()
    strange.set_cookie("guichet", "A" * 43)
    post(strange, "192.0.2.22", name="ada", password=PASSWORD)
    assert strange.get_cookie("guichet").value != "A" * 43  # type: ignore[union-attr]
