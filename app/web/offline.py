"""The one page that only a static export has: its search, with every article for readers without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Flask

from app.web import paths
from app.web.pages.kit import KEY as KIT
from app.web.pages.kit import Kit, in_locale, render, same_page

pages = Blueprint("offline", __name__)


def install(app: Flask) -> Mapping[str, str]:
    """Add the page to an application that answers an export only; returns the paths of an export's scripts."""
    app.register_blueprint(pages)
    kit: Kit = app.extensions[KIT]
    files = {"page": "offline.js", "extracts": "offline-extracts.js", "search": "offline-search.js"}
    return {name: kit.assets.url(file) for name, file in files.items()}


@pages.get("/<locale>/offline-search")
def search(locale: str) -> str:
    """The page of search of a static export."""
    current = in_locale(locale)
    groups = [(category, current.in_category(locale, category.id)) for category in current.categories]
    return render("offline_search.html", same_page(current, locale, paths.search, index=False), groups=groups)
