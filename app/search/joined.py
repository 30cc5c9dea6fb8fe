"""Words that were written together: `motdepasse`, `lhebergement`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from app.search.analysis import Language, fold
from app.search.vocabulary import Vocabulary

_MOST = 3
"""Words that one may be made of."""
_SHORTEST, _LONGEST = 6, 40
"""Letters of a word that is taken apart: a shorter one is more often another word, or mistyped."""
_MEANING = 3
_SURE = 5
"""Letters of each part that make a chance unlikely; shorter ones must stand in a row in some article."""
_VOWELS = frozenset("aeiouyh")


class Separator:
    """Takes words apart into words of one index; immutable."""

    def __init__(
        self,
        language: Language,
        vocabulary: Vocabulary,
        known: Callable[[str], bool],
        together: Callable[[Sequence[str]], bool],
    ) -> None:
        """`known` says whether the articles hold a word in any form, `together` whether they hold words in a row."""
        self._language = language
        self._known = known
        self._vocabulary = vocabulary
        self._together = together

    def parts(self, folded: str) -> tuple[str, ...]:
        """The words of an unknown one as they are written, an elision with its apostrophe; empty when there are none.

        The fewest words win, then those whose rarest is the most widespread.
        """
        if not _SHORTEST <= len(folded) <= _LONGEST or not folded.isalpha():
            return ()
        elided = self._elided(folded)
        if elided:
            return elided
        for count in range(2, _MOST + 1):
            found = [(self._spread(parts), parts) for parts in self._cuts(folded, count) if self._plausible(parts)]
            if found:
                return tuple(map(self._written, max(found)[1]))
        return ()

    def _elided(self, folded: str) -> tuple[str, ...]:
        """`l'`, `hébergement`: the rest begins with a vowel, or an h, and means something."""
        for length in (1, 2):
            first, rest = folded[:length], folded[length:]
            if first in self._language.elisions and rest[0] in _VOWELS and (self._means(rest) or self._known(rest)):
                return (f"{first}'", self._written(rest))
        return ()

    def _cuts(self, folded: str, count: int) -> Iterator[tuple[str, ...]]:
        if count == 1:
            if self._is_word(folded):
                yield (folded,)
            return
        for end in range(2, len(folded) - 1):
            if self._is_word(folded[:end]):
                yield from ((folded[:end], *others) for others in self._cuts(folded[end:], count - 1))

    def _is_word(self, part: str) -> bool:
        return len(part) > 1 and (part in self._language.stop_words or self._means(part))

    def _means(self, part: str) -> bool:
        if len(part) < _MEANING or part in self._language.stop_words:
            return False
        return self._vocabulary.get(part) is not None

    def _plausible(self, parts: Sequence[str]) -> bool:
        meaning = [part for part in parts if self._means(part)]
        if len(meaning) == len(parts) and all(len(part) >= _SURE for part in parts):
            return True
        return bool(meaning) and self._together([self._written(part) for part in parts])

    def _spread(self, parts: Sequence[str]) -> int:
        """The articles that hold the rarest of the words."""
        words = filter(None, map(self._vocabulary.get, parts))
        return min((word.articles for word in words), default=0)

    def _written(self, part: str) -> str:
        word = self._vocabulary.get(fold(part))
        return word.written if word else part
