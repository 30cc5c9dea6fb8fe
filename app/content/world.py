"""The world that an article's links can reach, for one locale and the articles that an audience may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from app.content.links import STAFF, World, addresses
from app.model import Article, RenderedArticle, shown_to

if TYPE_CHECKING:
    from app.content.source import Content  # 30 ms, which processes that render do without


def world_of(
    content: Content,
    locale: str,
    visible: Iterable[Article],
    *,
    workflows: Collection[str],
    dead: frozenset[str] = frozenset(),
    labels: Mapping[str, str] | None = None,
    notes: Mapping[str, str] | None = None,
) -> World:
    """Paths are those of the locale; an article that it lacks is reached under the slug of another translation.

    Articles that readers cannot see have their pages among those of the staff.
    """
    order = (locale, *content.site.locales)
    articles: dict[str, str] = {}
    files: dict[str, str] = {}
    for article in sorted(visible, key=lambda a: order.index(a.locale)):
        articles.setdefault(article.id, path_of(article, locale))
        files[article.path] = article.id
        for address in addresses(article):
            articles.setdefault(address, articles[article.id])
    return World(
        articles=articles,
        workflows=frozenset(workflows),
        pictures=content.pictures,
        variables=content.site.variables,
        dead=dead,
        files=files,
        labels=labels or {},
        notes=notes or {},
    )


def path_of(article: Article | RenderedArticle, locale: str) -> str:
    """Where readers of a locale find an article."""
    if shown_to("public", article.visibility):
        return f"/{locale}/articles/{article.slug}"
    return f"{STAFF}articles/{locale}/{article.slug}"
