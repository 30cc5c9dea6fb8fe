"""Every route of the signed-in areas, and every route that changes something, as the URL map has them."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.accounts import RoleName
from app.settings import Settings
from app.store import upgrade
from app.web.identity import AREAS, audience, caller, require
from app.web.security.widgets import OPEN
from tests.support.accounts import SAME, bearer, signed_in
from tests.web.conftest import CANARY, WIDGET, app_with, close

VALUES = {"uuid": "00000000-0000-4000-8000-000000000000", "int": "1"}
WORDS = {"table": "gaps", "style": "csv", "code": "fr", "locale": "fr", "article_id": "epp-code", "slug": "code-epp"}
FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
]
ROLES: tuple[RoleName, ...] = ("reader", "agent", "editor", "admin")
SAFE = {"GET", "HEAD", "OPTIONS"}
NOTED = ("seen", "used")
"""Columns that say when a session or a token was last used: the only thing that reading changes."""


def extra() -> Blueprint:
    """Routes that somebody adds tomorrow without a thought of who may see them."""
    blueprint = Blueprint("extra", __name__)
    blueprint.add_url_rule("/agent/extra", view_func=lambda: CANARY, endpoint="read")
    blueprint.add_url_rule("/agent/extra", view_func=lambda: CANARY, endpoint="write", methods=["POST", "DELETE"])
    blueprint.add_url_rule("/extra", view_func=lambda: CANARY, endpoint="outside", methods=["POST", "PUT", "PATCH"])
    blueprint.add_url_rule("/extra-audience", view_func=lambda: f"{audience()} {caller().name}", endpoint="audience")
    blueprint.add_url_rule("/agent/audience", view_func=lambda: f"{audience()} {caller().via}", endpoint="inside")
    blueprint.add_url_rule("/extra-admin", view_func=lambda: require("admin").name or "", endpoint="admin")
    return blueprint


@pytest.fixture(scope="module")
def app(small_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    store = f"sqlite:///{tmp_path_factory.mktemp('areas') / 'guichet.db'}"
    upgrade(store)
    made = app_with(replace(small_settings, store=store, base_url=None, widget_origins=(WIDGET,)))
    made.register_blueprint(extra())
    yield made
    close(made)


@pytest.fixture(scope="module")
def people(app: Flask) -> dict[RoleName, FlaskClient]:
    """A browser of somebody with each role."""
    return {role: signed_in(app, role) for role in ROLES}


def a_path(rule: Rule) -> str:
    """Some address that the rule matches."""
    path = re.sub(r"<any\(([^,)]+)[^>]*>", r"\1", rule.rule)
    path = re.sub(r"<(uuid|int):\w+>", lambda found: VALUES[found[1]], path)
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: WORDS.get(found[1], "x"), path)


def area_of(rule: Rule) -> str | None:
    return next((area for area in AREAS if f"{rule.rule}/".startswith(f"{area}/")), None)


def rules(app: Flask, *, unsafe: bool = False) -> Iterator[tuple[Rule, str]]:
    """Every rule with each of its methods that reads, or that writes."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            if (method not in SAFE) == unsafe:
                yield rule, method


def test_x1_every_route_of_an_area_refuses_the_anonymous_and_programs_without_a_token(app: Flask) -> None:
    checked = 0
    for rule, method in (*rules(app), *rules(app, unsafe=True)):
        if area_of(rule) is None:
            continue
        response = app.test_client().open(a_path(rule), method=method, headers=SAME)
        assert response.status_code == 303, (method, rule)
        assert response.headers["Location"].startswith("/login")
        assert response.headers["Cache-Control"] == "no-store"
        assert CANARY not in response.text
        wrong = app.test_client().open(a_path(rule), method=method, headers={"Authorization": "Bearer gui_no"})
        assert wrong.status_code == 401, (method, rule)
        assert wrong.headers["WWW-Authenticate"].startswith("Bearer")
        checked += 1
    assert checked >= 14


def test_x1_every_route_of_an_area_refuses_the_wrong_role(app: Flask, people: dict[RoleName, FlaskClient]) -> None:
    tokens = {role: bearer(app, role) for role in ROLES}
    for rule, method in (*rules(app), *rules(app, unsafe=True)):
        area = area_of(rule)
        if area is None:
            continue
        for role in ROLES[: ROLES.index(AREAS[area])]:
            refused = people[role].open(a_path(rule), method=method, headers=SAME)
            assert refused.status_code == 403, (role, method, rule)
            assert CANARY not in refused.text
            program = app.test_client().open(a_path(rule), method=method, headers=tokens[role])
            assert (program.status_code, program.content_type) == (403, "application/problem+json")


def test_the_right_role_is_let_in(people: dict[RoleName, FlaskClient]) -> None:
    for role in ROLES[1:]:
        answer = people[role].get("/agent/extra")
        assert (answer.status_code, answer.text) == (200, CANARY)
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_s8_no_route_takes_a_write_from_another_site(
    app: Flask, people: dict[RoleName, FlaskClient], headers: dict[str, str]
) -> None:
    checked = 0
    for rule, method in rules(app, unsafe=True):
        for client in (people["admin"], app.test_client()):
            response = client.open(a_path(rule), method=method, headers=headers)
            assert response.status_code == 403, (method, rule)
        checked += 1
    assert checked >= 12
    assert people["admin"].get("/account").status_code == 200


