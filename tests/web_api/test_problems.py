"""Errors of the API, and who may read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

READS = [
    "/api/v1/search?q=mot",
    "/api/v1/articles",
    "/api/v1/articles/brackets",
    "/api/v1/articles/brackets/link",
    "/api/v1/workflows",
    "/api/v1/workflows/domains.list/articles",
]


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v1/none", "/api/v2/search", "/api/v1/search/", "/api//v1"])
def test_p8_an_unknown_address_of_the_api_is_a_problem(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code == 404
    assert response.content_type == "application/problem+json"
    assert response.json == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is nothing at this address; the addresses are listed in docs/api.md.",
        "code": "not_found",
    }


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_p13_another_method_is_405_with_allow(client: FlaskClient, path: str, method: str) -> None:
    response = client.open(path, method=method)
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json is not None
    assert response.json["code"] == "method_not_allowed"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 415, 418, 429, 500, 503])
def test_s14_every_error_of_a_view_is_a_problem_without_insides(make_app: Callable[..., Flask], status: int) -> None:
    app = make_app()
    app.add_url_rule("/api/v1/broken", "api.broken", lambda: abort(status))
    response = app.test_client().get("/api/v1/broken")
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"


def test_s14_an_unexpected_error_is_500_internal_error(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    app.add_url_rule("/api/v1/broken", "api.broken", lambda: str(dict[str, str]()["secret of /srv/help/app.py"]))
    response = app.test_client().get("/api/v1/broken")
    assert response.json is not None
    assert (response.status_code, response.json["code"]) == (500, "internal_error")
    assert "secret" not in response.text


def test_before_the_first_build_the_api_is_503_no_index(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    client = make_app(index=tmp_path).test_client()
    for path in READS:
        response = client.get(path)
        assert response.json is not None
        assert (response.status_code, response.json["code"]) == (503, "no_index")
        assert response.headers["Retry-After"] == "5"
        assert "X-Guichet-Generation" not in response.headers


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost", None])
def test_p1_public_reads_are_open_to_every_origin_without_credentials(
    client: FlaskClient, path: str, origin: str | None
) -> None:
    headers = client.get(path, headers={"Origin": origin} if origin else {}).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "null", "Access-Control-Request-Method": "GET"},
        {"Origin": "https://evil.example", "Access-Control-Request-Method": "DELETE"},
        {
            "Origin": "https://evil.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "Authorization",
        },
    ],
)
def test_p2_a_preflight_is_granted_nothing(client: FlaskClient, path: str, headers: dict[str, str]) -> None:
    response = client.options(path, headers=headers)
    assert (response.status_code, response.data) == (204, b"")
    assert not [name for name, _ in response.headers if name.startswith("Access-Control-")]


@pytest.mark.parametrize("path", READS)
def test_p2_a_preflight_for_reading_is_granted_without_credentials(client: FlaskClient, path: str) -> None:
    asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}
    response = client.options(path, headers={"Origin": "https://elsewhere.example", **asked})
    assert (response.status_code, response.data) == (204, b"")
    granted = {name: value for name, value in response.headers if name.startswith("Access-Control-")}
    assert granted["Access-Control-Allow-Origin"] == "*"
    assert granted["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "authorization" not in granted["Access-Control-Allow-Headers"].lower()
    assert "Access-Control-Allow-Credentials" not in granted


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("events", {"type": "view", "locale": "fr", "article": "brackets", "surprise": 1}, "surprise"),
        ("events", {"type": "click", "locale": "fr", "article": "brackets", "position": "10"}, "position"),
        ("events", {"type": "click", "locale": "fr", "article": "brackets", "position": -1}, "position"),
        ("events", {"type": "view", "locale": "fr"}, "article"),
        ("articles/brackets/feedback", {"locale": "fr", "helpful": "yes"}, "helpful"),
        ("deflect", {"locale": "fr", "text": "mot de passe", "limit": "10"}, "limit"),
        ("deflect", {"locale": "fr", "text": "mot de passe", "limit": 10**9}, "limit"),
        ("deflect", {"locale": "fr", "text": "mot de passe", "fields": "password"}, "fields"),
    ],
)
def test_p6_a_wrong_field_of_a_body_is_400_and_named(
    client: FlaskClient, path: str, body: dict[str, object], field: str
) -> None:
    response = client.post(f"/api/v1/{path}", json=body)
    assert response.json is not None
    assert (response.status_code, response.json["code"]) == (400, "invalid_body")
    assert field in response.json["detail"]


def test_p6_a_parameter_that_nobody_knows_is_ignored(client: FlaskClient) -> None:
    assert client.get("/api/v1/articles?fields=password").data == client.get("/api/v1/articles").data


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize("token", ["", "x", "gui_" + "a" * 40])
def test_p3_a_token_in_the_address_is_400(client: FlaskClient, path: str, token: str) -> None:
    response = client.get(f"{path}{'&' if '?' in path else '?'}token={token}")
    assert response.json is not None
    assert (response.status_code, response.json["code"]) == (400, "token_in_url")
    assert not token or token not in response.json["detail"].split()


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize(
    "value", ["Bearer", "Bearer ", "Bearer  ", "Bearer gui_x", "Basic YTpi", "bearer x", "", " ", "x" * 10_000, "\xff"]
)
def test_p4_credentials_that_open_nothing_are_401_and_never_anonymous(
    client: FlaskClient, path: str, value: str
) -> None:
    response = client.get(path, headers={"Authorization": value})
    assert response.json is not None
    assert (response.status_code, response.json["code"]) == (401, "invalid_token")
    assert response.headers["WWW-Authenticate"].startswith("Bearer ")


def test_p7_jsonp_is_not_offered(client: FlaskClient) -> None:
    response = client.get("/api/v1/articles?callback=alert")
    assert response.content_type == "application/json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.data.startswith(b"{")


@pytest.mark.parametrize("path", ["/api/v1/articles.json.html", "/api/v1/search.html"])
def test_p8_a_suffix_is_no_other_format(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_errors_of_pages_stay_pages(client: FlaskClient) -> None:
    assert client.get("/apiary").content_type == "text/html; charset=utf-8"
