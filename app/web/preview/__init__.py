"""The readers' site over a working folder, with what is wrong beside each article; for one person on one machine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

from flask import Flask, Response, abort, g, request
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader

from app.model import RenderedArticle
from app.settings import Settings
from app.web.factory import create_app
from app.web.pages.kit import KEY as PAGES
from app.web.pages.kit import Kit, redirect
from app.web.preview import pages
from app.web.preview.screen import Listed, Screen, Stage, State
from app.web.readers import Identity, Readers, Sender
from app.web.services import KEY, Services

__all__ = ["Listed", "Screen", "Stage", "State", "create_preview"]

_SERVED = frozenset({"article", "browse", "feeds", "files", "llms", "portal", "preview", "privacy", "search"})
"""The blueprints of readers' pages."""
_CALLS = frozenset({"/api/v1/suggest", "/api/v1/search"})
"""What the search box asks while one types."""


_TOLD = "/api/v1/events"
"""Where pages tell what readers do; a complaint in the console of each page would hide others."""


class Nobody(Readers):
    """Whoever looks at a preview is no reader."""

    def identity(self, sender: Sender | None = None) -> Identity | None:  # noqa: ARG002
        return None

    def is_person(self, *, asked: bool = False) -> bool:  # noqa: ARG002
        return False


def create_preview(settings: Settings, stage: Stage) -> Flask:
    """The application over what `stage` shows. It counts nothing, changes nothing and knows no accounts.

    `settings` must name an index and a store that belong to this preview alone.
    """
    app = create_app(settings)
    parts: Services = app.extensions[KEY]
    app.extensions[KEY] = replace(parts, readers=Nobody(parts.writer))
    _show_beside(app)
    app.register_blueprint(pages.create(stage))

    def begin() -> Response | None:
        """One screen for the whole request, and nothing but reading."""
        g.screen = stage.screen
        g.views = g.screen.views
        served = request.blueprint in _SERVED or request.path in _CALLS or request.endpoint is None
        if request.path == _TOLD:
            return Response(status=204)
        if request.method not in ("GET", "HEAD"):
            abort(405)
        if not served:
            abort(404)
        return redirect(pages.START, 302) if request.path == "/" else None

    # Before the areas of those who sign in, which would send everybody to a page that is not here.
    app.before_request_funcs.setdefault(None, []).insert(0, begin)
    app.after_request(_for_its_author)
    return app


def _show_beside(app: Flask) -> None:
    """Put our bar on every page: our `base.html` stands before the site's, which it extends as `site/base.html`."""
    here = Path(__file__).parent
    site, ours = FileSystemLoader(here.parent / "templates"), FileSystemLoader(here / "templates")
    page_kit = cast(Kit, app.extensions[PAGES])
    for environment in page_kit.templates.values():
        environment.loader = ChoiceLoader([ours, PrefixLoader({"site": site}), site])
        environment.globals["previewing"] = _previewing


def _previewing(article: RenderedArticle | None) -> dict[str, object]:
    """What the bar of this request's page tells; `article` is the one that the page shows."""
    screen = cast(Screen, g.screen)
    return {
        "screen": screen,
        "file": screen.of(article),
        "version": screen.version(request.path),
        "style": pages.address("preview.css"),
        "script": pages.address("preview.js"),
        "events": pages.EVENTS,
        "start": pages.START,
    }


def _for_its_author(response: Response) -> Response:
    """A draft stays in no cache, and no page of another site that is open in the same browser may read one.

    What readers' own service answers to every site would tell drafts and internal articles here.
    """
    response.headers.pop("Access-Control-Allow-Origin", None)
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if response.content_type and response.content_type.startswith(("text/", "application/json")):
        response.headers["Cache-Control"] = "no-store"
    return response
