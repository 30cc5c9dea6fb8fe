"""The words that occur in the articles: how many hold each, and which begin like what is being typed."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from app.search.analysis import fold


@lru_cache(maxsize=1 << 16)
def folded_word(written: str) -> str:
    """A word without its accents; remembered, for an edit opens an index again that has nearly the same words: 26,000
    take 60 ms."""
    return fold(written)


class Word(NamedTuple):
    """A folded word, as most articles write it, and the number of articles that hold it."""

    folded: str
    written: str
    articles: int


class Vocabulary:
    """The words of one index in alphabetical order; immutable."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """`counts` are articles by written word (normalised, with accents)."""
        words: dict[str, Word] = {}
        most: dict[str, int] = {}
        for written, count in sorted(counts.items()):
            folded = folded_word(written)
            other = words.get(folded)
            if other is None:
                words[folded], most[folded] = Word(folded, written, count), count
                continue
            commoner = count > most[folded]
            words[folded] = Word(folded, written if commoner else other.written, other.articles + count)
            most[folded] = max(count, most[folded])
        self._folded = sorted(words)
        self._words = [*map(words.__getitem__, self._folded)]
        articles = np.fromiter((word.articles for word in self._words), np.int64, len(self._words))
        self._rank = np.argsort(np.argsort(-articles, kind="stable"))

    def __len__(self) -> int:
        return len(self._words)

    def __iter__(self) -> Iterator[Word]:
        return iter(self._words)

    def get(self, folded: str) -> Word | None:
        place = bisect_left(self._folded, folded)
        return self._words[place] if place < len(self._folded) and self._folded[place] == folded else None

    def beginning(self, prefix: str) -> Iterator[Word]:
        """The words that begin with a folded prefix, the most widespread first, then in alphabetical order.

        Those of one letter may be thousands, of which a keystroke asks for thirty.
        """
        first = bisect_left(self._folded, prefix)
        last = bisect_left(self._folded, prefix + "\U0010ffff", first)
        return (self._words[first + place] for place in np.argsort(self._rank[first:last]).tolist())


def countable(word: str) -> bool:
    """Whether a word is worth completing and correcting to: letters and digits, no address, no number."""
    return len(word) > 1 and word.isalnum() and not word[0].isdigit()


def changed(counts: Mapping[str, int], gone: Iterable[set[str]], come: Iterable[set[str]]) -> dict[str, int]:
    """The counts after articles with these words went and came."""
    result = Counter(counts)
    for words in gone:
        result.subtract(filter(countable, words))
    for words in come:
        result.update(filter(countable, words))
    return {word: count for word, count in sorted(result.items()) if count > 0}
