"""Which words of the vocabulary a mistyped word may have been: by symmetric deletion, then by ear."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from itertools import combinations
from zlib import crc32

from app.model.edits import edits
from app.search.mistakes import FAR, begins_nearly, mistakes, plausible, reach, slip, swapped, thin
from app.search.vocabulary import Vocabulary, Word

Sound = Callable[[str], str]
"""A language's key of what a folded word sounds like."""

CANDIDATES = 3
_PREFIX = 7
"""Deletions are made in the first letters only, which keeps all matches and a tenth of the entries."""
_BEGUN = 5
"""Letters of a beginning from which one of them may be wrong."""
_TELLING = 5
_SHORTEST_SOUND = 4
"""Shorter keys of sound are shared by words that have nothing to do with each other."""
_SHORT = 3


def entries(words: Iterable[str], sound: Sound | None = None) -> array[int]:
    """Sorted 64-bit entries for folded words: hash of a shortened form or of its sound, then hash of the word."""
    made: set[int] = set()
    for word in words:
        name = crc32(word.encode())
        # A word two letters shorter than the shortest with two mistakes can still be meant.
        for form in _shortened(thin(word), FAR if len(word) >= 6 else 1):
            made.add(crc32(form.encode()) << 32 | name)
        if heard := _heard(word, sound):
            made.add(crc32(heard.encode()) << 32 | name)
        if len(word) == _SHORT:
            made.add(crc32(_letters(word).encode()) << 32 | name)
    return array("Q", sorted(made))


class Speller:
    """Finds near words; `table` is what `entries` made, of the vocabulary's words or of more. Immutable.

    Without a table it is made when a word is unknown: 4,000 words take 80 ms.
    """

    def __init__(self, vocabulary: Vocabulary, table: Sequence[int] | None, sound: Sound | None = None) -> None:
        self._vocabulary = vocabulary
        self._given = table
        self._sound = sound
        self._names = {crc32(word.folded.encode()): word for word in vocabulary}

    @cached_property
    def _table(self) -> Sequence[int]:
        if self._given is None:
            return entries((word.folded for word in self._vocabulary), self._sound)
        return self._given

    def near(self, folded: str) -> list[Word]:
        """At most three words: within reach, the nearest first, else those that sound alike.

        Those that sound alike come first (`conection` is no « correction »); of equally near others those that begin
        alike, then those of the likeliest mistakes (`ownr`), then those that are far more widespread.
        """
        if not folded.isalpha():
            return []
        if len(folded) == _SHORT:
            return self._nearest(folded, (word for word in self._under(_letters(folded)) if len(word.folded) == _SHORT))
        far = reach(folded)
        if not far:
            return []
        return self._mistyped(folded, far) or self._misheard(folded)

    def begun(self, prefix: str) -> list[Word]:
        """The words, the most widespread first, that begin nearly so: with one mistake in five letters or more."""
        typed = thin(prefix)
        if len(typed) < _BEGUN or not typed.isalpha():
            return []
        names = {name for form in _shortened(typed, FAR) for name in self._named(crc32(form.encode()))}
        words = (word for word in filter(None, map(self._names.get, names)) if begins_nearly(thin(word.folded), typed))
        return sorted(words, key=lambda word: (word.folded[0] != prefix[0], -word.articles, word.folded))

    def telling(self, folded: str, small: Collection[str]) -> list[Word]:
        """As `near`, but for small words, and two mistakes are forgiven from five letters on."""
        return self._mistyped(folded, FAR, small) if len(folded) >= _TELLING else []

    def _mistyped(self, folded: str, far: int, without: Collection[str] = ()) -> list[Word]:
        names = {name for form in _shortened(thin(folded), far) for name in self._named(crc32(form.encode()))}
        known = (word for word in filter(None, map(self._names.get, names)) if word.folded.isalpha())
        return self._nearest(folded, (w for w in known if w.folded not in without and plausible(folded, w.folded, far)))

    def _misheard(self, folded: str) -> list[Word]:
        heard = _heard(folded, self._sound)
        if not heard:
            return []
        return self._nearest(folded, (word for word in self._under(heard) if self._alike(folded, word.folded)))

    def _alike(self, typed: str, word: str) -> bool:
        heard = _heard(typed, self._sound)
        return heard != "" and heard == _heard(word, self._sound)

    def _nearest(self, typed: str, found: Iterable[Word]) -> list[Word]:
        def order(word: Word) -> tuple[object, ...]:
            folded = word.folded
            slips = (not swapped(typed, folded), not slip(typed, folded))
            often = -(word.articles.bit_length() // 2)
            first = (not self._alike(typed, folded), mistakes(typed, folded), folded[0] != typed[0])
            return *first, *slips, often, edits(typed, folded), -word.articles, folded

        return sorted(found, key=order)[:CANDIDATES]

    def _under(self, form: str) -> Iterable[Word]:
        """The words that have an entry for a form; or, once in 2^32, another with the same hash."""
        return filter(None, map(self._names.get, self._named(crc32(form.encode()))))

    def _named(self, form: int) -> Iterable[int]:
        place = bisect_left(self._table, form << 32)
        while place < len(self._table) and self._table[place] >> 32 == form:
            yield self._table[place] & 0xFFFFFFFF
            place += 1


def _heard(word: str, sound: Sound | None) -> str:
    """The entry for a word's sound; empty for a short one and in a language that has no such rule."""
    key = sound(word) if sound and word.isalpha() else ""
    return f"~{key}" if len(key) >= _SHORTEST_SOUND else ""


def _letters(word: str) -> str:
    """The entry that three letters share with those in another order, or with another one doubled (`sll`, `ssl`)."""
    return "=" + "".join(sorted(set(word)))


def _shortened(word: str, count: int) -> set[str]:
    """The word's beginning, and that without any one, up to any `count`, of its letters."""
    start = word[:_PREFIX]
    forms = {start}
    for gone in range(1, min(count, len(start) - 1) + 1):
        forms.update("".join(kept) for kept in combinations(start, len(start) - gone))
    return forms
