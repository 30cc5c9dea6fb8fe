"""The editors' pages at `/editor/`: what the record says, for those with the role editor; on no reader's page."""

from __future__ import annotations

import logging

from flask import Blueprint, Flask, Response

from app.errors import StoreUnavailable
from app.insights import Desk
from app.web.editor import downloads, pages
from app.web.editor.kit import KEY, EditorKit, render
from app.web.services import KEY as SERVICES
from app.web.services import Services

PREFIX = "/editor"
_LOG = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Register the pages; who may see them, and that no cache keeps them, is the business of app.web.accounts."""
    parts: Services = app.extensions[SERVICES]
    app.extensions[KEY] = EditorKit(Desk(parts.store))
    blueprint = Blueprint("editor", __name__, url_prefix=PREFIX)
    pages.install(blueprint)
    downloads.install(blueprint)
    blueprint.register_error_handler(StoreUnavailable, _no_store)
    app.register_blueprint(blueprint)


def _no_store(error: StoreUnavailable) -> Response:
    """The record cannot be read now; the reason is for the log, not for the page."""
    _LOG.warning("an editors' page cannot be shown: %s", error)
    response = render("unavailable.html", 503)
    response.headers["Retry-After"] = "5"
    return response
