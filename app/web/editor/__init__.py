"""The editors' pages at `/editor/`: what the record says, for those with the role editor; on no reader's page."""

from __future__ import annotations

from flask import Blueprint, Flask

from app.insights import Desk
from app.web.editor import builds, components, downloads, missing, pages, reviews, translations
from app.web.editor.kit import KEY, EditorKit
from app.web.services import KEY as SERVICES
from app.web.services import Services

PREFIX = "/editor"


def install(app: Flask) -> None:
    """Register the pages; who may see them, and that no cache keeps them, is the business of app.web.accounts."""
    parts: Services = app.extensions[SERVICES]
    app.extensions[KEY] = EditorKit(Desk(parts.store))
    blueprint = Blueprint("editor", __name__, url_prefix=PREFIX)
    pages.install(blueprint)
    downloads.install(blueprint)
    builds.install(blueprint)
    components.install(blueprint)
    reviews.install(blueprint)
    missing.install(blueprint)
    translations.install(blueprint)
    app.register_blueprint(blueprint)
