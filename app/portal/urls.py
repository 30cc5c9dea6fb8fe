"""Which paths of a portal are acceptable."""

from __future__ import annotations

import re

from app.model.addresses import FORBIDDEN


def checked_path(text: str) -> str:
    """A workflow's path below the base address; raises ValueError with a sentence for anything that could leave it."""
    if not text or FORBIDDEN.search(text):
        raise ValueError("path must be text without spaces, quotes or control characters")
    head = re.split(r"[?#]", text, maxsplit=1)[0]
    if text.startswith("/") or ":" in head or ".." in head.split("/"):
        raise ValueError("path must stay below the base address: no leading '/', no scheme, no '..'")
    return text
