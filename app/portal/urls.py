"""Which portal addresses are acceptable."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\\"<>^`|]")


def checked_base_url(text: str) -> str:
    """A portal's base address, ending in `/`.

    Raises ValueError with a sentence unless it is `https://host/…` (plain http only for a loopback host), without
    credentials, query or fragment.
    """
    if _FORBIDDEN.search(text):
        raise ValueError("must not hold spaces, quotes or control characters")
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("is not an address") from None
    if parts.scheme not in ("https", "http") or not host:
        raise ValueError("must be https://host/…")
    if parts.scheme == "http" and not _is_loopback(host):
        raise ValueError("must be https://host/… (http only for this machine itself)")
    if "@" in parts.netloc:
        raise ValueError("must not hold a user name or password")
    if parts.query or parts.fragment:
        raise ValueError("must not hold '?' or '#'")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/"


def checked_path(text: str) -> str:
    """A workflow's path below the base address; raises ValueError with a sentence for anything that could leave it."""
    if not text or _FORBIDDEN.search(text):
        raise ValueError("path must be text without spaces, quotes or control characters")
    head = re.split(r"[?#]", text, maxsplit=1)[0]
    if text.startswith("/") or ":" in head or ".." in head.split("/"):
        raise ValueError("path must stay below the base address: no leading '/', no scheme, no '..'")
    return text


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
