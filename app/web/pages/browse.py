"""Where readers find their way: home, categories, what the popularity labels mean."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, Response, abort, request

from app.library import Snapshot, Standings
from app.model import RenderedArticle
from app.web import paths
from app.web.doorstep import leave
from app.web.languages import preferred
from app.web.pages.kit import fetching_ahead, in_locale, page, redirect, render, same_page
from app.web.services import require_snapshot, standings

MAX_POPULAR = 6
MIN_POPULAR = 3
"""Fewer articles than this with any reader say nothing; the list is then of places to start, and says so."""

pages = Blueprint("browse", __name__)


@pages.get("/")
def front() -> Response:
    """To the home page in the reader's language."""
    current = require_snapshot()
    locale = preferred(current.locales)
    return redirect(paths.home(locale), 302, Vary="Accept-Language", Cache_Control="no-cache")


@pages.get("/<locale>/", strict_slashes=False)
def home(locale: str) -> Response:
    """Search, categories, what is read most, what changed last."""
    current = in_locale(locale)
    if not request.path.endswith("/"):
        return redirect(paths.home(locale), 301)

    def make() -> str:
        popular = most_read(current, standings(), locale)
        return render(
            "home.html",
            same_page(current, locale, paths.home),
            groups=[(category, current.in_category(locale, category.id)) for category in current.categories],
            popular=popular or places_to_start(current, locale),
            by_readers=bool(popular),
            recent=lately_updated(current, locale),
        )

    return leave(fetching_ahead(page(("home", locale), make)))


@pages.get("/<locale>/c/<category_id>")
def category(locale: str, category_id: str) -> Response:
    """The articles of a category."""
    current = in_locale(locale)
    chosen = current.category(category_id) or abort(404)

    def make() -> str:
        frame = same_page(current, locale, lambda code: paths.category(code, chosen.id))
        return render("category.html", frame, category=chosen, articles=current.in_category(locale, chosen.id))

    return leave(fetching_ahead(page(("category", locale, chosen.id), make)))


@pages.get("/<locale>/popularity")
def popularity(locale: str) -> Response:
    """What the popularity labels mean."""
    current = in_locale(locale)
    frame = same_page(current, locale, paths.popularity)
    return leave(page(("popularity", locale), lambda: render("popularity.html", frame)))


def most_read(current: Snapshot, board: Standings, locale: str) -> list[RenderedArticle]:
    """The locale's articles that readers read most lately, most read first; empty while too few were read."""
    read = [article for article in current.articles(locale) if board.of(article).score > 0]
    read.sort(key=lambda article: -board.of(article).score)
    return read[:MAX_POPULAR] if len(read) >= MIN_POPULAR else []


def lately_updated(current: Snapshot, locale: str) -> list[RenderedArticle]:
    """The locale's articles changed last, newest first; none where all have one date: any choice would mislead."""
    dates = {article.updated for article in current.articles(locale) if article.updated}
    return [article for article in current.recent(locale) if article.updated] if len(dates) > 1 else []


def places_to_start(current: Snapshot, locale: str) -> list[RenderedArticle]:
    """In each category, in the site's order, the article that its editors put first; where they gave no order, the one
    that most other articles send their readers to."""
    sent = Counter(name for article in current.articles(locale) for name in article.related)
    groups = (current.in_category(locale, category.id) for category in current.categories)
    firsts = [max(group, key=lambda article: (-article.weight, sent[article.id])) for group in groups if group]
    return firsts[:MAX_POPULAR]
