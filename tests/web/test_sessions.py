"""Sessions: when they end, for whom, in every process at once; one-time links; one's own account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import Passwords, Role, User, digest, new_secret
from app.accounts.values import ABSOLUTE, IDLE, LINK_LIFE
from app.settings import Settings
from app.store import upgrade
from app.web.onward import path_of
from app.web.services import KEY, Services
from tests.support.accounts import SAME, a_person, begin_session, doorman_of, signed_in
from tests.web.conftest import app_with, close

PASSWORD = "correct horse battery"
SECOND = timedelta(seconds=1)


class Clock:
    """A time that the test sets."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def two(small_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Flask]]:
    """Two applications over one database, as two workers are."""
    store = f"sqlite:///{tmp_path_factory.mktemp('two') / 'guichet.db'}"
    upgrade(store)
    apps = tuple(app_with(replace(small_settings, store=store, base_url=None)) for _ in range(2))
    yield apps[0], apps[1]
    for app in apps:
        close(app)


@pytest.fixture
def first(two: tuple[Flask, Flask]) -> Flask:
    return two[0]


@pytest.fixture
def clock(first: Flask) -> Iterator[Clock]:
    doorman = doorman_of(first)
    before, doorman.clock = doorman.clock, Clock()
    yield doorman.clock
    doorman.clock = before


def elsewhere(two: tuple[Flask, Flask], user: User) -> FlaskClient:
    """A browser of that person, whose requests the other process answers."""
    client = two[1].test_client()
    begin_session(client, user)
    assert client.get("/account").status_code == 200
    return client


@pytest.mark.parametrize("how", ["disabled", "password", "ended", "logout"])
def test_s11_x3_a_session_ends_at_once_in_every_process(two: tuple[Flask, Flask], how: str) -> None:
    store = doorman_of(two[0]).store
    user = a_person(two[0], "editor", Passwords().hash(PASSWORD))
    client = elsewhere(two, user)
    now = datetime.now(UTC)
    cookie = client.get_cookie("guichet")
    if how == "disabled":
        store.set_disabled(user, True, now)
    elif how == "password":
        store.set_password(user, "another", now)
    elif how == "ended":
        store.end_sessions(user)
    else:
        assert cookie
        other = two[0].test_client()
        other.set_cookie("guichet", cookie.value)
        assert other.post("/logout", headers=SAME).headers["Location"] == "/login"
    response = client.get("/account")
    assert (response.status_code, response.headers["Location"][:12]) == (303, "/login?next=")
    assert client.get_cookie("guichet") is None
    assert client.post("/account/sessions", headers=SAME).status_code == 303


def test_x8_a_role_that_is_taken_away_is_gone_with_the_next_request(two: tuple[Flask, Flask]) -> None:
    user = a_person(two[0], "editor")
    client = elsewhere(two, user)
    assert client.get("/editor/").status_code == 200
    doorman_of(two[0]).store.set_role(user, Role.READER, datetime.now(UTC))
    response = client.get("/editor/", headers={"Accept-Language": "en"})
    assert response.status_code == 403
    assert "Your role has changed" in response.text
    assert response.headers["Cache-Control"] == "no-store"
    way_back = re.search(r'href="/login\?next=([^"&]+)', response.text)
    assert way_back  # signed: to this page and no other
    with two[0].test_request_context():
        assert path_of(way_back[1]) == "/editor/"
    assert client.get("/editor/").status_code == 303


@pytest.mark.parametrize("change", ["edited", "invented", "empty", "long"])
def test_x3_a_cookie_that_is_not_ours_opens_nothing_and_is_taken_away(first: Flask, change: str) -> None:
    client = signed_in(first, "editor")
    cookie = client.get_cookie("guichet")
    assert cookie
    value = {"edited": cookie.value[:-1] + "!", "invented": new_secret(), "empty": "", "long": "A" * 4_000}[change]
    client.set_cookie("guichet", value)
    assert client.get("/editor/").status_code == 303
    assert change == "empty" or client.get_cookie("guichet") is None


def test_s11_a_session_ends_after_half_an_hour_of_silence_and_after_eight_hours(first: Flask, clock: Clock) -> None:
    client = signed_in(first, "editor")
    began = clock.now
    clock.now += IDLE - SECOND
    while clock.now < began + ABSOLUTE:
        assert client.get("/account").status_code == 200
        clock.now += IDLE - SECOND
    assert client.get("/account").status_code == 303
    client = signed_in(first, "editor")
    clock.now += IDLE
    assert client.get("/account").status_code == 303


def test_r11_a_clock_put_back_by_a_day_lengthens_no_session(first: Flask, clock: Clock) -> None:
    client = signed_in(first, "editor")
    clock.now -= timedelta(days=1)
    assert client.get("/account").status_code == 303


def a_link(app: Flask, user: User) -> str:
    secret, doorman = new_secret(), doorman_of(app)
    doorman.store.make_link(user, digest(secret), doorman.clock())
    return f"/login/{secret}"


