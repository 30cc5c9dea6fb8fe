"""Building and opening indexes in folders that somebody else owns."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

import msgspec
from whoosh.index import IndexError as WhooshIndexError

from app.errors import SearchUnavailable
from app.model import SearchDocument, Synonyms
from app.search.analysis import analyzer
from app.search.record import Analysed
from app.search.thesaurus import Thesaurus
from app.search.weights import DEFAULT, Weights
from app.search.whoosh_engine.index import WhooshIndex
from app.search.whoosh_engine.reader import Reader
from app.search.whoosh_engine.writer import write

_FORMAT = 1
_ABOUT = "about.json"


class _About(msgspec.Struct):
    """What an index says of itself."""

    version: str
    locale: str
    groups: tuple[tuple[str, ...], ...]


class WhooshEngine:
    """Implements app.ports.SearchEngine."""

    def __init__(self, weights: Weights = DEFAULT) -> None:
        self._weights = weights

    @property
    def version(self) -> str:
        """Formats, analysis of the languages that have one, and the Whoosh distribution."""
        analysis = "+".join(analyzer(code).version for code in ("fr", "en", "zxx"))
        return f"whoosh{_distribution()}/{_FORMAT}/{analysis}"

    def build(self, folder: Path, locale: str, documents: Sequence[SearchDocument], synonyms: Synonyms) -> None:
        """See app.ports.SearchEngine."""
        analysis = analyzer(locale)
        thesaurus = Thesaurus(synonyms, analysis)
        write(folder, (Analysed(document, analysis, thesaurus) for document in documents))
        about = _About(self.version, locale, synonyms.groups)
        (folder / _ABOUT).write_bytes(msgspec.json.encode(about))

    def open(self, folder: Path, locale: str) -> WhooshIndex:
        """See app.ports.SearchEngine."""
        try:
            about = msgspec.json.decode((folder / _ABOUT).read_bytes(), type=_About)
            if (about.version, about.locale) != (self.version, locale):
                raise SearchUnavailable(f"The search index in {folder} was built by another version; build it again.")
            reader = Reader(folder, self._weights)
        except (OSError, ValueError, EOFError, pickle.UnpicklingError, WhooshIndexError) as error:
            raise SearchUnavailable(f"The search index in {folder} cannot be read: {error}; build it again.") from error
        analysis = analyzer(locale)
        return WhooshIndex(reader, analysis, Thesaurus(Synonyms(locale, about.groups), analysis), self._weights)


def _distribution() -> str:
    """`2.7.4`, or name and version of a fork that stands in its place."""
    names = {"whoosh": "", "whoosh3": "3-", "whoosh-reloaded": "-reloaded-"}
    for name, prefix in names.items():
        try:
            return prefix + metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return "-unknown"
