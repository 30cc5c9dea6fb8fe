"""How a query is shown whose spelling was mended: in words as articles write them, those that were known too."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from app.search.analysis import Analyzer, Token, common_words, fold
from app.search.plan import Variant
from app.search.query import ParsedQuery
from app.search.spelling import Speller
from app.search.vocabulary import Vocabulary, Word

Fits = Callable[[str], float]
"""How well a term goes with the rest of a query."""


class Mended(NamedTuple):
    """A word that was mistyped, and what may be meant by it, the likeliest first: how that is written, and its term."""

    word: Token
    ways: Sequence[tuple[str, str]]


class Rewording:
    """Writes queries in the words of one index; immutable."""

    def __init__(self, analyzer: Analyzer, vocabulary: Vocabulary, speller: Speller) -> None:
        self._analyzer = analyzer
        self._vocabulary = vocabulary
        self._speller = speller
        self._kept = {re.sub("['-]", "", word): word for word in analyzer.language.kept}

    def text(
        self, query: ParsedQuery, mended: Sequence[Mended], searched: Mapping[str, Sequence[Variant]], fits: Fits
    ) -> str:
        """The query's text; of the ways to mend a word the one that `fits` best.

        `searched` are the terms of all words that were looked for as they stand, with their stand-ins.
        """
        better = {
            fold(word.word): _participle(word.word, max(ways, key=lambda way: fits(way[1]))[0]) for word, ways in mended
        }
        text = query.text
        for word in reversed(query.said):
            written = better.get(fold(word.word))
            if written is None and not word.stop and word.term in searched:
                terms = {word.term, *(variant.term for variant in searched[word.term])}
                written = self._as_written(word.word, terms)
            if written is not None and word.start not in query.quoted:
                written = self._kept.get(written, written)
                text = text[: word.start] + _like(text[word.start : word.end], written) + text[word.end :]
        return text

    def _as_written(self, word: str, terms: Collection[str]) -> str | None:
        """A word that was understood without its accents, or by its stem alone, as articles write it."""
        folded = fold(word)
        known = self._vocabulary.get(folded)
        if known is not None:
            return _accented(word, known.written)
        if folded in common_words(self._analyzer.language.code):
            return None
        near = (each for each in self._speller.near(folded) if self._analyzer.term(each.written) in terms)
        return next((each.written for each in near if _misspelt(folded, each)), None)


def _misspelt(typed: str, word: Word) -> bool:
    """Whether letters are wrong inside a word, or missing at its end; another ending is another form of it, and
    « renouvel » no « renouvelé »."""
    if word.folded.startswith(typed):
        return not word.written.removesuffix("s").endswith("é")
    singular, plural = typed.removesuffix("s"), word.folded.removesuffix("s")
    return singular[-1:] == plural[-1:] and not singular.startswith(plural)


def _accented(typed: str, written: str) -> str | None:
    """The word with the accents that articles give it, but for a last e: « annule » is another word than « annulé »."""
    singular = written.removesuffix("s")
    if singular.endswith("é") and typed.removesuffix("s").endswith("e"):
        written = singular[:-1] + "e" + written[len(singular) :]
    written = _participle(typed, written)
    return None if written == typed else written


def _participle(typed: str, written: str) -> str:
    """The word with the accent on its last e, if it was typed there; never after two letters, as in « renouvelle »."""
    singular = written.removesuffix("s")
    if singular.endswith("e") and singular[-3:-2] != singular[-2:-1] and typed.removesuffix("s").endswith("é"):
        return singular[:-1] + "é" + written[len(singular) :]
    return written


def _like(typed: str, written: str) -> str:
    """A word in capitals, or with one, as it was typed."""
    if len(typed) > 1 and typed.isupper():
        return written.upper()
    return written[:1].upper() + written[1:] if typed[:1].isupper() and typed[1:].islower() else written
