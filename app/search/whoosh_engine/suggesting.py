"""Search as you type: articles whose title or questions fit what is there, and ways to finish the last word."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from html import escape

from app.model import Suggestion
from app.search.analysis import Analyzer, Token, fold, normalise
from app.search.completing import Completer
from app.search.plan import Concept, plan
from app.search.postings import Postings, top, total
from app.search.query import ParsedQuery, parse
from app.search.ranking import Found, Ranker, find
from app.search.snippets import joined
from app.search.thesaurus import Thesaurus
from app.search.understanding import Understanding
from app.search.weights import Weights
from app.search.whoosh_engine.scores import Scores

_CONSIDERED = 30
"""Articles that are compared."""


class Suggester:
    """Answers keystrokes over one reader; immutable."""

    def __init__(
        self,
        reader: Scores,
        analyzer: Analyzer,
        thesaurus: Thesaurus,
        understanding: Understanding,
        weights: Weights,
    ) -> None:
        self._reader = reader
        self._analyzer = analyzer
        self._thesaurus = thesaurus
        self._understanding = understanding
        self._weights = weights
        self._completer = Completer(reader.headlines, analyzer, thesaurus, understanding, weights)

    def suggest(self, text: str, limit: int) -> tuple[tuple[Suggestion, ...], tuple[str, ...]]:
        """See app.ports.SearchIndex."""
        query = parse(text, self._analyzer)
        last = None if text[-1:].isspace() else self._last(query)
        if query.excluded:  # only a search says what an exclusion leaves
            return (), ()
        # « plus à me »: a small word begins no other often enough to move the list.
        looked_for = None if last and last.stop else last
        docs = self._articles(query, looked_for)[: max(0, limit)]
        terms = {word.term for word in query.words}
        begun = fold(looked_for.word) if looked_for else ""
        articles = tuple(
            Suggestion(
                self._reader.facts[doc].id,
                self._analyzer.language.code,
                self._title(self._reader.facts[doc].title, terms, begun),
            )
            for doc in docs
        )
        return articles, self._completer.completions(query, last)[: max(0, limit)] if last else ()

    def _last(self, query: ParsedQuery) -> Token | None:
        """The word that is being typed; None after a space, a sign, or inside what must be absent."""
        tokens = [token for token in self._analyzer.tokens(query.text) if not token.whole]
        absent = {token.end for phrase in query.excluded for token in phrase}
        return tokens[-1] if tokens and tokens[-1].end == len(query.text) and tokens[-1].end not in absent else None

    def _articles(self, query: ParsedQuery, last: Token | None) -> Sequence[int]:
        telling = tuple(word for word in query.words if not word.stop)
        words = telling if last is None or last in telling else (*telling, last)
        if not words:
            return ()
        query = ParsedQuery(query.text, words)
        understood = self._understanding.of(query)
        query = understood.query
        stand_ins = list(understood.stand_ins)
        if last and query.words and query.words[-1] == last:
            shortest = 1 if len(query.words) > 1 else 2
            begun = self._understanding.completed_nearly(last, shortest)
            if last.stop and not begun:
                return ()
            stand_ins[-1] = begun or stand_ins[-1]
        concepts = plan(query, self._thesaurus, self._weights, stand_ins).concepts
        found = self._found(concepts, self._reader.head_postings)
        sums = total((each.scores for each in found), self._reader.size)
        if not sums.any():
            found = self._found(concepts, self._reader.postings)
            sums = total((each.scores for each in found), self._reader.size)
        ranker = Ranker(found, len(query.words), self._reader.documents, self._weights, self._reader.headlines)
        docs = top(sums, _CONSIDERED)
        held, close = ranker.held(docs), ranker.headed(docs).closeness
        scores = sums[docs] * (1 + self._weights.coverage * held * held + self._weights.closeness * close)
        by_doc = dict(zip(docs, scores.tolist(), strict=True))
        return sorted(docs, key=lambda doc: (-by_doc[doc], self._reader.facts[doc].id))

    def _found(self, concepts: Sequence[Concept], postings: Callable[[str], Postings]) -> list[Found]:
        return [find(concept, postings, self._reader.size) for concept in concepts]

    def _title(self, title: str, terms: Collection[str], begun: str) -> str:
        """The title as escaped text, with the words of the query and the beginning of the last one marked."""
        found = []
        for token in self._analyzer.tokens(title):
            end = _reached(title, token, begun) if begun else None
            if end is None and token.term in terms and not token.stop:
                end = token.end
            if end is not None:
                found.append((token.start, end))
        parts, at = [], 0
        for start, end in joined(title, found):
            parts += [escape(title[at:start]), "<mark>", escape(title[start:end]), "</mark>"]
            at = end
        return "".join([*parts, escape(title[at:])])


def _reached(title: str, token: Token, begun: str) -> int | None:
    """Where the typed beginning ends in the title's word; None for a word that begins otherwise."""
    if not fold(token.word).startswith(begun):
        return None
    for end in range(token.start + 1, token.end):
        if len(fold(normalise(title[token.start : end])).replace("-", "")) >= len(begun):
            return end
    return token.end
