"""What we say of ourselves: what is recorded of readers and how to object, and who can use these pages."""

from __future__ import annotations

from flask import Blueprint, Response

from app.web import paths
from app.web.doorstep import leave
from app.web.pages.kit import in_locale, page, render, same_page
from app.web.services import services

pages = Blueprint("privacy", __name__)


@pages.get("/<locale>/privacy")
def privacy(locale: str) -> Response:
    """What is recorded of readers, for how long, and how to object."""
    current = in_locale(locale)
    frame = same_page(current, locale, paths.privacy)
    kept = services().settings.retention
    return leave(page(("privacy", locale), lambda: render("privacy.html", frame, kept=kept)))


@pages.get("/<locale>/accessibility")
def accessibility(locale: str) -> Response:
    """Who can use these pages, and how we know."""
    frame = same_page(in_locale(locale), locale, paths.accessibility)
    return leave(page(("accessibility", locale), lambda: render("accessibility.html", frame)))
