"""How often one address may ask the tool server."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from app.mcp.server import PATH, application
from app.mcp.visits import MAX_ADDRESSES, SECONDS, Visits


def statuses(visits: Visits, address: str, number: int) -> list[tuple[int, str | None]]:
    """Status and Retry-After of requests that are refused anyway, for the token in their address."""
    app = application({}, lambda _: False, ["testserver"], [], visits)
    client = TestClient(app, client=(address, 50_000))
    answers = [client.get(f"{PATH}?token=x") for _ in range(number)]
    return [(answer.status_code, answer.headers.get("Retry-After")) for answer in answers]


def test_after_as_many_requests_as_it_may_make_an_address_is_told_to_wait() -> None:
    visits = Visits(most=3)
    assert statuses(visits, "203.0.113.1", 4) == [(400, None)] * 3 + [(429, str(SECONDS))]
    assert statuses(visits, "203.0.113.2", 1) == [(400, None)]


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_a_proxy_on_this_machine_is_not_limited(address: str) -> None:
    assert [Visits(most=1).wait(address) for _ in range(5)] == [0] * 5


def test_one_ipv6_customer_counts_as_one_and_a_window_ends() -> None:
    now = [0.0]
    visits = Visits(most=2, clock=lambda: now[0])
    assert [visits.wait(f"2001:db8:1:2::{number}") for number in range(3)] == [0, 0, SECONDS]
    assert visits.wait("2001:db8:1:3::1") == 0
    assert visits.wait("::ffff:203.0.113.1") == visits.wait("203.0.113.1") == 0
    assert visits.wait("203.0.113.1") == SECONDS
    now[0] += SECONDS - 0.5
    assert visits.wait("203.0.113.1") == 1
    now[0] += 0.5
    assert visits.wait("203.0.113.1") == 0


def test_r16_addresses_that_went_away_are_forgotten() -> None:
    now = [0.0]
    visits = Visits(most=1, clock=lambda: now[0])
    for number in range(MAX_ADDRESSES + 10):
        visits.wait(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert visits.wait("10.0.0.0") == 0
    assert visits.wait(f"10.{MAX_ADDRESSES >> 16}.{MAX_ADDRESSES >> 8 & 255}.{MAX_ADDRESSES & 255}") > 0
