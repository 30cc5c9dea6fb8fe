"""Pages for people, and the feeds and files that go with them."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, g

from app.web.assets import Assets
from app.web.pages import article, browse, errors, feedback, feeds, files, llms, oembed, portal, privacy, search
from app.web.pages.cache import PageCache
from app.web.pages.kit import KEY, Kit, environments
from app.web.security.form_times import FormTimes
from app.web.services import KEY as SERVICES
from app.web.services import Services

BLUEPRINTS = (
    browse.pages,
    article.pages,
    search.pages,
    portal.pages,
    feeds.pages,
    files.pages,
    llms.pages,
    oembed.pages,
    feedback.pages,
    privacy.pages,
)


def install(app: Flask) -> None:
    """Register every page, the error pages, and the header that names a response's generation."""
    here = Path(__file__).parent.parent
    parts: Services = app.extensions[SERVICES]
    templates = environments(here / "templates", parts.catalogues)
    app.extensions[KEY] = Kit(
        Assets(here / "static"), templates, PageCache(), FormTimes(parts.settings.secret_key, "feedback")
    )
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    errors.install(app)
    app.after_request(_name_generation)


def _name_generation(response: Response) -> Response:
    if views := g.get("views"):
        response.headers["X-Guichet-Generation"] = views.public.generation
    return response
