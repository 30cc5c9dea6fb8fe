"""The engines of the search benchmark behind one door, ours first."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from itertools import count
from pathlib import Path
from typing import Protocol

from app.model import Query, SearchDocument, Synonyms
from app.search import open_engine
from scripts.bench_peers import TOP, Bm25s, Sqlite, Tantivy

OURS = "Guichet"
LIBRARIES = ("tantivy", "bm25s")
"""Those that are not installed with Guichet."""


class Engine(Protocol):
    """An open index of one locale."""

    def ask(self, text: str, *, fresh: bool = False) -> list[tuple[str, str]]:
        """(id, snippet) of the best ten. `fresh`: an answer that was kept must not be given again."""
        ...

    def close(self) -> None: ...


Build = Callable[[Path, str, Sequence[SearchDocument]], None]


@dataclass(frozen=True, slots=True)
class Contender:
    """How to build an engine's index in an empty folder, and open it. `keep` stores what is not the engine's own."""

    version: str
    build: Build
    open: Callable[[Path, str], Engine]
    keep: Build | None = None


class Ours:
    """The index that the service searches."""

    def __init__(self, folder: Path, locale: str) -> None:
        self._locale = locale
        self._index = open_engine("whoosh:").open(folder, locale)
        self._popularity: Mapping[str, float] = {}
        self._numbers = count()

    def ask(self, text: str, *, fresh: bool = False) -> list[tuple[str, str]]:
        # Popularity is part of an answer: a snapshot that never was makes any answer cache compute it anew.
        popularity = {"": 1 / (2 + next(self._numbers))} if fresh else self._popularity
        answer = self._index.search(Query(text, self._locale, limit=TOP), popularity)
        return [(hit.id, hit.snippet_html) for hit in answer.hits]

    def close(self) -> None:
        self._index.close()


def builder(synonyms: Synonyms) -> Build:
    """Builds our index, from nothing, with the editors' synonyms."""

    def build(folder: Path, locale: str, documents: Sequence[SearchDocument]) -> None:
        open_engine("whoosh:").build(folder, locale, documents, synonyms)

    return build


def contenders(synonyms: Synonyms) -> dict[str, Contender]:
    """All engines by name, ours first. Raises SystemExit when a library is missing."""
    try:
        versions = {name: metadata.version(name) for name in LIBRARIES}
    except metadata.PackageNotFoundError as error:
        sentence = f"{error.name} is missing: pip install --require-hashes -r requirements-bench.txt"
        raise SystemExit(sentence) from None
    return {
        OURS: Contender(open_engine("whoosh:").version, builder(synonyms), Ours),
        "SQLite FTS5": Contender(sqlite3.sqlite_version, Sqlite.build, Sqlite),
        "tantivy": Contender(versions["tantivy"], Tantivy.build, Tantivy),
        "bm25s": Contender(versions["bm25s"], Bm25s.build, Bm25s, Bm25s.keep_texts),
    }
