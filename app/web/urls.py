"""Absolute addresses: from the configuration or the bound address, never from a request."""

from __future__ import annotations

from flask import current_app

from app.settings import DEFAULT_URL
from app.web.services import services

BOUND_URL = "BOUND_URL"
"""Name of the application setting that `serve` fills with the address it is bound to."""


def origin() -> str:
    """`scheme://host[:port]` of this site, without a final slash: BASE_URL, else the bound address."""
    url: str = services().settings.base_url or current_app.config.get(BOUND_URL) or DEFAULT_URL
    return url.rstrip("/")


def absolute(path: str) -> str:
    """The absolute address of a path of ours (`/fr/?q=…`, percent-encoded already)."""
    return origin() + path
