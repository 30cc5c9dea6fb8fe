"""Who comes in: the token, the session, wrong tokens, writes of other sites."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.insights import Desk
from app.web.editor.access import ABSOLUTE_SECONDS, IDLE_SECONDS, Access
from app.web.editor.kit import KEY, EditorKit
from app.web.services import KEY as SERVICES
from tests.web_editor.conftest import BEARER, SAME, TOKEN

VALUES = {"code": "fr", "article_id": "epp-code", "comment_id": "0" * 8 + "-0000-4000-8000-" + "0" * 12}
VALUES |= {"table": "gaps", "style": "csv"}
FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
]


def a_path(rule: Rule) -> str:
    return re.sub(r"<(?:[^:<>]*:)?(\w+)>", lambda found: VALUES[found[1]], rule.rule)


def rules(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/editor") and method in rule.methods]  # type: ignore[operator]


def test_without_a_token_in_the_settings_there_is_nothing_at_editor(real_app: Flask) -> None:
    client = real_app.test_client()
    for path in ("/editor/", "/editor", "/editor/sign-in", "/editor/gaps.csv"):
        response = client.get(path, headers=BEARER)
        assert response.status_code == 404
        assert response.headers["Cache-Control"] == "no-store"
    assert rules(real_app, "GET") == []


def test_x1_every_page_sends_who_has_no_session_to_the_form(editor_app: Flask, anonymous: FlaskClient) -> None:
    checked = 0
    for rule in rules(editor_app, "GET"):
        response = anonymous.get(a_path(rule))
        if rule.endpoint != "editor.sign_in":
            assert (response.status_code, response.headers["Location"]) == (303, "/editor/sign-in"), rule
            checked += 1
        assert response.headers["Cache-Control"] == "no-store"
    assert checked >= 6


def test_x1_what_exists_and_what_does_not_answer_alike(anonymous: FlaskClient) -> None:
    answers = [anonymous.get(f"/editor/articles/fr/{name}") for name in ("epp-code", "nothing")]
    assert answers[0].data == answers[1].data
    assert [answer.status_code for answer in answers] == [303, 303]


@pytest.mark.parametrize("scheme", ["", "Bearer", f"Basic {TOKEN}", f"bearer {TOKEN}", TOKEN])
def test_p4_another_scheme_is_401(anonymous: FlaskClient, scheme: str) -> None:
    assert anonymous.get("/editor/articles.json", headers={"Authorization": scheme}).status_code == 401


@pytest.mark.parametrize("token", ["", " ", TOKEN[:-1], f"{TOKEN}x", f" {TOKEN}", "é", "x" * 10_240])
def test_p4_any_other_bearer_is_401_and_never_the_form(anonymous: FlaskClient, token: str) -> None:
    header = f"Bearer {token}".encode().decode("latin-1")
    response = anonymous.get("/editor/articles.json", headers={"Authorization": header})
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert response.json is not None
    assert response.json["code"] == "invalid_token"


def test_a_program_with_the_token_needs_no_session_and_gets_no_cookie(anonymous: FlaskClient) -> None:
    response = anonymous.get("/editor/articles.json", headers=BEARER)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers


def test_p3_a_token_in_an_address_is_refused(anonymous: FlaskClient) -> None:
    response = anonymous.get(f"/editor/?token={TOKEN}")
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["code"] == "token_in_url"


def test_the_session_cookie_is_for_the_pages_only_and_carries_no_token(anonymous: FlaskClient) -> None:
    response = anonymous.post("/editor/sign-in", data={"token": f" {TOKEN}\r\n"}, headers=SAME)
    cookie = response.headers["Set-Cookie"]
    assert (response.status_code, response.headers["Location"]) == (303, "/editor/")
    assert cookie.startswith("guichet-editor=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/editor"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert TOKEN not in cookie
    assert anonymous.get("/editor/").status_code == 200


def test_behind_https_the_cookie_is_tied_to_the_host(make_editor: Callable[..., Flask]) -> None:
    client = make_editor(base_url="https://help.example").test_client()
    response = client.post(
        "/editor/sign-in",
        data={"token": TOKEN},
        headers={"Host": "help.example", "Origin": "https://help.example"},
        base_url="https://help.example",
    )
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-guichet-editor=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/", "Secure"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_x7_every_sign_in_makes_a_new_session(editor_app: Flask) -> None:
    client = editor_app.test_client()
    cookies = {
        client.post("/editor/sign-in", data={"token": TOKEN}, headers=SAME).headers["Set-Cookie"] for _ in range(3)
    }
    assert len(cookies) == 3


@pytest.mark.parametrize("token", ["", " ", TOKEN[:-1], TOKEN.upper(), "é" * 40, "\ud800", "x" * 2_000])
def test_s11_a_wrong_token_gets_the_form_again_and_no_cookie(anonymous: FlaskClient, token: str) -> None:
    data = {"token": token.encode("utf-8", "surrogatepass").decode("utf-8", "replace")}
    response = anonymous.post("/editor/sign-in", data=data, headers=SAME)
    assert response.status_code == 401
    assert "Set-Cookie" not in response.headers
    assert token.strip() == "" or token not in response.text


def test_s11_the_eleventh_wrong_token_of_an_address_locks_it_for_the_right_one_too(
    make_editor: Callable[..., Flask],
) -> None:
    client = make_editor(rate_limits=True).test_client()
    statuses = [client.post("/editor/sign-in", data={"token": "no"}, headers=SAME).status_code for _ in range(11)]
    assert statuses == [401] * 10 + [429]
    locked = client.post("/editor/sign-in", data={"token": TOKEN}, headers=SAME)
    assert locked.status_code == 429
    assert 0 < int(locked.headers["Retry-After"]) <= 900
    assert client.get("/editor/articles.json", headers=BEARER).status_code == 429
    other = client.post(
        "/editor/sign-in", data={"token": TOKEN}, headers=SAME, environ_base={"REMOTE_ADDR": "192.0.2.9"}
    )
    assert other.status_code == 303


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def with_clock(app: Flask, token: str = TOKEN, secret: str | None = None) -> Clock:
    """Give the application's door a clock that the test sets."""
    clock, parts = Clock(), app.extensions[SERVICES]
    access = Access(token, secret or parts.settings.secret_key, https=False, limited=False, clock=clock)
    app.extensions[KEY] = EditorKit(access, Desk(parts.store))
    return clock


