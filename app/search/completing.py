"""Ways to finish the word that is being typed: those that lines of articles have beside the words before it."""

from __future__ import annotations

import numpy as np

from app.search.analysis import Analyzer, Token, fold
from app.search.headlines import Headlines
from app.search.plan import plan
from app.search.query import ParsedQuery
from app.search.thesaurus import Thesaurus
from app.search.understanding import Understanding
from app.search.vocabulary import Word
from app.search.weights import Weights

_CONSIDERED = 60
"""Ways to finish a word that are compared: 0.5 ms of work at 5,000 articles."""
_OFFERED = 5
_CLEAR = 2
"""Letters that finish a word after small words only."""


class Completer:
    """Completions from the titles, questions, keywords and headings of one index; immutable.

    A word that stands in texts only is none: nobody looks for « mot de passage ».
    """

    def __init__(
        self,
        headlines: Headlines,
        analyzer: Analyzer,
        thesaurus: Thesaurus,
        understanding: Understanding,
        weights: Weights,
    ) -> None:
        self._headlines = headlines
        self._analyzer = analyzer
        self._thesaurus = thesaurus
        self._understanding = understanding
        self._weights = weights

    def completions(self, query: ParsedQuery, last: Token) -> tuple[str, ...]:
        """The text with its last word finished, at most five times: only by words that go with most of those before.

        Of several forms of a word the one that more lines have: « me connecter », not « me connectez ».
        """
        before = [word for word in self._analyzer.tokens(query.text[: last.start]) if not word.whole]
        vague = last.stop or len(last.word) < _CLEAR
        if query.text.count('"') % 2 or (before and vague and all(word.stop for word in before)):
            return ()  # a phrase that is not ended, and « comment p », may go on in any way
        beside = self._beside(query, last)
        best: dict[str, tuple[int, int, int, Word]] = {}
        for word in self._understanding.beginning_nearly(fold(last.word), _CONSIDERED):
            lines = self._headlines.written(word.folded)
            if word.folded == fold(last.word) or not len(lines):
                continue
            together = beside[lines]
            most = int(together.max())
            found = (-most, -int(np.count_nonzero(together == most)), -word.articles, word)
            term = self._analyzer.term(word.written)
            best[term] = min(best.get(term, found), found)
        ordered = sorted(best.values())
        shown = [word for most, _, _, word in ordered if most == ordered[0][0]]
        return tuple(query.text[: last.start] + word.written for word in shown[:_OFFERED])

    def _beside(self, query: ParsedQuery, last: Token) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """By line, how many of the words before the last one it holds, or words that mean the same."""
        before = tuple(word for word in query.words if word != last and not word.stop)
        concepts = plan(ParsedQuery(query.text, before), self._thesaurus, self._weights, ((),) * len(before)).concepts
        count = self._headlines.holding(()).astype(np.int64)
        for each in concepts:
            if not each.optional:
                count += self._headlines.holding(variant.term.encode() for variant in each.variants)
        return count
