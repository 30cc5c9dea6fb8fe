"""Files that never change under their name: style, scripts, icons, and the articles' pictures."""

from __future__ import annotations

import os
import re
from pathlib import Path

from flask import Blueprint, Response, abort

from app.library import Snapshot
from app.web.pages.kit import kit
from app.web.services import require_snapshot

FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_DAY = "public, max-age=86400"
_MEDIA = re.compile(r"[0-9a-f]{64}\.(png|jpg|jpeg|gif|webp|avif)", re.ASCII)

pages = Blueprint("files", __name__)


@pages.get("/static/<name>")
def static(name: str) -> Response:
    """A style sheet, script or icon by its hashed name."""
    asset = kit().assets.find(name) or abort(404)
    headers = {"Content-Type": asset.content_type, "Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
    coding, data = asset.coded.choose()
    if coding:
        headers["Content-Encoding"] = coding
    return Response(data, headers=headers)


@pages.get("/favicon.ico")
def favicon() -> Response:
    """For browsers that ask for this address whatever a page says."""
    headers = {"Content-Type": "image/x-icon", "Cache-Control": FOR_A_DAY}
    return Response(kit().assets.raw("favicon.ico"), headers=headers)


@pages.get("/media/<name>")
def media(name: str) -> Response:
    """A picture that a public article shows, or its link card; whole, whatever range is asked for."""
    return picture(require_snapshot(), name)


def picture(current: Snapshot, name: str) -> Response:
    """A picture of an article of that snapshot. Aborts with 404 for what none of them shows."""
    match = _MEDIA.fullmatch(name) or abort(404)
    path = current.media(name)
    body = _bytes_of(path) if path else current.card(name)
    if body is None:
        abort(404)
    headers = {
        "Content-Type": f"image/{match[1].replace('jpg', 'jpeg')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": FOR_EVER,
    }
    return Response(body, headers=headers)


def _bytes_of(path: Path) -> bytes | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        return file.read()
