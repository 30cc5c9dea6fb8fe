"""Which words of the vocabulary a mistyped word may have been: by symmetric deletion, then by ear."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import combinations
from zlib import crc32

from app.model.edits import edits
from app.search.vocabulary import Vocabulary, Word

Sound = Callable[[str], str]
"""A language's key of what a folded word sounds like."""

CANDIDATES = 3
_DOUBLED = re.compile(r"(.)\1+")
_PREFIX = 7
"""Deletions are made in the first letters only, which keeps all matches and a tenth of the entries."""
_FAR = 2


_SHORTEST_SOUND = 4
"""Shorter keys of sound are shared by words that have nothing to do with each other."""
_SHORT = 3
_LONG = 6
"""Letters from which a word may have a doubled letter beside its mistake: `météo` is not `mettez`."""


def reach(word: str) -> int:
    """How many mistakes are forgiven: one from 4 letters, two from 8."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else _FAR


def thin(word: str) -> str:
    """The word with doubled letters written once: whether a letter is doubled is what people know least."""
    return _DOUBLED.sub(r"\1", word)


def entries(words: Iterable[str], sound: Sound | None = None) -> array[int]:
    """Sorted 64-bit entries for folded words: hash of a shortened form or of its sound, then hash of the word."""
    made: set[int] = set()
    for word in words:
        name = crc32(word.encode())
        # A word two letters shorter than the shortest with two mistakes can still be meant.
        for form in _shortened(thin(word), _FAR if len(word) >= 6 else 1):
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

        Of equally near ones those that begin alike come first, then those of the same letters, then
        the most widespread.
        """
        if not folded.isalpha():
            return []
        if len(folded) == _SHORT:
            return _nearest(folded, [(1, word) for word in self._under(_letters(folded)) if len(word.folded) == _SHORT])
        far = reach(folded)
        if not far:
            return []
        return self._mistyped(folded, far) or self._misheard(folded)

    def _mistyped(self, folded: str, far: int) -> list[Word]:
        typed = thin(folded)
        names = {name for form in _shortened(typed, far) for name in self._named(crc32(form.encode()))}
        words = (word for word in filter(None, map(self._names.get, names)) if word.folded.isalpha())
        # At least one: the word is written otherwise, if only by a letter that is doubled.
        apart = [(max(1, edits(typed, thin(word.folded), far)), word) for word in words]
        return _nearest(folded, [each for each in apart if each[0] <= far and _plausible(folded, *each, far)])

    def _misheard(self, folded: str) -> list[Word]:
        heard = _heard(folded, self._sound)
        if not heard:
            return []
        return _nearest(folded, [(1, word) for word in self._under(heard) if _heard(word.folded, self._sound) == heard])

    def _under(self, form: str) -> Iterable[Word]:
        """The words that have an entry for a form; or, once in 2^32, another with the same hash."""
        return filter(None, map(self._names.get, self._named(crc32(form.encode()))))

    def _named(self, form: int) -> Iterable[int]:
        place = bisect_left(self._table, form << 32)
        while place < len(self._table) and self._table[place] >> 32 == form:
            yield self._table[place] & 0xFFFFFFFF
            place += 1


def _nearest(typed: str, found: Iterable[tuple[int, Word]]) -> list[Word]:
    order = sorted(
        (apart, word.folded[0] != typed[0], *_likeness(typed, word.folded), -word.articles, word.folded, word)
        for apart, word in found
    )
    return [word for *_, word in order[:CANDIDATES]]


def _likeness(typed: str, word: str) -> tuple[bool, int]:
    """Letters in wrong order are the likeliest mistake: none is missing, and none too many."""
    return sorted(typed) != sorted(word), edits(typed, word)


def _heard(word: str, sound: Sound | None) -> str:
    """The entry for a word's sound; empty for a short one and in a language that has no such rule."""
    key = sound(word) if sound and word.isalpha() else ""
    return f"~{key}" if len(key) >= _SHORTEST_SOUND else ""


def _letters(word: str) -> str:
    """The entry that three letters share with those in another order, or with another one doubled (`sll`, `ssl`)."""
    return "=" + "".join(sorted(set(word)))


def _plausible(typed: str, apart: int, word: Word, far: int) -> bool:
    """Whether not too many letters are doubled beside the mistakes, and the words begin alike.

    People miss the first letter least of all: as the only mistake of a long word, or by two keys in wrong order.
    """
    other = word.folded
    begins = typed[0] == other[0] or typed[:2] == other[1::-1] or (len(typed) >= 8 and apart == 1)
    most = far if len(typed) < _LONG and thin(typed) != thin(other) else far + 1
    return begins and edits(typed, other, most) <= most


def _shortened(word: str, count: int) -> set[str]:
    """The word's beginning, and that without any one, up to any `count`, of its letters."""
    start = word[:_PREFIX]
    forms = {start}
    for gone in range(1, min(count, len(start) - 1) + 1):
        forms.update("".join(kept) for kept in combinations(start, len(start) - gone))
    return forms
