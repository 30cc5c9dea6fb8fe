"""Which articles hold words that stand in a row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np

from app.search.analysis import Analyzer, Token
from app.search.places import holds_phrase
from app.search.postings import Vector
from app.search.query import ParsedQuery
from app.search.whoosh_engine.scores import Scores

_LOOKED_THROUGH = 200
"""Articles in which two words are looked for side by side, when one was typed that may be both: 1 ms."""


class Phrases:
    """Looks for them in one index; immutable."""

    def __init__(self, reader: Scores, analyzer: Analyzer) -> None:
        self._reader = reader
        self._analyzer = analyzer

    def stand_together(self, words: Sequence[str]) -> bool:
        """Whether words follow each other in one of the first articles that hold them all."""
        tokens = self._analyzer.tokens(" ".join(words))
        terms = [token.term for token in tokens if not token.whole]
        held = self._having(tokens)[:_LOOKED_THROUGH]
        return any(holds_phrase(self._reader.places(doc), terms) for doc in held)

    def restricted(self, sums: Vector, parsed: ParsedQuery) -> Vector:
        """Nothing for documents that hold an excluded word or lack a quoted phrase."""
        for phrase in parsed.phrases:
            holding = np.zeros(len(sums))
            holding[self._holding(phrase)] = 1
            sums = sums * holding
        for phrase in parsed.excluded:
            sums[self._holding(phrase)] = 0
        return sums

    def _holding(self, phrase: Sequence[Token]) -> list[int]:
        """The documents in which a phrase stands."""
        terms = [token.term for token in phrase if not token.whole]
        docs = self._having(phrase)
        return docs if len(terms) < 2 else [doc for doc in docs if holds_phrase(self._reader.places(doc), terms)]

    def _having(self, phrase: Sequence[Token]) -> list[int]:
        """The documents that hold all words of a phrase which are not stop words, or else all that are."""
        parts = [token for token in phrase if not token.whole] or phrase
        meant = {token.term for token in parts if not token.stop} or {token.term for token in parts}
        common = reduce(np.intersect1d, (self._reader.postings(term).docs for term in meant))
        docs: list[int] = common.tolist()
        return docs
