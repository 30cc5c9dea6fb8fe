"""Host headers, and the addresses that must not depend on them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from werkzeug.test import create_environ, run_wsgi_app

from app.web.security.hosts import HostCheck, host_of, site_hosts

ODD = [
    "evil",
    "evil.example",
    "",
    "kb:80@evil",
    "localhost:80@evil",
    "kb.evil",
    "localhost:99999",
    "localhost:0",
    "localhost:",
    "localhost:8000:8000",
    "local\thost",
    "localhost ",
    " localhost",
    "localhost,evil",
    "localhost.",
    "localhost/evil",
    "localhost?evil",
    "::1",
    "[::1",
    "[::1]evil",
    "127.0.0.1.evil.example",
    "127.1",
    "x" * 300,
    "lócalhost",
]


def answer(client: FlaskClient, host: str | None, path: str = "/fr/") -> tuple[int, str]:
    overrides = {"HTTP_HOST": host} if host is not None else {}
    response = client.get(path, environ_overrides=overrides)
    return response.status_code, response.get_data(as_text=True)


@pytest.mark.parametrize("host", ODD)
@pytest.mark.parametrize("path", ["/", "/fr/", "/api/v1/articles", "/healthz", "/static/x", "/nothing"])
def test_u1_s10_an_unknown_or_odd_host_gets_400_and_is_not_repeated(client: FlaskClient, host: str, path: str) -> None:
    status, body = answer(client, host, path)
    assert status == 400
    assert not host.strip(" \t:") or host not in body
    assert "evil" not in body


def test_u2_a_missing_host_gets_400() -> None:
    seen: list[str] = []
    check = HostCheck(lambda _environ, _start: [b"reached"], frozenset(), lambda: None)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "SERVER_NAME": "localhost"}
    body = check(environ, lambda status, _headers, *_: seen.append(status))  # type: ignore[arg-type]
    assert seen == ["400 BAD REQUEST"]
    assert b"reached" not in body


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1", "127.0.0.1:65535", "[::1]", "[::1]:8000"])
def test_s10_without_configuration_only_this_machine_s_names_are_answered(client: FlaskClient, host: str) -> None:
    assert answer(client, host)[0] == 200


def test_s10_configured_hosts_replace_the_names_of_this_machine(make_app: Callable[..., Flask]) -> None:
    client = make_app(base_url="https://help.example:8443", trusted_hosts=("alias.example", "::1")).test_client()
    assert answer(client, "help.example")[0] == 200
    assert answer(client, "Help.Example:8443")[0] == 200
    assert answer(client, "alias.example")[0] == 200
    assert answer(client, "[::1]:8000")[0] == 200
    assert answer(client, "localhost")[0] == 400
    assert answer(client, "help.example.evil")[0] == 400


def test_s10_the_address_that_is_listened_on_is_answered(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    app.config["BOUND_URL"] = "http://192.0.2.7:8000"
    assert answer(app.test_client(), "192.0.2.7:8000")[0] == 200
    assert answer(app.test_client(), "192.0.2.8:8000")[0] == 400


def test_u2_a_request_line_that_names_another_host_gets_400(client: FlaskClient) -> None:
    for target, status in [
        ("http://evil.example/fr/", 400),
        ("http://localhost/fr/", 200),
        ("http://localhost@evil.example/", 400),
        ("localhost:443", 400),
        ("/fr/?x=http://evil.example/", 200),
    ]:
        response = client.get("/fr/", environ_overrides={"HTTP_HOST": "localhost", "RAW_URI": target})
        assert response.status_code == status, target


@pytest.mark.parametrize(
    "path",
    ["/fr/", "/fr/articles/password-reset-fr", "/sitemap.xml", "/fr/feed.atom", "/robots.txt", "/api/v1/articles"],
)
def test_s10_no_absolute_address_is_built_from_the_request(make_app: Callable[..., Flask], path: str) -> None:
    client = make_app(trusted_hosts=("alias.example", "help.example"), base_url="https://help.example").test_client()
    body = answer(client, "alias.example:1234", path)[1]
    assert "alias.example" not in body
    assert "https://help.example/" in body


def test_s10_without_a_base_url_addresses_begin_with_the_bound_address(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    assert "http://127.0.0.1:8000/fr/" in answer(app.test_client(), "localhost:5555", "/api/v1/articles")[1]
    app.config["BOUND_URL"] = "http://127.0.0.1:8123"
    assert "http://127.0.0.1:8123/fr/" in answer(app.test_client(), "localhost:5555", "/api/v1/articles")[1]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(host=st.text(st.characters(min_codepoint=1, max_codepoint=0x24F), max_size=80))
@example(host="[::1]")
@example(host="[:0]")
def test_s10_any_other_host_is_refused(app: Flask, host: str) -> None:
    # Without a client, which would itself take hosts apart that no browser sends.
    chunks, status, _ = run_wsgi_app(app, create_environ("/fr/") | {"HTTP_HOST": host}, buffered=True)
    body = b"".join(chunks).decode()
    if not re.fullmatch(r"(localhost|127\.0\.0\.1|\[::1\])(:.*)?", host.lower(), re.DOTALL):
        assert status.startswith("400")
        assert len(host) < 12 or host not in body


def test_hosts_of_a_site_are_written_as_host_headers_are() -> None:
    assert site_hosts(("Help.Example", "2001:db8::1"), "https://[2001:DB8::2]:8443") == {
        "help.example",
        "[2001:db8::1]",
        "[2001:db8::2]",
    }
    assert site_hosts((), None) == frozenset()
    assert host_of("http://127.0.0.1:8000") == "127.0.0.1"


def test_s10_u7_the_router_never_redirects_because_its_redirects_repeat_the_host(app: Flask) -> None:
    assert app.url_map.merge_slashes is False
    for rule in app.url_map.iter_rules():
        assert rule.rule == "/" or rule.is_leaf or not rule.strict_slashes, rule.rule
