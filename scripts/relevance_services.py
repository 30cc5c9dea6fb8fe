"""What answers the queries that relevance is measured with: a running service, or articles that are built for it."""

from __future__ import annotations

import json
import secrets
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from app.compiler import Compiler
from app.generations import Generations
from app.library import Library, Snapshot
from app.model import Query
from app.ports import SearchEngine
from app.search import open_engine

DEPTH = 10
"""Results that are looked at; a right answer further down counts as not found."""


class Found(NamedTuple):
    """Ids in order (translations share one), and whether they were said to answer the query."""

    ids: Sequence[str]
    answered: bool


@dataclass(frozen=True, slots=True)
class Service:
    """What answers: `search` takes a text and a locale, `sources` gives ids by file path of a locale."""

    search: Callable[[str, str], Found]
    sources: Callable[[str], Mapping[str, str]]


def over_http(base: str) -> Service:
    """A running service, through its public API."""

    def ask(path: str, **parameters: object) -> Any:
        address = f"{base.rstrip('/')}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(address, timeout=30) as response:  # noqa: S310 - the operator names the address
            return json.load(response)

    def search(text: str, locale: str) -> Found:
        answer = ask("search", q=text, locale=locale, limit=DEPTH)
        return Found([hit["id"] for hit in answer["results"]], answer["answered"])

    def sources(locale: str) -> Mapping[str, str]:
        found: dict[str, str] = {}
        while True:
            page = ask("articles", locale=locale, limit=1000, offset=len(found))
            found |= {article["source"]: article["id"] for article in page["articles"]}
            if not page["articles"] or len(found) >= page["total"]:
                return found

    return Service(search, sources)


@contextmanager
def compiled(articles: Path) -> Iterator[Generations]:
    """The articles of a folder, built by the real compiler into a folder that goes away."""
    with tempfile.TemporaryDirectory() as folder:
        generations = Generations(Path(folder) / "index", secrets.token_hex(32))
        with Compiler(articles, generations, open_engine("whoosh:")) as compiler:
            compiler.build()
        yield generations


def current(generations: Generations, engine: SearchEngine) -> Snapshot:
    """The current generation, opened with an engine."""
    library = Library(generations, engine)
    library.refresh()
    if library.current is None:
        raise SystemExit("The articles hold nothing to search")
    return library.current


def opened(generations: Generations, engine: SearchEngine) -> Service:
    """The current generation, searched with an engine."""
    snapshot = current(generations, engine)

    def search(text: str, locale: str) -> Found:
        answer = snapshot.search(Query(text, locale, limit=DEPTH), {})
        return Found([hit.id for hit in answer.hits], answer.answered)

    return Service(search, lambda locale: {article.source: article.id for article in snapshot.articles(locale)})
