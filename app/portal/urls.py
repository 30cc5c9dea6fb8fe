"""Which paths of a portal are acceptable, and which values may be put into one."""

from __future__ import annotations

import re

from app.model.addresses import FORBIDDEN

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")

_LEAVES = re.compile(r"^/|:|(^|/)\.{1,2}(/|$)|%(2e|2f|5c)", re.IGNORECASE)
"""Browsers read `%2e%2e` as `..`, servers may read `%2f` as `/`: neither is ever needed."""
_VALUE = re.compile(r"(?!\.{1,2}\Z)[A-Za-z0-9._~-]{1,256}", re.ASCII)
"""FOSSBilling's longest invoice hash has 254 characters."""


def checked_path(text: str) -> str:
    """A workflow's path below the base address; raises ValueError with a sentence for anything that could leave it."""
    if not text or FORBIDDEN.search(text) or not text.isascii():
        raise ValueError("path must be ASCII text without spaces, quotes or control characters")
    head = re.split(r"[?#]", text, maxsplit=1)[0]
    if _LEAVES.search(head):
        message = "no leading '/', no scheme, no '.' or '..', none of them encoded"
        raise ValueError(f"path must stay below the base address: {message}")
    if "//" in head:
        raise ValueError("path must not hold '//'")
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        raise ValueError("a parameter is written {name}, with a-z, 0-9 and _")
    return text


def value_allowed(value: str) -> bool:
    """Whether a parameter's value changes nothing but its own place, whatever its pattern says."""
    return _VALUE.fullmatch(value) is not None
