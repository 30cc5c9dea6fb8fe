"""The open index of one locale: a query in, an answer out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter

from app.model import MAX_RESULTS, Answer, Hit, Query, Suggestion
from app.search.analysis import Analyzer, Token
from app.search.cache import BoundedCache
from app.search.plan import Concept, plan
from app.search.query import ParsedQuery, clean, parse
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

_KEPT_ANSWERS = 8_000_000
"""Bytes, about, of answers that are kept: 1,000 of them with ten hits each."""
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
        self._answers: BoundedCache[Query, tuple[Mapping[str, float], Answer]] = BoundedCache(_KEPT_ANSWERS)

    def search(self, query: Query, popularity: Mapping[str, float]) -> Answer:
        """See app.ports.SearchIndex. An answer is kept for as long as popularity is the same object."""
        asked = replace(query, text=clean(query.text))
        known = self._answers.get(asked)
        if known is None or known[0] is not popularity:
            known = popularity, self._search(asked, popularity)
            self._answers.put(asked, known, _size(known[1]))
        return replace(known[1], query=query)

    def _search(self, query: Query, popularity: Mapping[str, float]) -> Answer:
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
        everywhere = self._matching(planned.concepts, parsed)
        matching, sums = everywhere, total(found)
        if query.category is not None:
            matching &= self._reader.all_of_category.get(query.category, 0)
        if query.category is not None or parsed.phrases or parsed.excluded:
            wanted = self._reader.flags(matching)
            sums = {doc: score for doc, score in sums.items() if wanted[doc]}
        ranker = Ranker(found, planned.size, self._reader.documents, self._weights, self._reader.rarity)
        ranked, answered = self._ranked(sums, ranker, popularity, query)
        if not answered and understood.corrected is not None and query.category is None:
            ranked = ()  # `search` drops them: extracts take half of its time
        needles = [(each.scores, self._needles(each.concept)) for each in found]
        return Answer(
            query=query,
            total=matching.bit_count(),
            hits=tuple(self._hit(each, found, needles, parsed if query.explain else None) for each in ranked),
            answered=answered,
            corrected=understood.corrected,
            categories=self._by_category(everywhere),
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

    def _matching(self, concepts: Sequence[Concept], parsed: ParsedQuery) -> int:
        """The set of documents that hold a word, every quoted phrase and none that is excluded."""
        matching = 0
        for variant in (variant for concept in concepts for variant in concept.variants):
            matching |= self._reader.holding(variant.term)
        for phrase in parsed.phrases:
            matching &= self._reader.set_of(self._holding(phrase))
        for phrase in parsed.excluded:
            matching &= ~self._reader.set_of(self._holding(phrase))
        return matching

    def _by_category(self, documents: int) -> tuple[tuple[str, int], ...]:
        counts = ((name, (documents & all).bit_count()) for name, all in self._reader.all_of_category.items())
        return tuple((name, count) for name, count in counts if count)

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


def _size(answer: Answer) -> int:
    """The bytes that an answer takes, about: its extracts, and 1 kB for each hit and for itself."""
    sections = (len(section.snippet_html) for hit in answer.hits for section in hit.sections)
    return 1_000 * (1 + len(answer.hits)) + sum(len(hit.snippet_html) for hit in answer.hits) + sum(sections)
