"""X-Forwarded headers: believed from the configured proxies only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, request

SPOOFED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "666",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-User": "admin",
    "X-Forwarded-Scheme": "https",
    "Forwarded": "for=203.0.113.9;host=evil.example;proto=https",
    "X-Original-URL": "/evil",
    "X-Rewrite-URL": "/evil",
    "X-HTTP-Method-Override": "DELETE",
}
VARIES = {"Date", "Content-Length"}


def seen_by(app: Flask, peer: str, headers: dict[str, str]) -> tuple[str, str, str]:
    """Client, scheme and host as views see them."""
    if "seen" not in app.view_functions:
        app.add_url_rule("/seen", "seen", lambda: f"{request.remote_addr} {request.scheme} {request.host}")
    response = app.test_client().get("/seen", headers=headers, environ_base={"REMOTE_ADDR": peer})
    return tuple(response.get_data(as_text=True).split(" "))  # type: ignore[return-value]


@pytest.mark.parametrize("proxies", [(), ("10.0.0.0/8",)])
def test_u3_forwarded_headers_of_strangers_have_no_effect(make_app: Callable[..., Flask], proxies: tuple[str]) -> None:
    app = make_app(trusted_proxies=proxies)
    assert seen_by(app, "198.51.100.1", SPOOFED) == ("198.51.100.1", "http", "localhost")


@pytest.mark.parametrize("path", ["/fr/", "/api/v1/articles", "/sitemap.xml", "/fr", "/go/domains.list", "/a/epp-code"])
def test_u3_u8_responses_do_not_depend_on_forwarded_headers(make_app: Callable[..., Flask], path: str) -> None:
    client = make_app().test_client()
    plain, spoofed = client.get(path), client.get(path, headers=SPOOFED)
    assert spoofed.data == plain.data
    assert spoofed.status == plain.status
    assert [item for item in spoofed.headers if item[0] not in VARIES] == [
        item for item in plain.headers if item[0] not in VARIES
    ]


def test_u3_a_method_override_has_no_effect(make_app: Callable[..., Flask]) -> None:
    client = make_app().test_client()
    assert client.get("/api/v1/articles?_method=DELETE", headers=SPOOFED).status_code == 200


def test_a_trusted_proxy_says_who_the_client_is(make_app: Callable[..., Flask]) -> None:
    app = make_app(trusted_proxies=("10.0.0.0/8",), trusted_hosts=("help.example", "localhost"))
    headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "help.example"}
    assert seen_by(app, "10.0.0.1", headers) == ("203.0.113.9", "https", "help.example")
    assert seen_by(app, "::ffff:10.0.0.1", headers)[0] == "203.0.113.9"


def test_the_client_is_the_first_address_before_the_trusted_proxies(make_app: Callable[..., Flask]) -> None:
    app = make_app(trusted_proxies=("10.0.0.0/8",))
    assert seen_by(app, "10.0.0.1", {"X-Forwarded-For": "6.6.6.6, 203.0.113.9, 10.0.0.2"})[0] == "203.0.113.9"
    assert seen_by(app, "10.0.0.1", {"X-Forwarded-For": "10.0.0.3, 10.0.0.2"})[0] == "10.0.0.3"
    assert seen_by(app, "10.0.0.1", {})[0] == "10.0.0.1"


def test_s10_the_host_that_a_proxy_passes_on_is_checked_too(make_app: Callable[..., Flask]) -> None:
    client = make_app(trusted_proxies=("10.0.0.1",)).test_client()
    headers = {"X-Forwarded-Host": "evil.example"}
    assert client.get("/fr/", headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.1"}).status_code == 400


def test_u3_a_prefix_is_never_taken_from_a_request(make_app: Callable[..., Flask]) -> None:
    app = make_app(trusted_proxies=("10.0.0.1",))
    app.add_url_rule("/root", "root", lambda: request.script_root or "none")
    headers = {"X-Forwarded-Prefix": "/evil"}
    response = app.test_client().get("/root", headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.1"})
    assert response.data == b"none"
