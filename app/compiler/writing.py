"""The last phase of a build: a complete generation on the disk."""

from __future__ import annotations

from app.compiler.editions import search_document
from app.compiler.reading import Draft
from app.compiler.rendering import Assembly
from app.content.pictures import picture_bytes
from app.generations import Edition, Generations, Staging
from app.model import Audience, SearchDocument, Synonyms
from app.ports import SearchEngine


def write_generation(
    generations: Generations, engine: SearchEngine, name: str, draft: Draft, assembly: Assembly
) -> None:
    """Stage and commit everything that is served; it is not published by that. The caller holds the builder's lock."""
    staging = generations.stage(name)
    staging.write_problems(assembly.problems)
    media: set[str] = set()
    for audience, edition in assembly.editions.items():
        staging.write_edition(audience, edition)
        _index(staging, engine, audience, edition, draft)
        media.update(name for article in edition.articles for name in article.media)
    pictures = {picture.name: picture for picture in draft.content.pictures.values()}
    for picture_name in sorted(media):
        staging.write_media(picture_name, picture_bytes(draft.tree, pictures[picture_name]))
    generations.commit(staging, engine.version)


def documents(edition: Edition, locale: str) -> list[SearchDocument]:
    """What the index of a locale holds; the edition must have its bodies."""
    return [
        search_document(article, edition.bodies[locale, article.id], edition.site)
        for article in edition.articles
        if article.locale == locale
    ]


def _index(staging: Staging, engine: SearchEngine, audience: Audience, edition: Edition, draft: Draft) -> None:
    for locale in edition.site.locales:
        synonyms = draft.content.synonyms.get(locale, Synonyms(locale))
        previous = staging.previous_search_folder(audience, locale)
        engine.build(staging.search_folder(audience, locale), locale, documents(edition, locale), synonyms, previous)
