"""The editors' pages at `/editor/`: what the record says, for whoever has the token; on no reader's page."""

from __future__ import annotations

import logging

from flask import Blueprint, Flask, Response, request

from app.errors import StoreUnavailable
from app.insights import Desk
from app.web.editor import downloads, gate, pages
from app.web.editor.access import Access
from app.web.editor.kit import KEY, EditorKit, render
from app.web.services import KEY as SERVICES
from app.web.services import Services

PREFIX = "/editor"
_LOG = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Register the pages where GUICHET_EDITOR_TOKEN is set; without it there is nothing at `/editor/`."""
    parts: Services = app.extensions[SERVICES]
    settings = parts.settings
    app.after_request(_keep_out_of_caches)
    if settings.editor_token is None:
        return
    access = Access(settings.editor_token, settings.secret_key, https=settings.https, limited=settings.rate_limits)
    app.extensions[KEY] = EditorKit(access, Desk(parts.store))
    blueprint = Blueprint("editor", __name__, url_prefix=PREFIX)
    gate.install(blueprint)
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


def _keep_out_of_caches(response: Response) -> Response:
    """Also what is answered below the prefix without being one of the pages: errors and redirects."""
    if f"{request.path}/".startswith(f"{PREFIX}/"):
        response.headers["Cache-Control"] = "no-store"
        response.headers.pop("ETag", None)
    return response
