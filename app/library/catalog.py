"""The look-up tables of a snapshot, made once when a generation is opened."""

from __future__ import annotations

from collections.abc import Iterable

from app.generations import Edition
from app.model import RenderedArticle, Site


class Catalog:
    """Articles by id and locale, by slug, by former slug, by former path and id; and in display order by locale."""

    def __init__(self, edition: Edition):
        self.everything = edition.articles
        self.ordered = _ordered(edition.articles, edition.site)
        self.by_id: dict[str, dict[str, RenderedArticle]] = {}
        self.by_slug = {(article.locale, article.slug): article for article in edition.articles}
        self.aliases: dict[tuple[str, str], RenderedArticle] = {}
        self.former_paths: dict[str, RenderedArticle] = {}
        self.former: dict[str, str] = {}
        for locale in edition.site.locales:
            for article in self.ordered.get(locale, ()):
                self._add(article)

    def _add(self, article: RenderedArticle) -> None:
        self.by_id.setdefault(article.id, {})[article.locale] = article
        for former in article.former_ids:
            self.former.setdefault(former, article.id)
        for alias in article.aliases:
            if alias.startswith("/"):
                self.former_paths.setdefault(alias, article)
            else:
                self.aliases.setdefault((article.locale, alias), article)


def _ordered(articles: Iterable[RenderedArticle], site: Site) -> dict[str, tuple[RenderedArticle, ...]]:
    rank = {category.id: number for number, category in enumerate(site.categories)}
    last = len(rank)
    by_locale: dict[str, list[RenderedArticle]] = {}
    for article in articles:
        by_locale.setdefault(article.locale, []).append(article)
    return {
        locale: tuple(sorted(group, key=lambda a: (rank.get(a.category, last), a.weight, a.title.casefold(), a.id)))
        for locale, group in by_locale.items()
    }
