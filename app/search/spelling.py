"""Symmetric-delete spelling: which words of the vocabulary a mistyped word may have been."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import combinations
from zlib import crc32

from app.model.edits import edits
from app.search.vocabulary import Vocabulary, Word

CANDIDATES = 3
_PREFIX = 7
"""Deletions are made in the first letters only, which keeps all matches and a tenth of the entries."""
_FAR = 2


def reach(word: str) -> int:
    """How many mistakes are forgiven: one from 4 letters, two from 8."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else _FAR


def entries(words: Iterable[str]) -> array[int]:
    """Sorted 64-bit entries for folded words: hash of a shortened form, then hash of the word."""
    made: set[int] = set()
    for word in words:
        name = crc32(word.encode())
        # A word two letters shorter than the shortest with two mistakes can still be meant.
        for form in _shortened(word, _FAR if len(word) >= 6 else 1):
            made.add(crc32(form.encode()) << 32 | name)
    return array("Q", sorted(made))


class Speller:
    """Finds near words; `table` is what `entries` made, of the vocabulary's words or of more. Immutable."""

    def __init__(self, vocabulary: Vocabulary, table: Sequence[int]) -> None:
        self._vocabulary = vocabulary
        self._table = table
        self._names = {crc32(word.folded.encode()): word for word in vocabulary}

    def near(self, folded: str) -> list[Word]:
        """At most three words within reach: the nearest, then those that begin alike, then the most widespread."""
        far = reach(folded)
        if not far or not folded.isalpha():
            return []
        names = {name for form in _shortened(folded, far) for name in self._named(crc32(form.encode()))}
        found = []
        for word in filter(None, map(self._names.get, names)):
            apart = edits(folded, word.folded, far)
            if apart <= far and word.folded.isalpha() and _begins_alike(folded, word.folded, apart):
                found.append((apart, word.folded[0] != folded[0], -word.articles, word.folded, word))
        return [word for *_, word in sorted(found)[:CANDIDATES]]

    def _named(self, form: int) -> Iterable[int]:
        place = bisect_left(self._table, form << 32)
        while place < len(self._table) and self._table[place] >> 32 == form:
            yield self._table[place] & 0xFFFFFFFF
            place += 1


def _begins_alike(typed: str, word: str, apart: int) -> bool:
    """People miss the first letter least of all: as the only mistake of a long word, or by two keys in wrong order."""
    return typed[0] == word[0] or typed[:2] == word[1::-1] or (len(typed) >= 8 and apart == 1)


def _shortened(word: str, count: int) -> set[str]:
    """The word's beginning, and that without any one, up to any `count`, of its letters."""
    start = word[:_PREFIX]
    forms = {start}
    for gone in range(1, min(count, len(start) - 1) + 1):
        forms.update("".join(kept) for kept in combinations(start, len(start) - gone))
    return forms
