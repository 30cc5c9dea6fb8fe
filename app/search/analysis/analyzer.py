"""Text to terms: the stages in their order, with each distinct chunk analysed once."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import metadata
from threading import Lock
from typing import NamedTuple, Protocol
from zlib import crc32

import snowballstemmer

from app.search.analysis.language import Language
from app.search.analysis.normalise import fold
from app.search.analysis.tokenise import CHUNK, Piece, pieces

_FORMAT = 3
_SHORT = 3
_VOWELS = frozenset("aeiouy")
_REMEMBERED = 100_000
"""Distinct chunks kept: a stemmer costs 40 µs a word, a look-up 0.1 µs; 4,401 articles have 60,000."""


def key(term: str) -> int:
    """The number of 32 bits, never 0, by which an article's places name a term; two terms share one in 4 billion."""
    return crc32(term.encode()) or 1


class Slot(NamedTuple):
    """One searchable form of a piece of text, with offsets inside its chunk.

    `term` is what is indexed, `key` its number, `word` the normalised word with its accents, `whole` as in Piece.
    `span` is where it begins and, times 2^24, how many characters are marked when it is found, at most 255.
    """

    term: str
    word: str
    start: int
    end: int
    stop: bool
    whole: bool
    key: int
    span: int


class Token(NamedTuple):
    """A slot at its place: `start` and `end` are characters of the analysed text."""

    term: str
    word: str
    start: int
    end: int
    stop: bool
    whole: bool


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - the library's name


class Analyzer:
    """The analysis of one language; safe for many threads."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._stemmer: _Stemmer | None = snowballstemmer.stemmer(language.stemmer) if language.stemmer else None
        self._lock = Lock()
        self._slots: dict[str, tuple[Slot, ...]] = {}

    @property
    def version(self) -> str:
        """Changes whenever the same text could give other terms."""
        parts = [f"{_FORMAT}.{self.language.code}{self.language.revision}"]
        if self._stemmer is not None:
            library = type(self._stemmer).__module__.split(".")[0]
            package = "pystemmer" if library == "Stemmer" else "snowballstemmer"
            parts.append(f"{package}{metadata.version(package)}")
        return "-".join(parts)

    def term(self, word: str) -> str:
        """The term of one normalised word."""
        slots = self.slots(word)
        return slots[0].term if slots else fold(word)

    def _term(self, word: str) -> str:
        folded = fold(word)
        folded = self.language.aliases.get(folded, folded)
        if self._stemmer is None or _is_name(folded):
            return folded
        return self.language.finish(self._stemmer.stemWord(self.language.repair(folded))) or folded

    def slots(self, chunk: str) -> tuple[Slot, ...]:
        """The slots of one chunk as CHUNK cuts them."""
        known = self._slots.get(chunk)
        if known is not None:
            return known
        with self._lock:  # Snowball's stemmers keep the word they work on
            made = tuple(self._slot(piece) for piece in pieces(chunk, self.language))
            if len(self._slots) >= _REMEMBERED:
                self._slots.clear()
            self._slots[chunk] = made
        return made

    def _slot(self, piece: Piece) -> Slot:
        term, stop = self._term(piece.text), fold(piece.text) in self.language.stop_words
        marked = min(piece.end - piece.start, 255)
        span = piece.start + (marked << 24)
        return Slot(term, piece.text, piece.start, piece.end, stop, piece.whole, key(term), span)

    def placed(self, text: str) -> list[tuple[int, Slot]]:
        """What `tokens` is made of: each slot, and where its chunk begins; a third faster, which is 2 s of a build."""
        known = self._slots
        return [
            (match.start(), slot)
            for match in CHUNK.finditer(text)
            for slot in known.get(match.group()) or self.slots(match.group())
        ]

    def tokens(self, text: str) -> list[Token]:
        """Everything of the text that can be searched, in order."""
        return [
            Token(slot.term, slot.word, match.start() + slot.start, match.start() + slot.end, slot.stop, slot.whole)
            for match in CHUNK.finditer(text)
            for slot in self.slots(match.group())
        ]

    def terms(self, text: str) -> list[str]:
        """The terms of the text, stop words included."""
        return [slot.term for chunk in CHUNK.findall(text) for slot in self.slots(chunk)]


def wording(tokens: Sequence[Token], language: Language) -> str:
    """The words of a text as they are written, small ones too, as one; but without fillers."""
    folded = (fold(token.word) for token in tokens if not token.whole)
    return "_".join(language.aliases.get(word, word) for word in folded if word not in language.fillers)


def _is_name(word: str) -> bool:
    """Whether a folded word is an acronym, a number, an ending or foreign script, which no stemmer may shorten."""
    return len(word) <= _SHORT or not word.isalpha() or not word.isascii() or _VOWELS.isdisjoint(word)
