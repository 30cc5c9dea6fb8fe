"""Writes that another site causes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "Same-Origin"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://evil.example/localhost"},
    {"Origin": "http://localhost:81"},
    {"Origin": ""},
    {"Origin": "http://["},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
]
OWN = [
    {},
    {"Origin": "http://localhost"},
    {"Origin": "http://127.0.0.1:8000"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "none"},
]


def a_path(rule: Rule) -> str:
    """Some address that the rule matches."""
    path = rule.rule
    for argument in rule.arguments:
        path = path.replace(f"<{argument}>", "fr")
    return path


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_s8_no_route_takes_a_write_from_another_site(app: Flask, headers: dict[str, str]) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        for method in UNSAFE:
            response = client.open(a_path(rule), method=method, headers=headers)
            assert response.status_code == 403, f"{method} {rule}"
            assert "Access-Control-Allow-Credentials" not in response.headers


def test_s8_a_new_route_cannot_escape(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    done: list[str] = []
    app.add_url_rule("/write", "write", lambda: done.append("x") or "ok", methods=["POST"])  # type: ignore[func-returns-value]
    client = app.test_client()
    assert [client.post("/write", headers=headers).status_code for headers in FOREIGN] == [403] * len(FOREIGN)
    assert done == []
    assert [client.post("/write", headers=headers).status_code for headers in OWN] == [200] * len(OWN)


def test_s8_b1_the_api_says_cross_site(client: FlaskClient) -> None:
    for path in ("/api/v1/articles", "/api/v1/nothing"):
        response = client.post(path, headers={"Sec-Fetch-Site": "cross-site"})
        assert response.content_type == "application/problem+json"
        assert response.json is not None
        assert response.json["code"] == "cross_site"


def test_s8_reading_from_another_site_is_allowed(client: FlaskClient) -> None:
    for headers in FOREIGN:
        assert client.get("/fr/", headers=headers).status_code == 200
        assert client.get("/api/v1/articles", headers=headers).status_code == 200


def test_s8_behind_tls_the_configured_address_is_this_site(make_app: Callable[..., Flask]) -> None:
    app = make_app(base_url="https://help.example")
    app.add_url_rule("/write", "write", lambda: "ok", methods=["POST"])
    client = app.test_client()
    sent = [("https://help.example", 200), ("https://evil.example", 403), ("https://help.example.evil", 403)]
    for origin, status in sent:
        response = client.post("/write", headers={"Host": "help.example", "Origin": origin})
        assert response.status_code == status


def test_s8_the_page_of_our_name_without_tls_is_another_site(make_app: Callable[..., Flask]) -> None:
    app = make_app(trusted_proxies=("10.0.0.0/8",), trusted_hosts=("help.example", "other.example"))
    app.add_url_rule("/write", "write", lambda: "ok", methods=["POST"])

    def status(sent: str, proto: str) -> int:
        headers = {"Host": "help.example", "Origin": sent, "X-Forwarded-Proto": proto}
        return app.test_client().post("/write", headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.1"}).status_code

    assert status("https://help.example", "https") == 200
    assert status("http://help.example", "https") == 403
    assert status("https://other.example", "https") == 403
    assert status("http://help.example", "http") == 200
    assert status("https://help.example", "http") == 200  # whose proxy is not trusted to say that there is TLS
