"""The open index of one locale: a query in, an answer out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter

from app.model import MAX_RESULTS, Answer, Hit, Query, Suggestion
from app.search.analysis import Analyzer, Token
from app.search.plan import Concept, plan
from app.search.query import ParsedQuery, parse
from app.search.ranking import BEST, NEAR, WINDOW, Found, Ranked, Ranker, best_of, holds_phrase, top, total
from app.search.record import stream
from app.search.snippets import extract
from app.search.spelling import Speller
from app.search.thesaurus import MARK, Thesaurus
from app.search.understanding import Understanding, Understood
from app.search.vocabulary import Vocabulary
from app.search.weights import Weights
from app.search.whoosh_engine.explaining import explain
from app.search.whoosh_engine.reader import Reader
from app.search.whoosh_engine.suggesting import Suggester

_Needles = tuple[Mapping[int, float], Mapping[bytes, float]]
"""The documents that hold a concept, and what is marked for it."""


class WhooshIndex:
    """Implements app.ports.SearchIndex over one Reader; nothing in it changes but caches."""

    def __init__(
        self,
        reader: Reader,
        analyzer: Analyzer,
        thesaurus: Thesaurus,
        vocabulary: Vocabulary,
        speller: Speller,
        weights: Weights,
    ) -> None:
        self._reader = reader
        self._analyzer = analyzer
        self._thesaurus = thesaurus
        self._weights = weights
        self._understanding = Understanding(analyzer, vocabulary, speller, self._knows, self._stand_together, weights)
        self._suggester = Suggester(reader, analyzer, thesaurus, self._understanding, weights)

    def search(self, query: Query, popularity: Mapping[str, float]) -> Answer:
        """See app.ports.SearchIndex."""
        parsed = parse(query.text, self._analyzer)
        understood = self._understanding.of(parsed, exact=query.exact)
        answer = self._answer(query, understood, popularity)
        if understood.corrected is None or answer.answered:
            return answer
        if query.category and self._answer(replace(query, category=None, limit=1), understood, popularity).answered:
            return answer
        # A correction that leads nowhere is a guess: what was typed is then what was not found.
        return self._answer(query, self._understanding.of(parsed, exact=True), popularity)

    def _answer(self, query: Query, understood: Understood, popularity: Mapping[str, float]) -> Answer:
        parsed = understood.query
        planned = plan(parsed, self._thesaurus, self._weights, understood.stand_ins)
        found = [Found(concept, best_of(concept, self._reader.scores)) for concept in planned.concepts]
        matching = self._restricted(total(found), parsed)
        counts = Counter(map(self._reader.categories.__getitem__, matching))
        if query.category is not None:
            matching = {d: s for d, s in matching.items() if self._reader.categories[d] == query.category}
        ranker = Ranker(found, planned.size, self._reader.documents, self._weights, self._reader.rarity)
        ranked, answered = self._ranked(matching, ranker, popularity, query)
        if not answered and understood.corrected is not None and query.category is None:
            ranked = ()  # `search` drops them: extracts take half of its time
        needles = [(each.scores, self._needles(each.concept)) for each in found]
        return Answer(
            query=query,
            total=len(matching),
            hits=tuple(self._hit(each, found, needles, parsed if query.explain else None) for each in ranked),
            answered=answered,
            corrected=understood.corrected,
            categories=tuple(sorted(counts.items())),
        )

    def suggest(self, text: str, limit: int) -> tuple[tuple[Suggestion, ...], tuple[str, ...]]:
        """See app.ports.SearchIndex."""
        return self._suggester.suggest(text, limit)

    def close(self) -> None:
        self._reader.close()

    def _knows(self, term: str) -> bool:
        return self._thesaurus.uses(term) or bool(self._reader.scores(term))

    def _stand_together(self, words: Sequence[str]) -> bool:
        return bool(self._holding(self._analyzer.tokens(" ".join(words))))

    def _restricted(self, sums: dict[int, float], parsed: ParsedQuery) -> dict[int, float]:
        """Without documents that hold an excluded word or lack a quoted phrase."""
        for phrase in parsed.phrases:
            holding = self._holding(phrase)
            sums = {doc: score for doc, score in sums.items() if doc in holding}
        for phrase in parsed.excluded:
            holding = self._holding(phrase)
            sums = {doc: score for doc, score in sums.items() if doc not in holding}
        return sums

    def _holding(self, phrase: Sequence[Token]) -> Collection[int]:
        terms = [token.term for token in phrase if not token.whole] or [token.term for token in phrase]
        meant = [token.term for token in phrase if not token.stop and not token.whole] or terms
        first, *others = sorted((self._reader.scores(term) for term in set(meant)), key=len)
        docs = {doc for doc in first if all(doc in scores for scores in others)}
        if len(terms) == 1:
            return docs
        return {doc for doc in docs if holds_phrase(self._reader.stream(doc), terms)}

    def _ranked(
        self, sums: Mapping[int, float], ranker: Ranker, popularity: Mapping[str, float], query: Query
    ) -> tuple[Sequence[Ranked], bool]:
        """The asked page, and whether one of the best, which are not on every page, answers the query."""
        limit, offset = max(1, min(query.limit, MAX_RESULTS)), max(0, query.offset)
        window = self._judged(top(sums, WINDOW), sums, ranker, popularity)
        answered = any(self._confident(each, ranker) for each in window[:BEST])
        if offset + limit > len(window) < len(sums):
            judged = {each.doc for each in window}
            rest = sorted((d for d in sums if d not in judged), key=lambda d: (-sums[d], self._reader.facts[d].id))
            rest = rest[: offset + limit - len(window)]
            window += [Ranked(doc, sums[doc], (sums[doc],), ranker.held(doc)) for doc in rest]
        return window[offset : offset + limit], answered

    def _judged(
        self, docs: Sequence[int], sums: Mapping[int, float], ranker: Ranker, popularity: Mapping[str, float]
    ) -> list[Ranked]:
        facts, weights = self._reader.facts, self._weights
        first = []
        for doc in docs:
            held = ranker.held(doc)
            first.append((-sums[doc] * (1 + weights.coverage * held * held), facts[doc].id, doc, held))
        first.sort()
        judged = []
        for place, (less, article, doc, held) in enumerate(first):
            close = near = 0.0
            if place < NEAR:
                heads = self._reader.heads(doc)
                close = sums[doc] * weights.closeness * ranker.closeness(heads)
                near = sums[doc] * weights.proximity * ranker.nearness(heads)
            liked = popularity.get(article, 0.0)
            favour = (close + near - less) * weights.popularity * min(max(liked, 0.0), 1.0)
            score = close + near - less + favour
            parts = (sums[doc], -less - sums[doc], close, near, favour)
            judged.append((-score, -facts[doc].updated, article, Ranked(doc, score, parts, held)))
        judged.sort(key=itemgetter(0, 1, 2))
        return [ranked for *_, ranked in judged]

    def _confident(self, ranked: Ranked, ranker: Ranker) -> bool:
        """Whether an article holds enough of the query, and is about it rather than mentions it."""
        headed, names = ranker.headed(self._reader.heads(ranked.doc))
        floor = self._weights.floor if names else self._weights.vague_floor
        return ranked.held >= floor.held and headed >= floor.headed

    def _hit(
        self, ranked: Ranked, found: Sequence[Found], needles: Sequence[_Needles], explained: ParsedQuery | None
    ) -> Hit:
        doc = ranked.doc
        shown = extract(self._reader.record(doc), self._reader.stream(doc), _marked(doc, needles))
        return Hit(
            id=self._reader.facts[ranked.doc].id,
            locale=self._analyzer.language.code,
            score=ranked.score,
            snippet_html=shown.html,
            sections=shown.sections,
            matched=shown.matched,
            parts=explain(self._reader, ranked, found, explained) if explained else ranked.named,
        )

    def _needles(self, concept: Concept) -> dict[bytes, float]:
        """What to mark for a concept, with its weight: its terms and the words of its groups."""
        needles: dict[bytes, float] = {}
        for variant in concept.variants:
            group = variant.term.startswith(MARK)
            for terms in self._thesaurus.members(variant.term) if group else ((variant.term,),):
                needle = stream(terms)
                needles[needle] = max(needles.get(needle, 0.0), variant.weight)
        return needles


def _marked(doc: int, needles: Sequence[_Needles]) -> dict[bytes, float]:
    """What to mark in a document: the needles of every concept that it holds, with what they add to its score."""
    marked: dict[bytes, float] = {}
    for scores, weighted in needles:
        worth = scores.get(doc)
        if worth is not None:
            for needle, weight in weighted.items():
                if worth * weight > marked.get(needle, 0.0):
                    marked[needle] = worth * weight
    return marked
