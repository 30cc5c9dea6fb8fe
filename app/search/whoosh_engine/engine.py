"""Building and opening indexes in folders that somebody else owns."""

from __future__ import annotations

import pickle
import shutil
import struct
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

import msgspec
from whoosh.index import IndexError as WhooshIndexError

from app.errors import SearchUnavailable
from app.model import SearchDocument, Synonyms
from app.search import lexicon
from app.search.analysis import analyzer
from app.search.record import Analysed, words
from app.search.thesaurus import Thesaurus
from app.search.vocabulary import changed
from app.search.weights import DEFAULT, Weights
from app.search.whoosh_engine.archive import Archive
from app.search.whoosh_engine.changes import Changes, difference
from app.search.whoosh_engine.index import WhooshIndex
from app.search.whoosh_engine.reader import Reader
from app.search.whoosh_engine.writer import write

_FORMAT = 3
_ABOUT = "about.json"
_UNREADABLE = (
    OSError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    EOFError,
    AssertionError,
    struct.error,
    pickle.UnpicklingError,
    WhooshIndexError,
)
"""What Whoosh raises over a file that is missing, cut short or not ours."""


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

    def build(
        self,
        folder: Path,
        locale: str,
        documents: Sequence[SearchDocument],
        synonyms: Synonyms,
        previous: Path | None = None,
    ) -> None:
        """See app.ports.SearchEngine."""
        analysis = analyzer(locale)
        thesaurus = Thesaurus(synonyms, analysis)
        about = _About(self.version, locale, synonyms.groups)
        changes = self._changes(previous, about, documents) if previous else None
        if previous is None or changes is None:
            changes = Changes(added=tuple(documents))
        else:
            shutil.copytree(previous, folder, dirs_exist_ok=True)
        added = [Analysed(document, analysis, thesaurus) for document in changes.added]
        gone = [words(record, analysis) for record in changes.replaced]
        if changes.fresh or changes.removed or added:
            write(folder, added, changes.removed, fresh=changes.fresh)
            counts = {} if changes.fresh else lexicon.read_counts(folder)
            lexicon.write(folder, changed(counts, gone, (each.words for each in added)))
        (folder / _ABOUT).write_bytes(msgspec.json.encode(about))

    def _changes(self, previous: Path, about: _About, documents: Sequence[SearchDocument]) -> Changes | None:
        """What to do to a copy of a previous index; None when it is of no use."""
        try:
            if msgspec.json.decode((previous / _ABOUT).read_bytes(), type=_About) != about:
                return None
            return difference(Archive(previous), documents)
        except _UNREADABLE:
            return None

    def open(self, folder: Path, locale: str) -> WhooshIndex:
        """See app.ports.SearchEngine."""
        try:
            about = msgspec.json.decode((folder / _ABOUT).read_bytes(), type=_About)
            if (about.version, about.locale) != (self.version, locale):
                raise SearchUnavailable(f"The search index in {folder} was built by another version; build it again.")
            reader = Reader(folder, self._weights)
            vocabulary, speller = lexicon.read(folder)
        except _UNREADABLE as error:
            raise SearchUnavailable(f"The search index in {folder} cannot be read: {error}; build it again.") from error
        analysis = analyzer(locale)
        thesaurus = Thesaurus(Synonyms(locale, about.groups), analysis)
        return WhooshIndex(reader, analysis, thesaurus, vocabulary, speller, self._weights)


def _distribution() -> str:
    """`2.7.4`, or name and version of a fork that stands in its place."""
    names = {"whoosh": "", "whoosh3": "3-", "whoosh-reloaded": "-reloaded-"}
    for name, prefix in names.items():
        try:
            return prefix + metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return "-unknown"
