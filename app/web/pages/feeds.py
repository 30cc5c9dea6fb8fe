"""What machines read: the feed of changes, the site map, the rules for robots."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from uuid import NAMESPACE_URL, uuid5

from flask import Blueprint, Response

from app.model import RenderedArticle
from app.web import paths
from app.web.pages.cache import finish, send
from app.web.pages.kit import Frame, in_locale, kept, render, same_page
from app.web.pages.training import robots_lines
from app.web.services import require_snapshot, snapshot
from app.web.urls import origin

MAX_ENTRIES = 30
NOT_FOR_ROBOTS = ("/go/", "/api/", "/*/search", "/*/portal", "/*/feedback/")

Place = tuple[str, str, date | None]
"""Path, locale, day of the last change."""

pages = Blueprint("feeds", __name__)


@pages.get("/<locale>/feed.atom")
def feed(locale: str) -> Response:
    """The latest changes, newest first."""
    current = in_locale(locale)
    path = f"/{locale}/feed.atom"

    def make() -> str:
        changes = [article for article in current.recent(locale, MAX_ENTRIES) if article.updated]
        latest = changes[0].updated if changes else date(1970, 1, 1)
        frame = same_page(current, locale, paths.home)
        return render("feed.xml", frame, path=path, changes=changes, latest=latest, identity=_identity)

    return send(kept(("feed", locale), lambda: finish(make(), "application/atom+xml; charset=utf-8")))


@pages.get("/sitemap.xml")
def sitemap() -> Response:
    """Every page that search engines may keep, with its translations."""
    current = require_snapshot()

    def make() -> str:
        topics = (partial(paths.category, category_id=category.id) for category in current.categories)
        same: tuple[Callable[[str], str], ...] = (paths.home, *topics, paths.popularity)
        groups: list[list[Place]] = [[(path(code), code, None) for code in current.locales] for path in same]
        ids = dict.fromkeys(article.id for code in current.locales for article in current.articles(code))
        groups.extend([_place(article) for article in current.alternates(name).values()] for name in ids)
        return render("sitemap.xml", Frame(current.site.default_locale, {}), groups=groups)

    return send(kept("sitemap", lambda: finish(make(), "application/xml; charset=utf-8")))


@pages.get("/robots.txt")
def robots() -> Response:
    current = snapshot()
    said = robots_lines(current.site) if current else []
    rules = "\n".join(("User-agent: *", *said, *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)))
    text = f"{rules}\n\nSitemap: {origin()}/sitemap.xml\n"
    return send(finish(text, "text/plain; charset=utf-8"), cache_control="public, max-age=3600")


def _place(article: RenderedArticle) -> Place:
    return paths.article(article.locale, article.slug), article.locale, article.updated


def _identity(article: RenderedArticle | None, locale: str) -> str:
    """An entry's id: the same for ever, wherever the site is."""
    return uuid5(NAMESPACE_URL, f"guichet:{locale}:{article.id if article else ''}").urn
