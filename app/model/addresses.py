"""Which base addresses an operator may give."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\\"<>^`|]")
"""Characters that no address of ours holds: browsers and servers disagree on what they mean."""


def checked_base_url(text: str) -> str:
    """A base address, ending in `/`.

    Raises ValueError with a sentence unless it is `https://host/…` (plain http only for a loopback host), without
    credentials, query or fragment.
    """
    if FORBIDDEN.search(text) or not text.isascii():
        raise ValueError("must be ASCII without spaces, quotes or control characters (a name such as é.ma is xn--…)")
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("is not an address") from None
    if parts.scheme not in ("https", "http") or not host:
        raise ValueError("must be https://host/…")
    if parts.scheme == "http" and not is_loopback(host):
        raise ValueError("must be https://host/… (http only for this machine itself)")
    if "@" in parts.netloc:
        raise ValueError("must not hold a user name or password")
    if parts.query or parts.fragment:
        raise ValueError("must not hold '?' or '#'")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