def test_s8_a_session_without_a_word_of_where_it_comes_from_writes_nothing(
    app: Flask, people: dict[RoleName, FlaskClient]
) -> None:
    for rule, method in rules(app, unsafe=True):
        assert people["admin"].open(a_path(rule), method=method).status_code == 403, (method, rule)
    for path in ("/login", "/login/x", "/logout", "/account/password"):
        assert app.test_client().post(path).status_code == 403, path


def test_s8_only_the_widgets_endpoints_take_writes_of_its_origins(
    app: Flask, people: dict[RoleName, FlaskClient]
) -> None:
    headers = {"Origin": WIDGET, "Sec-Fetch-Site": "cross-site"}
    for rule, method in rules(app, unsafe=True):
        response = people["admin"].open(a_path(rule), method=method, headers=headers)
        assert (response.status_code == 403) == (rule.endpoint not in OPEN), (method, rule)


def test_s8_calls_with_a_token_need_no_origin_and_count_on_no_session(
    app: Flask, people: dict[RoleName, FlaskClient]
) -> None:
    assert app.test_client().post("/agent/extra", headers=bearer(app, "agent")).status_code == 200
    reader = bearer(app, "reader")
    assert people["admin"].post("/agent/extra", headers=reader).status_code == 403
    assert people["admin"].post("/agent/extra", headers={"Authorization": "Bearer gui_no"}).status_code == 401


def checksum(app: Flask) -> str:
    """Of everything in the database but when sessions and tokens were last used."""
    settings: Settings = app.extensions["guichet"].settings
    found = hashlib.sha256()
    with closing(sqlite3.connect(Path(settings.store.removeprefix("sqlite:///")))) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"):
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] not in NOTED]
            for row in connection.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1"):
                found.update(repr((table, row)).encode())
    return found.hexdigest()


def test_s8_reading_changes_nothing(app: Flask, people: dict[RoleName, FlaskClient]) -> None:
    token = bearer(app, "admin")
    before = checksum(app)
    for rule, method in rules(app):
        people["admin"].open(a_path(rule), method=method)
        app.test_client().open(a_path(rule), method=method, headers=token)
    assert checksum(app) == before


@pytest.mark.parametrize(
    "header", ["X-Forwarded-User", "X-Remote-User", "Remote-User", "X_Forwarded_User", "X-Authenticated-User", "From"]
)
def test_x2_a_header_that_names_somebody_names_nobody(app: Flask, header: str) -> None:
    for value in ("admin", "", " ", "admin, admin"):
        answer = app.test_client().get("/agent/extra", headers={header: value}, environ_base={"REMOTE_USER": "admin"})
        assert answer.status_code == 303


def test_u10_addresses_without_a_route_are_not_found_for_anybody(
    app: Flask, people: dict[RoleName, FlaskClient]
) -> None:
    for path in ("/agent/nothing", "/account/x.css", "/agent/..%2fa.css", "/agents", "/accountant"):
        for client in (people["admin"], app.test_client()):
            assert client.get(path).status_code == 404, path


def test_u9_a_session_changes_no_readers_page(app: Flask, people: dict[RoleName, FlaskClient]) -> None:
    for path in ("/fr/", "/fr/articles/code-epp", "/fr/search?q=code", "/fr/privacy", "/api/v1/articles?locale=fr"):
        mine, theirs = people["admin"].get(path), app.test_client().get(path)
        assert mine.data == theirs.data
        assert "Set-Cookie" not in mine.headers
        assert "Cookie" not in mine.headers.get("Vary", "")
        assert "/login" not in theirs.text
    stale = app.test_client()
    stale.set_cookie("guichet", "A" * 43)
    assert "Set-Cookie" not in stale.get("/fr/").headers


def test_x9_no_page_can_be_framed(app: Flask, people: dict[RoleName, FlaskClient]) -> None:
    for client, path in ((app.test_client(), "/login"), (people["admin"], "/account"), (people["agent"], "/editor/")):
        assert "frame-ancestors 'none'" in client.get(path).headers["Content-Security-Policy"]


def test_a_session_sees_what_agents_see_below_the_areas_only(app: Flask, people: dict[RoleName, FlaskClient]) -> None:
    assert people["agent"].get("/extra-audience").text.startswith("public agent-")
    assert people["agent"].get("/agent/audience").text == "agents session"
    assert app.test_client().get("/extra-audience").text == "public None"
    assert app.test_client().get("/extra-audience", headers=bearer(app, "agent")).text == "agents test"
    assert app.test_client().get("/extra-audience", headers=bearer(app, "reader")).text == "public test"


def test_a_view_may_ask_for_a_role_by_itself(app: Flask, people: dict[RoleName, FlaskClient]) -> None:
    assert people["admin"].get("/extra-admin").text.startswith("admin-")
    assert people["editor"].get("/extra-admin").status_code == 403
    assert app.test_client().get("/extra-admin").status_code == 303
