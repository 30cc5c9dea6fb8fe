"""The last phase of a build: a complete generation on the disk."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from app.compiler.cards import CardDrawer
from app.compiler.editions import body_of, search_document
from app.compiler.reading import Draft
from app.compiler.rendering import Assembly
from app.content.pictures import Picture, picture_bytes, smaller
from app.content.render import Rendering
from app.content.tree import Unreadable
from app.generations import Edition, Generations
from app.model import Article, Audience, SearchDocument, Synonyms
from app.ports import IndexBuilder, SearchEngine


class GenerationWriter:
    """Stages one generation; the caller holds the builder's lock."""

    def __init__(self, generations: Generations, engine: SearchEngine, name: str, draft: Draft):
        self._generations = generations
        self._staging = generations.stage(name)
        self._version = engine.version
        self._draft = draft
        self._live = {article.path for article in draft.live}
        self._cards = CardDrawer(draft.content.site, self._staging.has_card)
        self._indexes = {locale: self._index(engine, locale) for locale in draft.content.site.locales}

    def prepare(self, article: Article, rendering: Rendering) -> None:
        """Do now, while others are rendered, what indexing the article takes, a third of a build, and draw its card."""
        if article.path in self._live:
            document = search_document(article, body_of(rendering), self._draft.content.site)
            self._indexes[article.locale].prepare(document)
            self._cards.prepare(article)

    def write(self, assembly: Assembly) -> None:
        """Write and commit everything that is served; it is not published by that."""
        shown = [article for edition in assembly.editions.values() for article in edition.articles]
        for audience, edition in assembly.editions.items():
            self._staging.write_edition(audience, edition)
        for locale, index in self._indexes.items():
            self._write_indexes(locale, index, assembly.editions)
        self._write_pictures({name for article in shown for name in article.media})
        self._write_variants({name for article in shown for name in article.variants})
        public = [article for article in assembly.editions["public"].articles if article.card]
        self._staging.write_cards((article.card for article in public), self._cards.draw(public))
        self._generations.commit(self._staging, self._version)

    def _write_pictures(self, wanted: set[str]) -> None:
        pictures = {picture.name: picture for picture in self._draft.content.pictures.values()}
        for name in sorted(wanted):
            self._staging.write_media(name, self._picture(pictures[name]))

    def _picture(self, picture: Picture) -> bytes:
        """Its bytes; those of the generation before where the file, known since then, cannot be read just now."""
        try:
            return picture_bytes(self._draft.tree, picture)
        except Unreadable:
            if (before := self._staging.media_before(picture.name)) is None:
                raise
            return before

    def _write_variants(self, wanted: set[str]) -> None:
        """The smaller forms of pictures: the generation before has most, the others are made now.

        Resizing and encoding leave Python alone (0.2 s a picture of 1.5 megapixels): each processor does its share.
        """
        with ThreadPoolExecutor() as threads:
            made: list[tuple[list[str], Future[list[bytes]]]] = []
            for picture in {picture.name: picture for picture in self._draft.content.pictures.values()}.values():
                missing: dict[str, int] = {}
                for name, width in picture.variants:
                    if name in wanted and (before := self._staging.media_before(name)) is not None:
                        self._staging.write_media(name, before)
                    elif name in wanted:
                        missing[name] = width
                if missing:
                    data = picture_bytes(self._draft.tree, picture)
                    made.append((list(missing), threads.submit(smaller, data, picture.path, list(missing.values()))))
            for names, forms in made:
                for name, form in zip(names, forms.result(), strict=True):
                    self._staging.write_media(name, form)

    def _write_indexes(self, locale: str, index: IndexBuilder, editions: Mapping[Audience, Edition]) -> None:
        """The public's index; one for agents, which begins as a copy of it, where they find more."""
        public: tuple[Path, list[SearchDocument]] | None = None
        for audience, edition in editions.items():
            held = documents(edition, locale)
            if public and public[1] == held:
                continue
            previous = self._staging.previous_search_folder(audience, locale) or (public[0] if public else None)
            folder = self._staging.search_folder(audience, locale)
            index.write(folder, held, previous)
            public = public or (folder, held)

    def _index(self, engine: SearchEngine, locale: str) -> IndexBuilder:
        synonyms = self._draft.content.synonyms.get(locale, Synonyms(locale))
        return engine.builder(locale, synonyms, self._staging.previous_search_folder("public", locale))


def documents(edition: Edition, locale: str) -> list[SearchDocument]:
    """What the index of a locale holds; the edition must have its bodies."""
    return [
        search_document(article, edition.bodies[key], edition.site, edition.called.get(key, ()))
        for article in edition.articles
        if (key := (article.locale, article.id))[0] == locale
    ]
