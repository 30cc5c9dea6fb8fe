"""What may be meant by words that occur nowhere: the beginning of a word, words written together, a mistyped one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from app.model.edits import edits
from app.search.analysis import Analyzer, Token, common_words, fold, normalise
from app.search.joined import Separator
from app.search.plan import Kind, Variant
from app.search.query import ParsedQuery
from app.search.spelling import Speller
from app.search.vocabulary import Vocabulary, Word
from app.search.weights import Weights

COMPLETIONS = 12
"""Words that an unfinished one stands for: more of them say nothing and cost 0.1 ms each."""
_SHORTEST = 2
_VOWELS = frozenset("aeiouy")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*|(?:[^\W_][\w-]*\.)+[a-z]{2,4}(?![\w.])", re.IGNORECASE)
_COMMONER = 20
"""How many times more articles must hold a near word for a beginning to be taken for a mistake."""


@dataclass(frozen=True, slots=True)
class Understood:
    """The query without words that turned out to be stop words, and by word what stands in for it.

    `corrected` is the text with its spelling mended, None when nothing was changed.
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
        together: Callable[[Sequence[str]], bool],
        weights: Weights,
    ) -> None:
        """`known` says whether a term occurs in the index or its synonyms, `together` whether words stand in a row."""
        self._analyzer = analyzer
        self._vocabulary = vocabulary
        self._speller = speller
        self._separator = Separator(analyzer.language, vocabulary, lambda word: known(analyzer.term(word)), together)
        self._known = known
        self._weights = weights

    def of(self, query: ParsedQuery, *, exact: bool = False) -> Understood:
        """Stand-ins for the unknown words of a query; `exact` leaves the spelling alone."""
        kept: list[tuple[Token, tuple[Variant, ...]]] = []
        mended: list[tuple[Token, str]] = []
        for word in self._outside_addresses(query):
            meant, better = self._meant(word, query, exact)
            kept += meant
            mended += [(word, better)] if better else []
        if not kept:
            return Understood(query, ((),) * len(query.words))
        understood = replace(query, words=tuple(word for word, _ in kept))
        return Understood(understood, tuple(v for _, v in kept), _mended(query.text, mended) if mended else None)

    def _meant(
        self, word: Token, query: ParsedQuery, exact: bool
    ) -> tuple[list[tuple[Token, tuple[Variant, ...]]], str | None]:
        """The words that one word stands for, with their stand-ins, and how it is spelled well if it is not."""
        if word.stop or word.whole or word.start in query.quoted or self._known(word.term):
            return [(word, ())], None
        begun = self.completed(word) if query.open_ended and word is query.words[-1] else ()
        if begun and not exact and self._mistyped(fold(word.word)):
            begun = ()
        if exact or begun:
            return [(word, begun)], None
        near = self._speller.near(fold(word.word))
        if self._exists(fold(word.word), near):
            return [(word, ())], None
        parts = self._separator.parts(fold(word.word))
        if parts and not self._slipped(fold(word.word), near, parts):
            return [(each, ()) for each in self._tokens(word, parts) if not each.stop], _written(parts)
        if not near:
            return [] if self._filler(fold(word.word)) else [(word, ())], None
        variants = tuple(self._variants((w.written for w in near), self._weights.corrected, "corrected"))
        stop = near[0].folded in self._analyzer.language.stop_words
        return [] if stop else [(word, variants)], near[0].written

    def _outside_addresses(self, query: ParsedQuery) -> Iterable[Token]:
        """The words of a query without the parts of addresses and domain names that no article has: none of these says
        anything (`com`, `info`), and none is misspelt. Each such name stays as a whole."""
        names = [
            match.span()
            for match in _ADDRESS.finditer(query.text)
            if not self._known(self._analyzer.term(normalise(match.group())))
        ]
        return (
            word
            for word in query.words
            if word.whole or word.start in query.quoted or not any(start <= word.start < end for start, end in names)
        )

    def _exists(self, folded: str, near: Sequence[Word]) -> bool:
        """Whether a word is one of the language, if of no article: `passport` is not `password`.

        Letters in wrong order are so likely a mistake that they are one all the same (`coed`, `code`).
        """
        swapped = bool(near) and sorted(near[0].folded) == sorted(folded)
        return not swapped and folded in common_words(self._analyzer.language.code)

    def _slipped(self, folded: str, near: Sequence[Word], parts: Sequence[str]) -> bool:
        """Whether one mistake in a word explains it better than a missing space: `servver` is not `serv ver`.

        The word is then found in more articles than the rarest of the parts; an elision is no chance.
        """
        if not near or parts[0].endswith("'") or edits(folded, near[0].folded, 1) > 1:
            return False
        found = (self._vocabulary.get(fold(part)) for part in parts)
        return near[0].articles > min((word.articles for word in found if word), default=0)

    def _filler(self, folded: str) -> bool:
        """Whether a word that occurs nowhere is a stop word with letters left out (`pa`, `comen`).

        Without a vowel it is more likely an abbreviation that no article knows, and then nothing answers the query.
        """
        most = 1 if len(folded) < 5 else 2
        return (
            len(folded) > 1
            and not _VOWELS.isdisjoint(folded)
            and any(
                stop[0] == folded[0] and len(folded) < len(stop) and edits(folded, stop, most) <= most
                for stop in self._analyzer.language.stop_words | self._analyzer.language.weak_words
            )
        )

    def _mistyped(self, folded: str) -> bool:
        """Whether the beginning of a rare word is more likely a common one that was mistyped."""
        near = self._speller.near(folded)
        begun = self.beginning(folded, 1)
        return bool(near and begun) and near[0].articles > _COMMONER * begun[0].articles

    def _tokens(self, word: Token, parts: Sequence[str]) -> Iterable[Token]:
        at = word.start
        for part in parts:
            for slot in self._analyzer.slots(part.removesuffix("'")):
                yield Token(slot.term, slot.word, at, word.end, slot.stop, slot.whole)
            at += len(part.removesuffix("'"))

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
        forms: dict[str, str] = {}
        for word in written:
            forms.setdefault(self._analyzer.term(word), fold(word))
        return (Variant(term, weight, kind, form) for term, form in forms.items())


def _written(parts: Sequence[str]) -> str:
    return " ".join(parts).replace("' ", "'")


def _mended(text: str, words: Sequence[tuple[Token, str]]) -> str:
    for word, better in sorted(words, key=lambda each: -each[0].start):
        text = text[: word.start] + better + text[word.end :]
    return text
