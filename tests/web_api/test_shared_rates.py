"""Limits that machines share in a real Redis server, and what happens when it is away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.security.rates import BURST, SECONDS
from app.web.security.shared import AWAY, PREFIX, SharedWindows
from tests.support.redis import RedisServer, redis_server

PEER = "203.0.113.77"


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with redis_server() as running:
        yield running


@pytest.fixture
def redis(server: RedisServer) -> RedisServer:
    """The server, running and empty."""
    server.client().flushall()
    return server


def search(client: FlaskClient, number: int, peer: str = PEER) -> int:
    return client.get(f"/api/v1/search?q=mot+{number}", environ_base={"REMOTE_ADDR": peer}).status_code


def machines(make_app: Callable[..., Flask], redis: RedisServer, scheme: str = "redis") -> list[FlaskClient]:
    """Two applications, as on two machines with the same secret."""
    url = f"{scheme}://127.0.0.1:{redis.port}/0"
    return [make_app(rate_limits=True, rate_limits_url=url).test_client() for _ in range(2)]


@pytest.mark.parametrize("scheme", ["redis", "valkey"])
def test_q15_two_machines_count_together(make_app: Callable[..., Flask], redis: RedisServer, scheme: str) -> None:
    one, other = machines(make_app, redis, scheme)
    assert [search(one, number) for number in range(BURST // 2)] == [200] * (BURST // 2)
    assert [search(other, number) for number in range(BURST // 2)] == [200] * (BURST // 2)
    assert (search(one, 0), search(other, 0)) == (429, 429)
    assert search(one, 0, peer="203.0.113.78") == 200
    refused = other.get("/api/v1/search?q=x", environ_base={"REMOTE_ADDR": PEER})
    assert 1 <= int(refused.headers["Retry-After"]) <= SECONDS + 1


def test_s12_the_server_learns_no_address_and_forgets_by_itself(
    make_app: Callable[..., Flask], redis: RedisServer
) -> None:
    search(machines(make_app, redis)[0], 1)
    client = redis.client()
    names = [str(name) for name in client.keys("*")]
    assert len(names) == 1
    assert names[0].startswith(PREFIX)
    assert PEER not in names[0]
    assert 0 < client.ttl(client.keys("*")[0]) <= SECONDS


def test_with_the_server_away_reading_goes_on_and_each_worker_counts_alone(
    make_app: Callable[..., Flask], redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    one, other = machines(make_app, redis)
    assert search(one, 0) == 200
    redis.stop()
    try:
        with caplog.at_level(logging.INFO):
            assert [search(one, number) for number in range(BURST)] == [200] * BURST
            assert search(one, 0) == 429
            assert search(other, 0) == 200
            assert one.get("/fr/", environ_base={"REMOTE_ADDR": PEER}).status_code == 200
        lines = [record.getMessage() for record in caplog.records if "GUICHET_RATE_LIMITS_URL" in record.getMessage()]
        assert len(lines) == 2, "one line for each worker"
        assert PEER not in caplog.text
        assert str(redis.port) not in caplog.text
    finally:
        redis.start()


def test_it_is_asked_again_after_a_while_and_limits_are_shared_again(
    redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    now = [1000.0]
    address = f"redis://127.0.0.1:{redis.port}"
    windows = [SharedWindows(address=address, secret="s", clock=lambda: now[0]) for _ in range(2)]
    redis.stop()
    assert [each.incr("key", 10) for each in windows] == [1, 1]
    assert not windows[0].check()
    redis.start()
    assert windows[0].incr("key", 10) == 2, "nobody asks before its time"
    now[0] += AWAY
    with caplog.at_level(logging.INFO):
        assert [each.incr("key", 10) for each in windows] == [1, 2]
    assert "shared again" in caplog.text
    assert windows[1].get("key") == 2
    assert 0 < windows[1].get_expiry("key") - time.time() <= 10
    windows[0].clear("key")
    assert windows[1].get("key") == 0


def test_a_server_that_never_answers_costs_one_request_a_moment(server: RedisServer) -> None:
    windows = SharedWindows(address="redis://127.0.0.1:1", secret="s", clock=lambda: 5.0)
    assert [windows.incr("key", 10) for _ in range(100)] == list(range(1, 101))
