"""In which language somebody is answered where the address does not decide it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request

from app.locales import negotiate


def preferred(locales: Sequence[str], *asked: str | None) -> str:
    """The first of `asked` that is among the locales, else the one that the browser's languages come nearest to."""
    found = next((each for each in asked if each in locales), None)
    return found or negotiate(request.headers.get("Accept-Language", ""), locales)