def test_s11_a_session_ends_after_half_an_hour_without_a_request(make_editor: Callable[..., Flask]) -> None:
    app = make_editor()
    clock, client = with_clock(app), app.test_client()
    client.post("/editor/sign-in", data={"token": TOKEN}, headers=SAME)
    clock.now += IDLE_SECONDS - 1
    assert client.get("/editor/comments").status_code == 200
    clock.now += IDLE_SECONDS - 1
    assert client.get("/editor/comments").status_code == 200
    clock.now += IDLE_SECONDS
    assert client.get("/editor/comments").status_code == 303


def test_s11_a_session_in_use_ends_after_eight_hours(make_editor: Callable[..., Flask]) -> None:
    app = make_editor()
    clock, client = with_clock(app), app.test_client()
    client.post("/editor/sign-in", data={"token": TOKEN}, headers=SAME)
    steps = 0
    while client.get("/editor/comments").status_code == 200:
        clock.now += 1_000
        steps += 1
    assert steps * 1_000 >= ABSOLUTE_SECONDS > (steps - 1) * 1_000


@pytest.mark.parametrize("change", ["edited", "other key", "other token", "from the future"])
def test_x3_a_cookie_that_is_not_ours_opens_nothing(make_editor: Callable[..., Flask], change: str) -> None:
    app = make_editor()
    clock, client = with_clock(app), app.test_client()
    client.post("/editor/sign-in", data={"token": TOKEN}, headers=SAME)
    cookie = client.get_cookie("guichet-editor", path="/editor")
    assert cookie is not None
    if change == "edited":
        client.set_cookie("guichet-editor", cookie.value.replace("1800000000", "1800000001", 1), path="/editor")
    elif change == "other key":
        with_clock(app, secret="another secret key, 0123456789 abcdef")
    elif change == "other token":
        with_clock(app, token="another-token-of-the-operator-0123456789")
    else:
        clock.now -= 60
    assert client.get("/editor/").status_code == 303


def test_signing_out_takes_the_cookie_away(editor: FlaskClient) -> None:
    response = editor.post("/editor/sign-out", headers=SAME)
    assert (response.status_code, response.headers["Location"]) == (303, "/editor/sign-in")
    assert editor.get("/editor/").status_code == 303


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_s8_no_route_takes_a_write_from_another_site(
    editor_app: Flask, editor: FlaskClient, headers: dict[str, str]
) -> None:
    for rule in rules(editor_app, "POST"):
        assert editor.post(a_path(rule), headers=headers).status_code == 403, rule
    assert editor.get("/editor/").status_code == 200


def test_s8_a_cookie_without_a_word_of_where_it_comes_from_writes_nothing(
    editor_app: Flask, editor: FlaskClient
) -> None:
    assert len(rules(editor_app, "POST")) == 3
    for rule in rules(editor_app, "POST"):
        assert editor.post(a_path(rule), data={"handled": "1", "token": TOKEN}).status_code == 403, rule
    assert editor.post(a_path(rules(editor_app, "POST")[0]), headers=BEARER).status_code != 403


def test_x9_what_writes_is_not_read(editor: FlaskClient) -> None:
    response = editor.get(f"/editor/comments/{VALUES['comment_id']}")
    assert response.status_code == 405
    assert response.headers["Cache-Control"] == "no-store"
    assert editor.get("/editor/sign-out").status_code == 405


def test_u10_a_page_has_no_other_name(editor: FlaskClient) -> None:
    for path in ("/editor/gaps/x.css", "/editor/users/x.css", "/editor/..%2fa.css", "/editor/gaps.css", "/editor/%0a"):
        response = editor.get(path)
        assert response.status_code == 404, path
        assert response.headers["Cache-Control"] == "no-store"


def test_u9_readers_pages_know_nothing_of_the_session(editor: FlaskClient, anonymous: FlaskClient) -> None:
    for path in ("/fr/", "/fr/articles/recuperer-code-epp", "/fr/search?q=epp"):
        mine, theirs = editor.get(path), anonymous.get(path)
        assert mine.data == theirs.data
        assert "Cookie" not in mine.headers.get("Vary", "")
        assert "Set-Cookie" not in mine.headers
        assert "editor" not in theirs.text
