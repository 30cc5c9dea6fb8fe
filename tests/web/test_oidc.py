"""Signing in at a provider: there and back with one browser, once, as somebody who is known here."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.settings import Settings
from tests.support.accounts import a_person, begin_session, doorman_of
from tests.support.provider import EMAIL, FakeProvider, providing
from tests.web.conftest import close
from tests.web.signing_in import BACK, asked, come, expect, leave, sign_in, team

IDENTITY_HEADERS = ("Remote-User", "X-Remote-User", "X-Forwarded-User", "X-Forwarded-Email", "X-Auth-Request-User")


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeProvider]:
    with providing() as server:
        yield server


@pytest.fixture
def app(small_settings: Settings, provider: FakeProvider, tmp_path: Path) -> Iterator[Flask]:
    provider.reset()
    app = team(small_settings, provider, tmp_path)
    a_person(app, "agent", name=EMAIL)
    expect(app, provider, EMAIL)
    yield app
    close(app)


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    return app.test_client()


def test_the_provider_is_asked_for_a_code_with_a_proof_and_for_nothing_more(browser: FlaskClient) -> None:
    first, second = leave(browser), leave(browser)
    query = asked(first)
    assert first.partition("?")[0].endswith("/authorize")
    assert query["tenant"] == "1"
    assert (query["response_type"], query["code_challenge_method"], query["scope"]) == ("code", "S256", "openid email")
    assert query["redirect_uri"] == f"http://127.0.0.1:8000{BACK}"
    assert len({query["state"], query["nonce"], query["code_challenge"]}) == 3
    assert {len(query[name]) for name in ("state", "nonce", "code_challenge")} == {43}
    assert not {(name, query[name]) for name in ("state", "nonce")} & asked(second).items()


def test_the_cookie_of_a_sign_in_is_tied_to_the_host_lasts_ten_minutes_and_is_set_there_only(
    small_settings: Settings, provider: FakeProvider, tmp_path: Path
) -> None:
    app = team(small_settings, provider, tmp_path, "https://help.example")
    browser, at = app.test_client(), {"base_url": "https://help.example"}
    cookie = browser.get("/login/oidc", **at).headers["Set-Cookie"]
    assert cookie.startswith("__Host-guichet-oidc=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Secure", "Max-Age=600"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    for path in ("/fr/", "/login", "/fr/search?q=epp"):
        assert "Set-Cookie" not in browser.get(path, **at).headers
    close(app)


def test_who_is_expected_gets_in_and_is_known_by_the_subject_from_then_on(app: Flask, provider: FakeProvider) -> None:
    browser = app.test_client()
    response = come(browser, provider.grant(leave(browser)))
    assert (response.status_code, response.headers["Location"]) == (303, "/agent/")
    cookies = response.headers.getlist("Set-Cookie")
    assert [cookie.partition("=")[0] for cookie in cookies] == ["guichet", "guichet-oidc"]
    assert "Max-Age=0" in cookies[1]
    assert browser.get("/agent/").status_code == 200
    changed = sign_in(app, provider, email="new@example.com", email_verified=False)
    assert changed.status_code == 303
    assert sign_in(app, provider, sub="another", email=EMAIL).status_code == 400
    happened = [(line.what, line.detail) for line in doorman_of(app).store.log()]
    assert ("provider_linked", provider.issuer) in happened


def test_es256_is_as_good(app: Flask, provider: FakeProvider) -> None:
    assert sign_in(app, provider, FakeProvider.es256).status_code == 303


def test_a_provider_that_takes_its_secret_in_the_form_gets_it_there(app: Flask, provider: FakeProvider) -> None:
    said = provider.documents["/.well-known/openid-configuration"]
    assert isinstance(said, dict)
    said["token_endpoint_auth_methods_supported"] = provider.documents["methods"] = ["client_secret_post"]
    assert sign_in(app, provider).status_code == 303


def test_one_comes_back_to_the_page_that_was_asked_for(browser: FlaskClient, provider: FakeProvider) -> None:
    form = browser.get("/agent/?q=epp").headers["Location"]
    there = leave(browser, form.replace("/login?", "/login/oidc?"))
    assert come(browser, provider.grant(there)).headers["Location"] == "/agent/?q=epp"
    assert browser.get("/login/oidc").headers["Location"] == "/agent/"
    stranger = browser.application.test_client()
    there = leave(stranger, "/login/oidc?next=https://evil.example/")
    assert come(stranger, provider.grant(there)).headers["Location"] == "/agent/"


def test_x7_a_session_from_before_is_over_and_the_new_one_has_another_id(app: Flask, provider: FakeProvider) -> None:
    browser = app.test_client()
    there = leave(browser)
    planted = begin_session(browser, a_person(app, "reader"))
    assert come(browser, provider.grant(there)).status_code == 303
    cookie = browser.get_cookie("guichet")
    assert cookie is not None
    assert cookie.value != planted
    assert doorman_of(app).session(planted) is None


def test_the_form_for_passwords_stays_beside_the_button_and_only_where_a_provider_is_configured(
    browser: FlaskClient, small: FlaskClient
) -> None:
    page = browser.get("/login?lang=fr").text
    assert "Se connecter avec Exemple SSO" in page
    assert 'href="/login/oidc?lang=fr"' in page
    assert 'id="password"' in page
    assert "/login/oidc" not in small.get("/login").text
    assert small.get("/login/oidc").status_code == 404


@pytest.mark.parametrize("role", ["agent", "admin"])
def test_an_account_at_the_provider_opens_nothing_by_itself(
    app: Flask, provider: FakeProvider, role: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        response = sign_in(app, provider, sub="7", email="eve@example.com", role=role, roles=[role], groups=[role])
    assert response.status_code == 400
    assert "sign_in_failed" in response.text
    assert "eve@example.com" not in response.text
    assert "no-store" in response.headers["Cache-Control"]
    assert len(doorman_of(app).store.people()) == 1
    assert caplog.messages == [f"sign_in_failed: nobody here is the subject '7' of {provider.issuer}"]


def test_s11_who_is_disabled_stays_out_and_reads_the_same(app: Flask, provider: FakeProvider) -> None:
    assert sign_in(app, provider).status_code == 303
    doorman = doorman_of(app)
    user = doorman.store.person(EMAIL)
    assert user
    doorman.store.set_disabled(user, True, doorman.clock())
    refused, unknown = sign_in(app, provider), sign_in(app, provider, sub="7", email="eve@example.com")
    assert (refused.status_code, refused.data) == (400, unknown.data)


def test_x6_a_missing_or_foreign_state_opens_nothing_and_leaves_the_sign_in_of_another_tab_alone(
    app: Flask, provider: FakeProvider
) -> None:
    browser, other = app.test_client(), app.test_client()
    query, foreign = provider.grant(leave(browser)), provider.grant(leave(other))
    code = query["code"]
    for wrong in ({"code": code}, {"code": code, "state": ""}, {"code": code, "state": "é"}, foreign):
        assert come(browser, wrong).status_code == 400
    assert browser.get(f"{BACK}?code={code}&state={query['state']}&state={query['state']}").status_code == 400
    assert come(app.test_client(), query).status_code == 400
    assert "/token" not in provider.asked
    assert come(browser, query).status_code == 303


def test_x6_an_altered_or_old_cookie_is_none(app: Flask, provider: FakeProvider) -> None:
    browser = app.test_client()
    query = provider.grant(leave(browser))
    kept = browser.get_cookie("guichet-oidc")
    assert kept is not None
    old = "WyJhIixudWxsXQ.ZZZZZZ." + "A" * 27
    for value in (kept.value[:-1], kept.value[::-1], old, "", "[]", "." * 40, "\u00e9"):
        browser.set_cookie("guichet-oidc", value)
        assert come(browser, query).status_code == 400


def test_x6_a_code_is_tried_once_even_with_the_cookie_of_before(app: Flask, provider: FakeProvider) -> None:
    browser = app.test_client()
    query = provider.grant(leave(browser))
    kept = browser.get_cookie("guichet-oidc")
    assert kept is not None
    assert come(browser, query).status_code == 303
    times = provider.asked.count("/token")
    browser.delete_cookie("guichet")
    browser.set_cookie("guichet-oidc", kept.value)
    assert come(browser, query).status_code == 400
    assert provider.asked.count("/token") == times
    assert browser.get("/agent/").status_code == 303


def test_x6_a_code_of_another_sign_in_fails_at_the_provider_whose_words_reach_nobody(
    app: Flask, provider: FakeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    thief, victim = app.test_client(), app.test_client()
    stolen = provider.grant(leave(victim))["code"]
    response = come(thief, {"state": asked(leave(thief))["state"], "code": stolen})
    assert response.status_code == 400
    assert "of the provider" not in response.text + caplog.text
    assert "invalid_grant" in caplog.text


def test_whoever_says_no_at_the_provider_reads_what_to_do_and_none_of_its_words(app: Flask) -> None:
    browser = app.test_client()
    state = asked(leave(browser))["state"]
    said = {"state": state, "error": "access_denied", "error_description": "<script>alert(1)</script>"}
    page = come(browser, said)
    assert page.status_code == 400
    assert "alert(1)" not in page.text
    assert 'href="/login"' in page.text
    assert 'href="/login?lang=en"' in page.text
    assert "callback" not in page.text


def test_x6_an_answer_that_names_another_issuer_is_refused(app: Flask, provider: FakeProvider) -> None:
    browser = app.test_client()
    query = provider.grant(leave(browser))
    assert come(browser, {**query, "iss": "https://other.example"}).status_code == 400
    query = provider.grant(leave(browser))
    assert come(browser, {**query, "iss": provider.issuer}).status_code == 303


def test_x5_twenty_failures_of_an_address_and_it_waits_while_successes_count_for_nothing(
    app: Flask, provider: FakeProvider
) -> None:
    assert {sign_in(app, provider).status_code for _ in range(3)} == {303}
    browser = app.test_client()
    for number in range(21):
        query = {"state": asked(leave(browser))["state"], "error": "x"}
        response = come(browser, query)
        assert response.status_code == (400 if number < 20 else 429)
    assert int(response.headers["Retry-After"]) > 0
    assert sign_in(app, provider, address="192.0.2.2").status_code == 303


def test_while_the_provider_is_away_readers_read_and_the_page_says_so(app: Flask, provider: FakeProvider) -> None:
    provider.documents["/.well-known/openid-configuration"] = 500
    browser = app.test_client()
    first = browser.get("/login/oidc?lang=en")
    assert first.status_code == 503
    assert "Exemple SSO does not answer" in first.text
    assert browser.get("/login/oidc").status_code == 503
    assert len(provider.asked) == 1
    assert browser.get("/fr/").status_code == 200


@pytest.mark.parametrize("value", ["admin", EMAIL, "", " admin ", "nobody"])
def test_x2_no_header_of_a_proxy_says_who_somebody_is(app: Flask, value: str) -> None:
    browser = app.test_client()
    headers = [(name, value) for name in (*IDENTITY_HEADERS, IDENTITY_HEADERS[0])]
    for path in ("/agent/", "/editor/", "/account"):
        response = browser.get(path, headers=headers, environ_base={"REMOTE_USER": value, "REMOTE_ADDR": "127.0.0.1"})
        assert response.status_code == 303
        assert response.headers["Location"].startswith("/login?next=")
        assert "Set-Cookie" not in response.headers
