"""Security headers on whatever is answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.security import security_headers

POLICY = dict(security_headers(https=False))
EVERYTHING = [
    "/",
    "/fr/",
    "/fr/c/domains",
    "/fr/articles/password-reset-fr",
    "/fr/articles/password-reset-fr.md",
    "/fr/search?q=mot",
    "/fr/search?page=0",
    "/fr/popularity",
    "/fr/privacy",
    "/fr/feedback/password-reset",
    "/fr/feedback/nothing",
    "/fr/portal?workflow=domains.list",
    "/fr/feed.atom",
    "/a/password-reset",
    "/a/lost-password",
    "/go/domains.list",
    "/sitemap.xml",
    "/robots.txt",
    "/favicon.ico",
    "/healthz",
    "/readyz",
    "/csp-report",
    "/api/v1/search?q=mot",
    "/api/v1/articles",
    "/api/v1/articles/password-reset",
    "/api/v1/articles/password-reset/link",
    "/api/v1/workflows",
    "/api/v1/events",
    "/api/v1/articles/password-reset/feedback",
    "/api/v1/workflows/domains.list/articles",
    "/api/v1/openapi.json",
    "/api/v1/docs",
    "/nothing",
    "/api/v1/nothing",
    "/static/nothing.css",
    "/media/" + "0" * 64 + ".png",
]


@pytest.mark.parametrize("path", EVERYTHING)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "TRACE"])
def test_s9_every_response_has_the_security_headers(client: FlaskClient, path: str, method: str) -> None:
    response = client.open(path, method=method)  # StrictClient checks them
    assert response.status_code < 500
    if not path.startswith("/media/"):
        assert response.headers["Content-Security-Policy"] == POLICY["Content-Security-Policy"]


def test_s9_the_policy_is_the_documented_one(client: FlaskClient) -> None:
    headers = client.get("/healthz").headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; ")
    assert policy.endswith(
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'; report-uri /csp-report"
    )
    assert "Reporting-Endpoints" not in headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["Permissions-Policy"].startswith("camera=(), microphone=()")


def test_s9_a_304_has_the_security_headers(client: FlaskClient) -> None:
    etag = client.get("/api/v1/articles").headers["ETag"]
    response = client.get("/api/v1/articles", headers={"If-None-Match": etag})
    assert response.status_code == 304
    assert response.headers["Content-Security-Policy"] == POLICY["Content-Security-Policy"]


def test_s9_a_view_may_set_a_header_of_its_own(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    app.add_url_rule("/own", "own", lambda: ("", 200, {"content-security-policy": "default-src 'none'; sandbox"}))
    response = app.test_client().get("/own")
    assert response.headers.getlist("Content-Security-Policy") == ["default-src 'none'; sandbox"]


def test_s9_an_unexpected_error_has_the_security_headers(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    app.add_url_rule("/broken", "broken", lambda: str(1 // 0))
    response = app.test_client().get("/broken")
    assert response.status_code == 500
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_s9_transport_headers_need_an_https_address(make_app: Callable[..., Flask], client: FlaskClient) -> None:
    plain = client.get("/healthz").headers
    assert "Strict-Transport-Security" not in plain
    assert "upgrade-insecure-requests" not in plain["Content-Security-Policy"]
    secure = make_app(base_url="https://help.example").test_client()
    headers = secure.get("/healthz", base_url="https://help.example").headers
    assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    assert headers["Content-Security-Policy"].endswith(
        "; report-uri /csp-report; report-to csp; upgrade-insecure-requests"
    )
    assert headers["Reporting-Endpoints"] == 'csp="/csp-report"'


@pytest.mark.parametrize("path", [path for path in EVERYTHING if path.startswith("/api/")])
def test_r1_answers_from_a_snapshot_name_its_generation(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    if response.status_code == 200:
        assert response.headers["X-Guichet-Generation"] == "gen-0123456789abcdef"
