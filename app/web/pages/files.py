"""Files that never change under their name: style, scripts, icons, and the articles' pictures."""

from __future__ import annotations

import os
import re

from flask import Blueprint, Response, abort

from app.web.pages.cache import takes_gzip
from app.web.pages.kit import kit
from app.web.services import require_snapshot

FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_DAY = "public, max-age=86400"
_MEDIA = re.compile(r"[0-9a-f]{64}\.(png|jpg|jpeg|gif|webp|avif)", re.ASCII)

pages = Blueprint("files", __name__)


@pages.get("/static/<name>")
def static(name: str) -> Response:
    asset = kit().assets.find(name) or abort(404)
    headers = {"Content-Type": asset.content_type, "Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
    if takes_gzip():
        return Response(asset.compressed, headers={**headers, "Content-Encoding": "gzip"})
    return Response(asset.body, headers=headers)


@pages.get("/favicon.ico")
def favicon() -> Response:
    headers = {"Content-Type": "image/x-icon", "Cache-Control": FOR_A_DAY}
    return Response(kit().assets.raw("favicon.ico"), headers=headers)


@pages.get("/media/<name>")
def media(name: str) -> Response:
    """A picture that a public article shows; whole, whatever range is asked for."""
    match = _MEDIA.fullmatch(name) or abort(404)
    path = require_snapshot().media(name) or abort(404)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        abort(404)
    with os.fdopen(descriptor, "rb") as file:
        body = file.read()
    headers = {
        "Content-Type": f"image/{match[1].replace('jpg', 'jpeg')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": FOR_EVER,
    }
    return Response(body, headers=headers)
