"""How often one address may search."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.security.rates import BURST, SECONDS
from app.web.security.windows import MAX_KEYS, ProcessWindows


def search(client: FlaskClient, number: int, peer: str = "203.0.113.1", path: str = "/api/v1/search") -> int:
    return client.get(f"{path}?q=mot+{number}", environ_base={"REMOTE_ADDR": peer}).status_code


def test_q15_after_a_burst_of_40_one_address_gets_429_and_others_are_unaffected(make_app: Callable[..., Flask]) -> None:
    client = make_app(rate_limits=True).test_client()
    assert [search(client, number) for number in range(BURST)] == [200] * BURST
    assert [search(client, number) for number in range(20)] == [429] * 20
    assert search(client, 0, peer="203.0.113.2") == 200
    assert client.get("/fr/", environ_base={"REMOTE_ADDR": "203.0.113.1"}).status_code == 200
    assert client.get("/api/v1/articles", environ_base={"REMOTE_ADDR": "203.0.113.1"}).status_code == 200


def test_q15_a_429_says_when_to_come_back(make_app: Callable[..., Flask]) -> None:
    client = make_app(rate_limits=True).test_client()
    for number in range(BURST):
        search(client, number)
    response = client.get("/api/v1/search?q=x", environ_base={"REMOTE_ADDR": "203.0.113.1"})
    assert response.content_type == "application/problem+json"
    assert response.json is not None
    assert response.json["code"] == "rate_limited"
    assert 1 <= int(response.headers["Retry-After"]) <= SECONDS + 1


def test_s12_a_refused_address_is_not_logged(make_app: Callable[..., Flask], caplog: pytest.LogCaptureFixture) -> None:
    client = make_app(rate_limits=True).test_client()
    with caplog.at_level(logging.DEBUG):
        assert [search(client, number) for number in range(BURST + 5)][-5:] == [429] * 5
    assert "203.0.113.1" not in caplog.text


def test_q15_result_pages_and_api_count_together(make_app: Callable[..., Flask]) -> None:
    client = make_app(rate_limits=True).test_client()
    for number in range(BURST // 2):
        assert search(client, number, path="/fr/search") == 200
        assert search(client, number) == 200
    assert search(client, 1) == 429
    page = client.get("/en/search?q=x", environ_base={"REMOTE_ADDR": "203.0.113.1"})
    assert page.status_code == 429
    assert page.content_type == "text/html; charset=utf-8"
    assert 1 <= int(page.headers["Retry-After"]) <= SECONDS + 1


def test_u3_a_forged_address_does_not_reset_the_count(make_app: Callable[..., Flask]) -> None:
    client = make_app(rate_limits=True).test_client()
    statuses = [
        client.get("/api/v1/search?q=x", headers={"X-Forwarded-For": f"198.51.100.{number}"}).status_code
        for number in range(BURST + 1)
    ]
    assert statuses == [200] * BURST + [429]


def test_q15_one_ipv6_customer_counts_as_one(make_app: Callable[..., Flask]) -> None:
    client = make_app(rate_limits=True).test_client()
    statuses = [search(client, number, peer=f"2001:db8:1:2::{number:x}") for number in range(BURST + 1)]
    assert statuses == [200] * BURST + [429]
    assert search(client, 0, peer="2001:db8:1:3::1") == 200


def test_limits_can_be_switched_off(make_app: Callable[..., Flask]) -> None:
    client = make_app(rate_limits=False).test_client()
    assert {search(client, number) for number in range(BURST + 20)} == {200}


def test_r11_a_window_ends_after_its_length_whatever_the_wall_clock_says() -> None:
    now = [1000.0]
    windows = ProcessWindows(clock=lambda: now[0])
    assert [windows.incr("a", 10) for _ in range(3)] == [1, 2, 3]
    now[0] += 9.9
    assert windows.get("a") == 3
    now[0] += 0.1
    assert windows.get("a") == 0
    assert windows.incr("a", 10) == 1


def test_r16_counts_of_addresses_that_went_away_are_forgotten() -> None:
    now = [0.0]
    windows = ProcessWindows(clock=lambda: now[0])
    for number in range(MAX_KEYS + 500):
        windows.incr(f"address {number}", 10)
    assert windows.get("address 0") == 0
    assert windows.get(f"address {MAX_KEYS + 499}") == 1
    now[0] += 10
    windows.incr("another", 10)
    assert windows.reset() == 1