def test_x10_a_link_sets_the_first_password_once_and_lets_its_owner_in(first: Flask) -> None:
    user = a_person(first, "editor")
    link, client = a_link(first, user), first.test_client()
    for _ in range(2):  # programs that preview links use none up
        page = client.get(link, headers={"Accept-Language": "en"})
        assert user.name in page.text
        # Programs that keep passwords read whose it is from a field that is not of the type « hidden ».
        assert f'type="text" value="{user.name}" autocomplete="username"' in page.text
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "same-origin"
    done = client.post(link, data={"password": PASSWORD}, headers=SAME)
    assert (done.status_code, done.headers["Location"]) == (303, "/editor/")
    assert client.get("/editor/").status_code == 200
    assert first.test_client().get(link).status_code == 404
    assert first.test_client().post(link, data={"password": PASSWORD}, headers=SAME).status_code == 404
    again = first.test_client().post("/login", data={"name": user.name, "password": PASSWORD}, headers=SAME)
    assert again.status_code == 303


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "at least 12 characters"),
        ("", "at least 12 characters"),
        ("x" * 1_025, "too long"),
        ("ababababababab", "too few characters"),
        ("NAME-2026!!", "is your name"),
    ],
)
def test_x4_a_weak_password_is_refused_with_the_reason_and_the_link_stays_good(
    first: Flask, password: str, said: str
) -> None:
    user = a_person(first, "agent", name=f"somebody-{abs(hash(password))}")
    link, client = a_link(first, user), first.test_client()
    data = {"password": password.replace("NAME", user.name)}
    refused = client.post(link, data=data, headers={**SAME, "Accept-Language": "en"})
    assert refused.status_code == 400
    assert said in refused.text
    assert not password or f'"{password}"' not in refused.text
    assert client.post(link, data={"password": PASSWORD}, headers=SAME).status_code == 303


def test_x10_a_link_ends_after_an_hour_and_with_its_owners_account(first: Flask, clock: Clock) -> None:
    user = a_person(first, "agent")
    link, client = a_link(first, user), first.test_client()
    clock.now += LINK_LIFE
    assert client.get(link).status_code == 404
    link = a_link(first, user)
    doorman_of(first).store.set_disabled(user, True, clock.now)
    assert client.get(link).status_code == 404
    for secret in ("", "x", "A" * 43, "..%2f..%2feditor", "a" * 3_000):
        assert client.get(f"/login/{secret}").status_code in (404, 308)


def test_who_changes_the_password_stays_and_every_other_browser_is_out(two: tuple[Flask, Flask]) -> None:
    user = a_person(two[0], "editor", Passwords().hash(PASSWORD))
    other, client = elsewhere(two, user), two[0].test_client()
    before = begin_session(client, user)
    form = {"present": PASSWORD, "password": "another good password"}
    done = client.post("/account/password", data=form, headers=SAME)
    assert (done.status_code, done.headers["Location"]) == (303, "/account?done=password")
    assert client.get("/account?done=password").status_code == 200
    assert other.get("/account").status_code == 303
    copied = two[0].test_client()
    copied.set_cookie("guichet", before)
    assert copied.get("/account").status_code == 303


def test_a_stolen_session_can_guess_the_password_no_oftener_than_the_sign_in_page(first: Flask) -> None:
    client = first.test_client()
    begin_session(client, a_person(first, "agent", Passwords().hash(PASSWORD)))
    form = {"present": "wrong", "password": "another good password"}
    answers = [client.post("/account/password", data=form, headers=SAME).status_code for _ in range(6)]
    assert answers == [400] * 5 + [429]


def test_other_sessions_are_counted_and_end_at_a_click(two: tuple[Flask, Flask]) -> None:
    user = a_person(two[0], "agent")
    other, client = elsewhere(two, user), two[0].test_client()
    begin_session(client, user)
    page = client.get("/account", headers={"Accept-Language": "en"}).text
    assert "1 more time" in page
    assert client.post("/account/sessions", headers=SAME).headers["Location"] == "/account?done=sessions"
    assert other.get("/account").status_code == 303
    assert "signed in here only" in client.get("/account", headers={"Accept-Language": "en"}).text


def test_x10_on_first_start_there_is_nobody_and_nothing_gets_in(small_app: Flask) -> None:
    parts: Services = small_app.extensions[KEY]
    assert parts.store.accounts.people() == []
    for name, password in (("admin", "admin"), ("admin", ""), ("admin", "editor"), ("", "")):
        answer = small_app.test_client().post("/login", data={"name": name, "password": password}, headers=SAME)
        assert answer.status_code == 401


def test_every_page_is_complete_in_both_languages_and_has_nothing_inline(first: Flask) -> None:
    client, user = signed_in(first, "agent"), a_person(first, "agent")
    pages = [(first.test_client(), "/login"), (first.test_client(), a_link(first, user)), (client, "/account")]
    pages += [(first.test_client(), "/login/nothing"), (client, "/editor/")]
    for browser, path in pages:
        for language in ("fr", "en"):
            text = browser.get(path, headers={"Accept-Language": language}).text
            assert f'<html lang="{language}"' in text
            assert not re.search(r"<script(?! type=.module. src=)|<style|\sstyle=|\son[a-z]+=", text), path
            assert not re.search(r">\s*account\.[a-z_.]+", text), path
            assert f'hreflang="{"en" if language == "fr" else "fr"}"' in text
