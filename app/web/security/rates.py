"""How often one address may search, and send what is recorded."""

from __future__ import annotations

import logging
import math
import time
from ipaddress import IPv6Address, ip_network

from flask import Flask, Response, request
from flask_limiter import ApplicationLimit, Limiter

from app.web.security.proxies import parse_address
from app.web.security.windows import SCHEME

BURST = 40
SECONDS = 10
KEYSTROKES = 200
"""Suggestions in as many seconds: four people behind one address who type as fast as the page asks."""
BEACONS = 200
"""Events in as many seconds: some readers behind one address who open an article each second."""
ANSWERS = 20
"""Pages of the feedback form and votes in as many seconds."""
IPV6_CUSTOMER_BITS = 64
"""What one IPv6 customer has at least: a count by single address would be no limit at all."""


def limit_searches(app: Flask, enabled: bool) -> None:
    """429 with Retry-After for the 41st search of an address within 10 s: result pages and API together.

    Suggestions are counted apart: whoever types is not kept from searching; so are events and feedback. Counted in each
    worker by itself: with N workers an address gets at most N x 40.
    """
    limits = [
        _limit(BURST, "search"),
        _limit(KEYSTROKES, "suggest"),
        _limit(BEACONS, "events"),
        _limit(ANSWERS, "feedback", "feedback/<article_id>"),
    ]
    limiter = Limiter(
        client_key,
        app=app,
        application_limits=limits,  # type: ignore[arg-type]
        storage_uri=f"{SCHEME}://",
        strategy="fixed-window",
        enabled=enabled,
    )
    # It would write the client's address into the log.
    limiter.logger.setLevel(logging.WARNING)

    def say_when(response: Response) -> Response:
        if response.status_code == 429 and (current := limiter.current_limit):
            response.headers["Retry-After"] = str(max(1, math.ceil(current.reset_at - time.time())))
        return response

    app.after_request(say_when)


def client_key() -> str:
    """Whose requests are counted together: an IPv4 address, or the network of an IPv6 customer."""
    text = request.remote_addr or "unknown"
    address = parse_address(text)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, IPV6_CUSTOMER_BITS), strict=False))
    return str(address) if address else text[:64]


def _limit(number: int, *routes: str) -> ApplicationLimit:
    """At most `number` requests of an address to the routes that end with one of these."""
    endings = tuple(f"/{route}" for route in routes)

    def is_another() -> bool:
        return request.url_rule is None or not request.url_rule.rule.endswith(endings)

    return ApplicationLimit(f"{number} per {SECONDS} seconds", scope=routes[0], exempt_when=is_another)
