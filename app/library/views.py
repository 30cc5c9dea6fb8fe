"""One generation as each audience sees it; what two audiences see alike is held once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.errors import IntegrityError
from app.generations import Edition, Generation
from app.library.snapshot import Snapshot
from app.model import Audience, shown_to
from app.ports import SearchEngine, SearchIndex

Indexes = Mapping[str, SearchIndex]


@dataclass(frozen=True, slots=True)
class Views:
    """The snapshots of one generation. Where nothing is internal, both are one object."""

    public: Snapshot
    agents: Snapshot

    def of(self, audience: Audience) -> Snapshot:
        """What that audience sees; the public's for whoever is not known."""
        return self.agents if audience == "agents" else self.public

    def close(self) -> None:
        """Give the indexes' files back."""
        self.public.close()
        self.agents.close()


def open_views(generation: Generation, engine: SearchEngine) -> Views:
    """Everything that is served of a generation.

    Raises IntegrityError for an edition that cannot be read or holds what is not for its audience, and
    SearchUnavailable as the engine does.
    """
    if generation.search_version != engine.version:
        raise IntegrityError("its search index was made by another version; build again")
    edition, indexes, public = _open(generation, engine, "public", Edition(), {})
    if not generation.has_edition("agents"):
        return Views(public, public)
    return Views(public, _open(generation, engine, "agents", edition, indexes)[2])


def _open(
    generation: Generation, engine: SearchEngine, audience: Audience, other: Edition, shared: Indexes
) -> tuple[Edition, Indexes, Snapshot]:
    """An audience's edition, its indexes and its snapshot; `other` and `shared` are those of the audience before it."""
    edition, bodies = generation.edition(audience)
    if not all(shown_to(audience, article.visibility) for article in edition.articles):
        raise IntegrityError(f"the edition for '{audience}' holds an article that is not for it")
    edition = _sharing(edition, other)
    indexes = {**shared, **_indexes(generation, engine, audience, edition.site.locales)}
    names = {name for article in edition.articles for name in (*article.media, *article.variants)}
    media = {name: generation.media(name) for name in names}
    cards = generation.cards().get
    return edition, indexes, Snapshot(generation.name, edition, bodies, indexes, media, cards)


def _sharing(edition: Edition, other: Edition) -> Edition:
    """The same edition, made of the other one's articles where they are equal: each takes 2 kB."""
    known = {(article.locale, article.id): article for article in other.articles}
    articles = ((known.get((article.locale, article.id)), article) for article in edition.articles)
    return replace(edition, articles=tuple(old if old == new else new for old, new in articles))


def _indexes(
    generation: Generation, engine: SearchEngine, audience: Audience, locales: tuple[str, ...]
) -> dict[str, SearchIndex]:
    folders = {locale: generation.search_folder(audience, locale) for locale in locales}
    return {locale: engine.open(folder, locale) for locale, folder in folders.items() if folder.is_dir()}
