"""What machines read: feeds of changes, the site map, how to search, the rules for robots, who hears of faults."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from uuid import NAMESPACE_URL, uuid5

from flask import Blueprint, Response, abort

from app.library import Snapshot
from app.model import Category, RenderedArticle
from app.web import paths
from app.web.pages.cache import finish, send
from app.web.pages.kit import Frame, category_title, document, in_locale, render, same_page
from app.web.pages.training import robots_lines
from app.web.services import require_snapshot, services, snapshot
from app.web.urls import origin

MAX_ENTRIES = 30
NOT_FOR_ROBOTS = ("/go/", "/api/", "/*/search", "/*/portal", "/*/feedback/")

Place = tuple[str, str, date | None]
"""Path, locale, day of the last change."""

pages = Blueprint("feeds", __name__)


@pages.get("/<locale>/feed.atom")
def feed(locale: str) -> Response:
    """The latest changes of a locale, newest first."""
    current = in_locale(locale)
    frame = same_page(current, locale, paths.home)
    return _feed(current.recent(locale, MAX_ENTRIES), frame, paths.feed(locale))


@pages.get("/<locale>/c/<category_id>/feed.atom")
def category_feed(locale: str, category_id: str) -> Response:
    """The latest changes of a category, newest first."""
    current = in_locale(locale)
    chosen = current.category(category_id) or abort(404)
    frame = same_page(current, locale, partial(paths.category, category_id=chosen.id))
    shelf = sorted(
        current.in_category(locale, chosen.id), key=lambda article: article.updated or date.min, reverse=True
    )
    return _feed(shelf[:MAX_ENTRIES], frame, paths.feed(locale, chosen.id), chosen)


def _feed(articles: Iterable[RenderedArticle], frame: Frame, path: str, category: Category | None = None) -> Response:
    changes = [article for article in articles if article.updated]
    current, texts = require_snapshot(), services().catalogues[frame.locale]
    brand = current.site.brand_name
    title = (
        texts.text("feed.category", brand=brand, category=category_title(category, frame.locale))
        if category
        else texts.text("feed.title", brand=brand)
    )
    values = {
        "path": path,
        "title": title,
        "changes": changes,
        "latest": changes[0].updated if changes else date(1970, 1, 1),
        "identity": _identity,
        "own": _identity(None, frame.locale) if category is None else _urn(frame.locale, f"category:{category.id}"),
    }
    make = partial(render, "feed.xml", frame, **values)
    return document(("feed", path), make, "application/atom+xml; charset=utf-8")


@pages.get("/opensearch-<locale>.xml")
def opensearch(locale: str) -> Response:
    """How a browser searches this locale from its address bar."""
    frame = same_page(in_locale(locale), locale, paths.opensearch)
    kind = "application/opensearchdescription+xml; charset=utf-8"
    return document(("opensearch", locale), partial(render, "opensearch.xml", frame), kind)


@pages.get("/sitemap.xml")
def sitemap() -> Response:
    """Every page that search engines may keep, with its translations and the day of its last change."""
    current = require_snapshot()

    def make() -> str:
        frame = Frame(current.site.default_locale, {})
        return render("sitemap.xml", frame, groups=[*_own_pages(current), *_articles(current)])

    return document("sitemap", make, "application/xml; charset=utf-8")


@dataclass(frozen=True, slots=True)
class Group:
    """A page in its languages, and the path for readers of any other."""

    places: Sequence[Place]
    default: str


def _own_pages(current: Snapshot) -> Iterator[Group]:
    yield _group(current, paths.home, current.articles, default="/")
    for chosen in current.categories:
        shelf = partial(current.in_category, category_id=chosen.id)
        yield _group(current, partial(paths.category, category_id=chosen.id), shelf)
    for path in (paths.popularity, paths.accessibility, paths.privacy):
        yield _group(current, path, lambda _locale: ())


def _group(
    current: Snapshot,
    path: Callable[[str], str],
    articles: Callable[[str], Iterable[RenderedArticle]],
    default: str = "",
) -> Group:
    """A page that each language has; it changed when the last of the articles that it lists did."""
    days = {code: max((a.updated for a in articles(code) if a.updated), default=None) for code in current.locales}
    places = [(path(code), code, days[code]) for code in current.locales]
    return Group(places, default or path(current.site.default_locale))


def _articles(current: Snapshot) -> Iterator[Group]:
    for name in dict.fromkeys(article.id for code in current.locales for article in current.articles(code)):
        places = [_place(article) for article in current.alternates(name).values()]
        yield Group(places, paths.permalink(name))


@pages.get("/robots.txt")
def robots() -> Response:
    """What robots may fetch: nothing of a site that is not to be found."""
    current = snapshot()
    if current and not current.site.indexing:
        text = "User-agent: *\nDisallow: /\n"
    else:
        said = robots_lines(current.site) if current else []
        rules = "\n".join(("User-agent: *", *said, *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)))
        text = f"{rules}\n\nSitemap: {origin()}/sitemap.xml\n"
    return send(finish(text, "text/plain; charset=utf-8"), cache_control="public, max-age=3600")


@pages.get("/.well-known/security.txt")
def security() -> Response:
    """Where faults of the site are told (RFC 9116); not found where nobody is named."""
    site = require_snapshot().site
    contact = site.security_contact or (f"mailto:{site.support_email}" if site.support_email else "")
    if not contact:
        abort(404)
    lines = (
        f"Contact: {contact}",
        f"Expires: {expiry(datetime.now(UTC).date()).isoformat()}T00:00:00Z",
        f"Preferred-Languages: {', '.join(site.locales)}",
        f"Canonical: {origin()}/.well-known/security.txt",
    )
    text = "\n".join(lines) + "\n"
    return send(finish(text, "text/plain; charset=utf-8"), cache_control="public, max-age=86400")


def expiry(today: date) -> date:
    """The first day of the seventh month from now: at least half a year ahead, and the same text for a month."""
    months = today.year * 12 + today.month - 1 + 7
    return date(months // 12, months % 12 + 1, 1)


def _place(article: RenderedArticle) -> Place:
    return paths.article(article.locale, article.slug), article.locale, article.updated


def _identity(article: RenderedArticle | None, locale: str) -> str:
    """An entry's id: the same for ever, wherever the site is."""
    return _urn(locale, article.id if article else "")


def _urn(locale: str, name: str) -> str:
    return uuid5(NAMESPACE_URL, f"guichet:{locale}:{name}").urn
