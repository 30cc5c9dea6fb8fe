"""What may be meant by words that occur nowhere: the beginning of a word, or a mistyped one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from app.search.analysis import Analyzer, Token, fold
from app.search.plan import Kind, Variant
from app.search.query import ParsedQuery
from app.search.spelling import Speller
from app.search.vocabulary import Vocabulary, Word
from app.search.weights import Weights

COMPLETIONS = 12
"""Words that an unfinished one stands for: more of them say nothing and cost 0.1 ms each."""
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Understood:
    """The query without words that turned out to be stop words, and by word what stands in for it.

    `corrected` is the text with its spelling mended.
    """

    query: ParsedQuery
    stand_ins: tuple[tuple[Variant, ...], ...]
    corrected: str | None = None


class Understanding:
    """Stand-ins from one index's vocabulary; immutable."""

    def __init__(
        self,
        analyzer: Analyzer,
        vocabulary: Vocabulary,
        speller: Speller,
        known: Callable[[str], bool],
        weights: Weights,
    ) -> None:
        """`known` says whether a term occurs in the index or in its synonyms."""
        self._analyzer = analyzer
        self._vocabulary = vocabulary
        self._speller = speller
        self._known = known
        self._weights = weights

    def of(self, query: ParsedQuery, *, exact: bool = False) -> Understood:
        """Stand-ins for the unknown words of a query; `exact` leaves the spelling alone."""
        kept: list[tuple[Token, tuple[Variant, ...]]] = []
        mended: list[tuple[Token, str]] = []
        for word in query.words:
            variants: tuple[Variant, ...] = ()
            near: list[Word] = []
            if not word.stop and not word.whole and word.start not in query.quoted and not self._known(word.term):
                if query.open_ended and word is query.words[-1]:
                    variants = self.completed(word)
                near = [] if exact or variants else self._speller.near(fold(word.word))
            if near:
                mended.append((word, near[0].written))
                variants = tuple(self._variants((w.written for w in near), self._weights.corrected, "corrected"))
            if not near or near[0].folded not in self._analyzer.language.stop_words:
                kept.append((word, variants))
        if not kept:
            return Understood(query, ((),) * len(query.words))
        understood = replace(query, words=tuple(word for word, _ in kept))
        return Understood(understood, tuple(v for _, v in kept), _mended(query.text, mended) if mended else None)

    def completed(self, word: Token, shortest: int = _SHORTEST) -> tuple[Variant, ...]:
        """What an unfinished word of at least `shortest` letters may become."""
        prefix = fold(word.word)
        if len(prefix) < shortest:
            return ()
        written = (each.written for each in self.beginning(prefix, COMPLETIONS))
        return tuple(self._variants(written, self._weights.prefix, "prefix"))

    def beginning(self, prefix: str, count: int) -> list[Word]:
        """The most widespread words that begin so and mean something."""
        stop_words = self._analyzer.language.stop_words
        return list(islice((w for w in self._vocabulary.beginning(prefix) if w.folded not in stop_words), count))

    def _variants(self, written: Iterable[str], weight: float, kind: Kind) -> Iterable[Variant]:
        return (Variant(term, weight, kind) for term in dict.fromkeys(map(self._analyzer.term, written)))


def _mended(text: str, words: Sequence[tuple[Token, str]]) -> str:
    for word, better in sorted(words, key=lambda each: -each[0].start):
        text = text[: word.start] + better + text[word.end :]
    return text
