"""How often one address may search."""

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
IPV6_CUSTOMER_BITS = 64
"""What one IPv6 customer has at least: a count by single address would be no limit at all."""


def limit_searches(app: Flask, enabled: bool) -> None:
    """429 with Retry-After for the 41st search of an address within 10 s: result pages and API together.

    Counted in each worker by itself: with N workers an address gets at most N x 40.
    """
    limit = ApplicationLimit(f"{BURST} per {SECONDS} seconds", scope="search")
    limiter = Limiter(
        client_key,
        app=app,
        application_limits=[limit],
        storage_uri=f"{SCHEME}://",
        strategy="fixed-window",
        enabled=enabled,
    )
    limiter.request_filter(_is_no_search)
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


def _is_no_search() -> bool:
    return request.url_rule is None or not request.url_rule.rule.endswith("/search")
