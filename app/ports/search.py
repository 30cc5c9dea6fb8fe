"""The door that a search engine fills: building indexes, and asking them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from app.model import Answer, Deflection, Query, SearchDocument, Suggestion, Synonyms


class SearchIndex(Protocol):
    """The open, immutable index of one locale and audience; safe for many threads at once."""

    def search(self, query: Query, popularity: Mapping[str, float]) -> Answer:
        """Answer a query. `popularity` maps article ids to 0..1 and only breaks near ties.

        Raises InvalidQuery for a text that is too long or not text. Only `query.locale`'s own articles are searched.
        """
        ...

    def first(self, text: str, count: int) -> tuple[str, ...]:
        """The ids of the first `count` hits (1 to 100) that `search` gives for a text without popularity, in order.

        Raises InvalidQuery as `search` does.
        """
        ...

    def suggest(self, text: str, limit: int) -> tuple[tuple[Suggestion, ...], tuple[str, ...]]:
        """Articles and completions of what is being typed; the last word counts as a beginning.

        Raises InvalidQuery as `search` does.
        """
        ...

    def deflect(
        self, text: str, limit: int, lifted: Collection[str] = (), typed_in: str | None = None
    ) -> tuple[Deflection, ...]:
        """The articles that answer a ticket, the best first; `lifted` are ids of articles that count more.

        `typed_in` is the locale of the text where it is another: only words that say the same here count.
        Of a text of any kind and length the first MAX_TICKET_CHARACTERS are read; nothing of it is kept.
        """
        ...

    def familiarity(self, text: str) -> float:
        """How much a text looks like this index's language, 0 to 1: to be compared between languages only."""
        ...

    def close(self) -> None:
        """Give files back; searches under way may still finish."""
        ...


class IndexBuilder(Protocol):
    """Makes indexes of one locale's articles, for one builder and one build."""

    def prepare(self, document: SearchDocument) -> None:
        """Do now what `write` will need of a document, while other processes are busy; it may never be written."""
        ...

    def write(self, folder: Path, documents: Sequence[SearchDocument], previous: Path | None = None) -> None:
        """Write a complete index of the documents, prepared or not, into an existing empty folder.

        `previous`, an earlier index of that locale, saves analysing again what it holds already; it is left as it is,
        and the answers are the same without it.
        """
        ...


class SearchEngine(Protocol):
    """Builds and opens indexes in folders that somebody else owns."""

    @property
    def version(self) -> str:
        """Names everything that shapes an index (formats, analysis, library); part of a generation's name."""
        ...

    def build(
        self,
        folder: Path,
        locale: str,
        documents: Sequence[SearchDocument],
        synonyms: Synonyms,
        previous: Path | None = None,
    ) -> None:
        """Write an index at once: `builder(locale, synonyms).write(folder, documents, previous)`."""
        ...

    def builder(self, locale: str, synonyms: Synonyms, previous: Path | None = None) -> IndexBuilder:
        """Begin an index of a locale; what `previous` holds already is not prepared."""
        ...

    def rehearse(self, locale: str, documents: Sequence[SearchDocument], synonyms: Synonyms) -> SearchIndex:
        """An index of the documents that is not written anywhere; it answers as one that is."""
        ...

    def open(self, folder: Path, locale: str) -> SearchIndex:
        """Open an index for reading. Raises SearchUnavailable when the folder holds none of ours."""
        ...
