"""One generation as one audience sees it: articles by id, slug, category and age, search, pictures."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Literal

from app.generations import Edition
from app.library.catalog import Catalog
from app.library.search import Popularity, search, suggest
from app.library.tickets import deflect, language_of
from app.locales import LANGUAGES
from app.model import Answer, Body, Category, Deflection, Hit, Query, RenderedArticle, Site, Suggestion, Ticket
from app.portal import Portal
from app.ports import SearchIndex

MAX_RECENT = 6
MAX_BEGINNINGS = 1024
"""What is typed begins alike for everybody; its suggestions are kept, 2 KB each, since looking them up takes 3 ms."""
_NUMBERED = re.compile(r"(/(?:[^/]+/)*\d+)-[^/]*/?")


@dataclass(frozen=True, slots=True)
class Found:
    """What an article address leads to.

    `article`: show it; `fallback`: show it, though it is in another locale than asked; `moved`: its address
    in the asked locale is another one (`article.locale` and `article.slug` give it).
    """

    kind: Literal["article", "fallback", "moved"]
    article: RenderedArticle


class Snapshot:
    """Immutable and shared by all threads; everything a request shows comes from one of these."""

    def __init__(
        self,
        generation: str,
        edition: Edition,
        bodies: Callable[[str, str], Body],
        indexes: Mapping[str, SearchIndex],
        media: Mapping[str, Path],
        card: Callable[[str], bytes | None] = lambda _name: None,
    ):
        self.generation = generation
        self.site: Site = edition.site
        self.portal: Portal = edition.portal
        self._bodies = bodies
        self._indexes = indexes
        self._suggested = lru_cache(MAX_BEGINNINGS)(partial(suggest, indexes))
        self._media = media
        self._card = card
        self._catalog = Catalog(edition)

    @classmethod
    def of_nothing(cls) -> Snapshot:
        """A snapshot without an article: what pages are made from while there is no generation."""

        def no_body(_locale: str, article_id: str) -> Body:
            raise KeyError(article_id)

        return cls("", Edition(), no_body, {}, {})

    @property
    def locales(self) -> tuple[str, ...]:
        return self.site.locales

    @property
    def has_articles(self) -> bool:
        """Whether there is anything to read, in any locale."""
        return bool(self._catalog.everything)

    def articles(self, locale: str) -> tuple[RenderedArticle, ...]:
        """The locale's own articles: by category in the site's order, then weight, then title."""
        return self._catalog.ordered.get(locale, ())

    def article(self, article_id: str, locale: str) -> RenderedArticle | None:
        """The article in that locale itself, None when it is missing there. Former ids lead to their successor."""
        return self._catalog.by_id.get(self._catalog.former.get(article_id, article_id), {}).get(locale)

    def body(self, article: RenderedArticle) -> Body:
        """The text of an article of this snapshot."""
        return self._bodies(article.locale, article.id)

    def markdown(self, article: RenderedArticle) -> str:
        """The text of an article of this snapshot as Markdown, with its title above."""
        text = self.body(article).markdown
        return text if text.startswith("# ") else f"# {article.title}\n\n{text}"

    def alternates(self, article_id: str) -> Mapping[str, RenderedArticle]:
        """All translations of an article by locale, in the site's order; empty for an unknown id."""
        return self._catalog.by_id.get(self._catalog.former.get(article_id, article_id), {})

    def successor(self, article_id: str) -> str | None:
        """The id that a former id was merged into, None for any other."""
        return self._catalog.former.get(article_id)

    def best(self, article_id: str, locale: str) -> RenderedArticle | None:
        """The article in the locale, else in the first locale of its fallback chain that has it, else in any."""
        translations = self.alternates(article_id)
        for code in (locale, *(LANGUAGES[locale].fallback if locale in LANGUAGES else ())):
            if code in translations:
                return translations[code]
        return next(iter(translations.values()), None)

    def find(self, locale: str, slug: str) -> Found | None:
        """What `/<locale>/articles/<slug>` leads to; None when no article of any locale ever had that slug."""
        if article := self._catalog.by_slug.get((locale, slug)):
            return Found("article", article)
        if target := self._catalog.aliases.get((locale, slug)):
            return Found("moved", target)
        for other in self.locales:
            article = self._catalog.by_slug.get((other, slug)) or self._catalog.aliases.get((other, slug))
            if article is not None:
                return self._translated(article, locale)
        return None

    def former_path(self, path: str) -> RenderedArticle | None:
        """The article that has `path` (beginning with `/`) among its aliases.

        An alias that ends in a number (`/hc/fr/articles/12`) stands for every `/hc/fr/articles/12-Title` too: Zendesk
        and others read the number only, and old links carry titles that were changed since.
        """
        paths = self._catalog.former_paths
        numbered = _NUMBERED.fullmatch(path)
        return paths.get(path) or (paths.get(numbered[1]) if numbered else None)

    def category(self, category_id: str) -> Category | None:
        """A category that the site lists, or the implied `other` while it has articles."""
        return next((c for c in self.categories if c.id == category_id), None)

    @cached_property
    def published(self) -> Mapping[tuple[str, str], date | None]:
        """Every article by locale and id, with the day it was published, None where nobody knows."""
        return {(article.locale, article.id): article.published for article in self._catalog.everything}

    @cached_property
    def categories(self) -> tuple[Category, ...]:
        """The site's categories, and `other` at the end when an article is in none of them."""
        known = {category.id for category in self.site.categories}
        stray = any(article.category not in known for article in self._catalog.everything)
        return (*self.site.categories, Category("other")) if stray else self.site.categories

    def in_category(self, locale: str, category_id: str) -> tuple[RenderedArticle, ...]:
        """The locale's articles of one category, in order."""
        return tuple(article for article in self.articles(locale) if article.category == category_id)

    def recent(self, locale: str, limit: int = MAX_RECENT) -> tuple[RenderedArticle, ...]:
        """The locale's articles with the latest `updated` first."""
        articles = sorted(self.articles(locale), key=lambda a: a.updated or date.min, reverse=True)
        return tuple(articles[:limit])

    def related(self, article: RenderedArticle, locale: str) -> tuple[RenderedArticle, ...]:
        """The articles where a reader of this one continues, each in the best locale."""
        return tuple(self._bests(article.related, locale))

    def search(self, query: Query, popularity: Popularity) -> Answer:
        """The locale's own articles, and those of others where it has too few: see app.library.search."""
        return search(self._indexes, query, popularity, self._category_of)

    def suggest(self, locale: str, text: str, limit: int) -> tuple[tuple[Suggestion, ...], tuple[str, ...]]:
        """Articles and completions for what is being typed: see app.library.search."""
        return self._suggested(locale, text, limit)

    def deflect(self, ticket: Ticket) -> tuple[Deflection, ...]:
        """Articles that answer a ticket: see app.library.tickets."""
        return deflect(self._indexes, ticket, self._with_workflow(ticket.workflow), self.article)

    def language_of(self, text: str, hint: str) -> str:
        """The locale in which a ticket is written; `hint` where it is hard to tell."""
        return language_of(self._indexes, text, hint)

    def _with_workflow(self, workflow: str | None) -> Collection[str]:
        if workflow is None:
            return ()
        return frozenset(article.id for article in self._catalog.everything if workflow in article.workflows)

    def media(self, name: str) -> Path | None:
        """The file of a picture that an article of this audience shows, by `<sha256>.<ext>`."""
        return self._media.get(name)

    def card(self, name: str) -> bytes | None:
        """The picture of a link card, by the name that its article gives; of public articles only, for everybody."""
        return self._card(name)

    def close(self) -> None:
        """Give the indexes' files back."""
        for index in self._indexes.values():
            index.close()

    def _category_of(self, hit: Hit) -> str | None:
        article = self.article(hit.id, hit.locale)
        return article.category if article else None

    def _translated(self, article: RenderedArticle, locale: str) -> Found:
        translation = self.article(article.id, locale)
        if translation:
            return Found("moved", translation)
        fallback = self.best(article.id, locale) or article
        return Found("fallback", fallback)

    def _bests(self, ids: tuple[str, ...], locale: str) -> Iterator[RenderedArticle]:
        for article_id in ids:
            if article := self.best(article_id, locale):
                yield article
