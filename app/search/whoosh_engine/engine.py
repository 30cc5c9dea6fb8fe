"""Building and opening indexes in folders that somebody else owns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import SearchUnavailable
from app.model import SearchDocument, Synonyms
from app.search import lexicon
from app.search.analysis import LANGUAGES, analyzer, common_words
from app.search.record import Analysed
from app.search.spelling import Speller
from app.search.thesaurus import Thesaurus
from app.search.vocabulary import Vocabulary, changed
from app.search.weights import DEFAULT, Weights
from app.search.whoosh_engine.index import WhooshIndex
from app.search.whoosh_engine.rehearsal import Rehearsal

if TYPE_CHECKING:
    from app.search.whoosh_engine.builder import WhooshBuilder

_FORMAT = 10


class WhooshEngine:
    """Implements app.ports.SearchEngine.

    Whoosh itself is imported where it is used: it takes 80 ms, and a rehearsal does without.
    """

    def __init__(self, weights: Weights = DEFAULT) -> None:
        self._weights = weights

    @cached_property
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
        self.builder(locale, synonyms, previous).write(folder, documents, previous)

    def builder(self, locale: str, synonyms: Synonyms, previous: Path | None = None) -> WhooshBuilder:
        """See app.ports.SearchEngine."""
        from app.search.whoosh_engine.builder import About, WhooshBuilder

        return WhooshBuilder(About(self.version, locale, synonyms.groups), previous)

    def rehearse(self, locale: str, documents: Sequence[SearchDocument], synonyms: Synonyms) -> WhooshIndex:
        """See app.ports.SearchEngine."""
        analysis = analyzer(locale)
        thesaurus = Thesaurus(synonyms, analysis)
        analysed = [Analysed(document, analysis, thesaurus) for document in documents]
        vocabulary = Vocabulary(changed({}, (), (each.words for each in analysed)))
        speller = Speller(vocabulary, None, analysis.language.sound)
        scores = Rehearsal(analysed, self._weights)
        return WhooshIndex(scores, analysis, thesaurus, vocabulary, speller, self._weights)

    def open(self, folder: Path, locale: str) -> WhooshIndex:
        """See app.ports.SearchEngine."""
        from app.search.whoosh_engine.builder import UNREADABLE, read_about
        from app.search.whoosh_engine.reader import Reader

        try:
            about = read_about(folder)
            if (about.version, about.locale) != (self.version, locale):
                raise SearchUnavailable(f"The search index in {folder} was built by another version; build it again.")
            reader = Reader(folder, self._weights)
            analysis = analyzer(locale)
            for code in {analysis.language.code, *LANGUAGES}:  # ahead of the first mistyped word, which would wait
                common_words(code)
            vocabulary, speller = lexicon.read(folder, analysis.language.sound)
        except UNREADABLE as error:
            raise SearchUnavailable(f"The search index in {folder} cannot be read: {error}; build it again.") from error
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
