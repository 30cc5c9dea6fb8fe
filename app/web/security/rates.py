"""How often one address may search, read through the API, and send what is recorded."""

from __future__ import annotations

import logging
import math
import time
from dataclasses import dataclass

from flask import Flask, Response, request
from flask_limiter import ApplicationLimit, Limiter

from app.model.clients import customer_of
from app.settings import Settings
from app.web.security import shared, windows

BURST = 40
SECONDS = 10
KEYSTROKES = 200
"""Suggestions in as many seconds: four people behind one address who type as fast as the page asks."""
BEACONS = 200
"""Events in as many seconds: some readers behind one address who open an article each second."""
ANSWERS = 20
"""Pages of the feedback form and votes in as many seconds."""
TICKETS = 40
"""Tickets looked up in as many seconds, which is done again whenever their author pauses."""
REPORTS = 20
"""Reports of the content policy in as many seconds."""
READS = 400
"""Lists, articles and links of the API in as many seconds: whoever copies 1,000 articles takes 25 s."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `requests` of one address in 10 s to the routes that end with one of `routes`, counted together."""

    name: str
    requests: int
    routes: tuple[str, ...]

    def holds(self, rule: str) -> bool:
        """Whether it is about a route."""
        return rule.endswith(tuple(f"/{route}" for route in self.routes))


LIMITS = (
    Limit("search", BURST, ("search",)),
    Limit("suggest", KEYSTROKES, ("suggest",)),
    Limit("events", BEACONS, ("events",)),
    Limit("feedback", ANSWERS, ("feedback", "feedback/<article_id>")),
    Limit("deflect", TICKETS, ("deflect",)),
    Limit("reports", REPORTS, ("csp-report",)),
    Limit(
        "reads",
        READS,
        (
            "v1/articles",
            "v1/articles/<article_id>",
            "v1/articles/<article_id>/link",
            "v1/workflows",
            "v1/workflows/<workflow_id>/articles",
            "oembed",
        ),
    ),
)


def limit_searches(app: Flask, settings: Settings) -> None:
    """429 with Retry-After beyond the LIMITS: of searches, for the 41st within 10 s, result pages and API together.

    Each kind is counted apart: whoever types is not kept from searching. Counted in each worker by itself (with N
    workers an address gets at most N times as many), or where the settings say so for all machines together.
    """
    scheme: str = windows.SCHEME
    options: dict[str, str | int] = {}
    if settings.rate_limits and settings.rate_limits_url:
        scheme, options = shared.SCHEME, {"address": settings.rate_limits_url, "secret": settings.secret_key}
    limiter = Limiter(
        client_key,
        app=app,
        application_limits=[_applied(limit) for limit in LIMITS],
        storage_uri=f"{scheme}://",
        storage_options=options,
        strategy="fixed-window",
        enabled=settings.rate_limits,
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
    return customer_of(request.remote_addr or "unknown")


def limit_of(rule: str) -> Limit | None:
    """The limit that a route is under."""
    return next((limit for limit in LIMITS if limit.holds(rule)), None)


def _applied(limit: Limit) -> ApplicationLimit:
    def is_another() -> bool:
        return request.url_rule is None or not limit.holds(request.url_rule.rule)

    return ApplicationLimit(f"{limit.requests} per {SECONDS} seconds", scope=limit.name, exempt_when=is_another)
