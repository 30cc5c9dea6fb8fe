"""What may be meant by words that occur nowhere: the beginning of a word, words written together, a mistyped one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from app.model.edits import edits
from app.search.analysis import Analyzer, Token, common_words, fold, language, normalise
from app.search.guessing import Guesser
from app.search.joined import Separator
from app.search.plan import Kind, Variant
from app.search.query import ParsedQuery
from app.search.rewording import Fits, Mended, Rewording
from app.search.spelling import Speller
from app.search.vocabulary import Vocabulary, Word
from app.search.weights import Weights

COMPLETIONS = 12
"""Words that an unfinished one stands for: more of them say nothing and cost 0.1 ms each."""
_SHORTEST = 2
_FOREIGN = "?"
"""First character of the term of a word of another language, which no text has."""
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*|(?:[^\W_][\w-]*\.)+[a-z]{2,4}(?![\w.])", re.IGNORECASE)
_COMMONER = 20
"""How many times more articles must hold a near word for a beginning to be taken for a mistake."""

Meaning = tuple[list[tuple[Token, tuple[Variant, ...]]], Sequence[tuple[str, str]]]
"""The words that one word stands for, with their stand-ins, and the ways to spell it well (see Mended)."""


@dataclass(frozen=True, slots=True)
class Understood:
    """The query without words that turned out to be stop words, by word what stands in for it, and what was mended."""

    query: ParsedQuery
    stand_ins: tuple[tuple[Variant, ...], ...]
    mended: tuple[Mended, ...] = ()


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
        self._guesser = Guesser(analyzer, vocabulary, speller)
        self._rewording = Rewording(analyzer, vocabulary, speller)
        self._separator = Separator(analyzer.language, vocabulary, lambda word: known(analyzer.term(word)), together)
        self._known = known
        self._weights = weights

    def of(self, query: ParsedQuery, *, exact: bool = False) -> Understood:
        """Stand-ins for the unknown words of a query; `exact` leaves the spelling alone."""
        kept: list[tuple[Token, tuple[Variant, ...]]] = []
        mended: list[Mended] = []
        for word in self._outside_addresses(query):
            meant, ways = self._meant(word, query, exact)
            kept += meant
            mended += [Mended(word, ways)] if ways else []
        if not kept:
            return Understood(query, ((),) * len(query.words))
        weak_words = self._analyzer.language.weak_words
        weak = query.weak | {word.start for word, ways in mended if fold(ways[0][0]) in weak_words}
        understood = replace(query, words=tuple(word for word, _ in kept), weak=weak)
        return Understood(understood, tuple(v for _, v in kept), tuple(mended))

    def abroad(self, query: ParsedQuery, locale: str) -> ParsedQuery:
        """A query of another locale's reader as this language has it.

        Small words of theirs are none here (« car », "car"), and other common ones only where they are written just so:
        `chèque` is not what "check" says.
        """
        there = language(locale)
        common = common_words(there.code)
        words = (word for word in query.words if fold(word.word) not in there.stop_words)
        return replace(
            query,
            words=tuple(
                word._replace(term=f"{_FOREIGN}{word.term}", stop=False)
                if fold(word.word) in common and self._vocabulary.get(fold(word.word)) is None
                else word
                for word in words
            ),
            open_ended=False,
        )

    def shown(self, understood: Understood, fits: Fits) -> str | None:
        """The text of a query with its spelling mended, None when it is as it was typed; see Rewording."""
        if not understood.mended:
            return None
        known = zip(understood.query.words, understood.stand_ins, strict=True)
        searched = {word.term: variants for word, variants in known}
        return self._rewording.text(understood.query, understood.mended, searched, fits)

    def _meant(self, word: Token, query: ParsedQuery, exact: bool) -> Meaning:
        """The words that one word stands for, with their stand-ins, and the ways to spell it well if it is not."""
        if word.stop or word.whole or word.start in query.quoted or word.term.startswith(_FOREIGN):
            return [(word, ())], ()
        if self._known(word.term):
            return self._corrected(word, () if exact else self._guesser.undoubled(word))
        begun = self.completed(word) if query.open_ended and word is query.words[-1] else ()
        if begun and not exact and self._mistyped(fold(word.word)):
            begun = ()
        if exact or begun:
            return [(word, begun)], ()
        near = self._guesser.near(fold(word.word))
        if self._guesser.exists(fold(word.word), near):
            return [(word, ())], ()
        parts = self._separator.parts(fold(word.word))
        if parts and not self._guesser.slipped(fold(word.word), near, parts):
            return [(each, ()) for each in self._tokens(word, parts) if not each.stop], ((_written(parts), ""),)
        if not near:
            return [] if self._guesser.filler(fold(word.word)) else [(word, ())], ()
        own = self._analyzer.language
        if near[0].folded in own.stop_words - own.weak_words:
            return [], ((near[0].written, ""),)
        return self._corrected(word, near)

    def _corrected(self, word: Token, near: Sequence[Word]) -> Meaning:
        """The word and the near ones, of which those that are as near as the first may be shown."""
        if word.word.endswith("é"):
            near = sorted(near, key=lambda each: not each.written.endswith("é"))
        variants = tuple(self._variants((each.written for each in near), self._weights.corrected, "corrected"))
        apart = [edits(fold(word.word), each.folded) for each in near]
        nearest = (each for each, far in zip(near, apart, strict=True) if far == apart[0])
        return [(word, variants)], tuple((each.written, self._analyzer.term(each.written)) for each in nearest)

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
        return self._begun(word, shortest, self.beginning)

    def completed_nearly(self, word: Token, shortest: int = _SHORTEST) -> tuple[Variant, ...]:
        """The same while it is being typed, when nobody knows yet whether it is mistyped: `renouvl`."""
        return self._begun(word, shortest, self.beginning_nearly)

    def _begun(self, word: Token, shortest: int, beginning: Callable[[str, int], list[Word]]) -> tuple[Variant, ...]:
        prefix = fold(word.word)
        if len(prefix) < shortest:
            return ()
        written = (each.written for each in beginning(prefix, COMPLETIONS))
        return tuple(self._variants(written, self._weights.prefix, "prefix"))

    def beginning(self, prefix: str, count: int) -> list[Word]:
        """The most widespread words that begin so and mean something."""
        return list(islice((word for word in self._vocabulary.beginning(prefix) if self._means(word)), count))

    def beginning_nearly(self, prefix: str, count: int) -> list[Word]:
        """The same; where there are none and the beginning is no word of the language, those that begin nearly so."""
        begun = self.beginning(prefix, count)
        language = self._analyzer.language
        if begun or prefix in language.stop_words or prefix in common_words(language.code):
            return begun
        return list(islice((word for word in self._speller.begun(prefix) if self._means(word)), count))

    def _means(self, word: Word) -> bool:
        return word.folded not in self._analyzer.language.stop_words

    def _variants(self, written: Iterable[str], weight: float, kind: Kind) -> Iterable[Variant]:
        forms: dict[str, str] = {}
        for word in written:
            forms.setdefault(self._analyzer.term(word), fold(word))
        return (Variant(term, weight, kind, form) for term, form in forms.items())


def _written(parts: Sequence[str]) -> str:
    return " ".join(parts).replace("' ", "'")
