"""GET /openapi.json: the description of the API for programs."""

from __future__ import annotations

from flask import Response

from app.web.api.endpoints import ENDPOINTS
from app.web.api.openapi import Json, Values, describe
from app.web.api.responses import json_response
from app.web.services import snapshot
from app.web.urls import origin


def description() -> Response:
    """The document, with the locales and categories of the site once something was published."""
    return json_response(document())


def document() -> Json:
    """The description of this site's API."""
    current = snapshot()
    title = f"{current.site.brand_name}: help centre" if current else "Help centre"
    return describe(ENDPOINTS, title, origin(), values())


def values() -> Values:
    """What the site has."""
    current = snapshot()
    if current is None:
        return {}
    return {"locales": current.locales, "categories": [category.id for category in current.categories]}
