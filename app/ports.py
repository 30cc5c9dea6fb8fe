"""The two doors that adapters fill: a search engine and a store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from app.model import Answer, DailyReads, MissCount, Query, SearchDocument, SearchMiss, Suggestion, Synonyms, View


class SearchIndex(Protocol):
    """The open, immutable index of one locale and audience; safe for many threads at once."""

    def search(self, query: Query, popularity: Mapping[str, float]) -> Answer:
        """Answer a query. `popularity` maps article ids to 0..1 and only breaks near ties.

        Raises InvalidQuery for a text that is too long or not text. Only `query.locale`'s own articles are searched.
        """
        ...

    def suggest(self, text: str, limit: int) -> tuple[tuple[Suggestion, ...], tuple[str, ...]]:
        """Articles and completions of what is being typed; the last word counts as a beginning.

        Raises InvalidQuery as `search` does.
        """
        ...

    def close(self) -> None:
        """Give files back; searches under way may still finish."""
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
        """Write a complete index of the documents into an existing empty folder.

        `previous`, an earlier index of that locale, saves analysing again what it holds already; it is left as it is,
        and the answers are the same without it.
        """
        ...

    def open(self, folder: Path, locale: str) -> SearchIndex:
        """Open an index for reading. Raises SearchUnavailable when the folder holds none of ours."""
        ...


class Store(Protocol):
    """Durable counts, in a database shared by every worker. Every method may raise StoreUnavailable."""

    def salt(self, day: date) -> bytes:
        """The secret of that UTC day, the same for all workers; made on first use, which destroys the ones before."""
        ...

    def record(self, views: Sequence[View]) -> int:
        """Count the views that are new for their reader, article and day, in one transaction; return how many were."""
        ...

    def reads(self, since: date) -> Sequence[DailyReads]:
        """Sums by article, locale and day, from that day on."""
        ...

    def record_misses(self, misses: Sequence[SearchMiss]) -> None:
        """Add searches without an answer to the sums of their query, locale and day, in one transaction."""
        ...

    def misses(self, since: date) -> Sequence[MissCount]:
        """Sums by query, locale and day, from that day on."""
        ...

    def close(self) -> None: ...
