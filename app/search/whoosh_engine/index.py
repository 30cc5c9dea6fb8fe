"""The open index of one locale: a query in, an answer out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from app.model import MAX_RESULTS, Answer, Deflection, Hit, Query, Suggestion
from app.search.analysis import Analyzer
from app.search.cache import BoundedCache
from app.search.places import Needle
from app.search.plan import plan
from app.search.postings import Vector, top, total
from app.search.query import ParsedQuery, clean, parse
from app.search.ranking import WINDOW, Found, Ranked, Ranker, find
from app.search.remaining import remaining
from app.search.snippets import extracts
from app.search.spelling import Speller
from app.search.thesaurus import MARK, Thesaurus
from app.search.tickets import Deflector, familiarity
from app.search.understanding import Understanding, Understood
from app.search.vocabulary import Vocabulary
from app.search.weights import Weights
from app.search.whoosh_engine.explaining import Explainer
from app.search.whoosh_engine.judging import Judge
from app.search.whoosh_engine.phrases import Phrases
from app.search.whoosh_engine.scores import Scores
from app.search.whoosh_engine.suggesting import Suggester

_ALL = 0.99
"""Share of a query that is all of it, but for how numbers are rounded."""
_KEPT_ANSWERS = 8_000_000
"""Bytes, about, of answers that are kept: 1,000 of them with ten hits each."""


class WhooshIndex:
    """Implements app.ports.SearchIndex over scores; nothing in it changes but caches."""

    def __init__(
        self,
        reader: Scores,
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
        self._phrases = Phrases(reader, analyzer)
        self._judge = Judge(reader, weights)
        self._explainer = Explainer(reader, analyzer, thesaurus)
        self._understanding = Understanding(
            analyzer, vocabulary, speller, self._knows, self._phrases.stand_together, weights
        )
        self._suggester = Suggester(reader, analyzer, thesaurus, self._understanding, weights)
        self._deflector = Deflector(reader, analyzer, thesaurus, self._understanding, weights.for_tickets())
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
        if query.typed_in is not None:
            if parsed.excluded:  # what must be absent is named in one language only
                return Answer(query, 0, (), answered=False)
            parsed = self._understanding.abroad(parsed, query.typed_in)
        answer = self._best(query, parsed, popularity)
        if parsed.exclusion and not answer.categories and self._finds(parsed.exclusion.without):
            return replace(answer, emptied=parsed.exclusion)
        if answer.answered or query.exact or query.offset or query.typed_in is not None:
            return answer
        return replace(answer, suggestions=self._instead(query, parsed, popularity))

    def _instead(self, query: Query, parsed: ParsedQuery, popularity: Mapping[str, float]) -> tuple[str, ...]:
        """What else may be asked where nothing answers: the query without a word that no article has, if an article has
        all the rest among its titles and questions."""
        text = remaining(parsed, self._knows)
        if text is None:
            return ()
        found = self._best(replace(query, text=text, limit=1), parse(text, self._analyzer), popularity)
        if not found.answered:
            return ()
        _, sums, ranker = self._weighed(self._understanding.of(parse(text, self._analyzer)))
        return (text,) if ranker.headed(top(sums, WINDOW)).share.max() >= _ALL else ()

    def _finds(self, text: str) -> bool:
        _, sums, _ = self._weighed(self._understanding.of(parse(text, self._analyzer)))
        return bool(sums.any())

    def _best(self, query: Query, parsed: ParsedQuery, popularity: Mapping[str, float]) -> Answer:
        """The answer to the query as it is spelled well, or else as it was typed."""
        understood = self._understanding.of(parsed, exact=query.exact)
        answer = self._answer(query, understood, popularity)
        if not understood.mended or answer.answered:
            return answer
        if query.category and self._answer(replace(query, category=None, limit=1), understood, popularity).answered:
            return answer
        # A correction that leads nowhere is a guess: what was typed is then what was not found.
        typed = self._answer(query, self._understanding.of(parsed, exact=True), popularity)
        if typed.total:
            return typed
        return self._answer(query, replace(understood, mended=()), popularity)

    def _answer(self, query: Query, understood: Understood, popularity: Mapping[str, float]) -> Answer:
        parsed = understood.query
        found, sums, ranker = self._weighed(understood)
        counts = self._reader.by_category(sums > 0)
        if query.category is not None:
            sums = sums * self._reader.in_category(query.category)
        ranked, best, answered = self._judge.page(sums, ranker, popularity, query)
        if not answered and understood.mended and query.category is None:
            ranked = ()  # `search` drops them: extracts take half of its time
        return Answer(
            query=query,
            total=int(np.count_nonzero(sums)),
            hits=self._hits(ranked, found, parsed if query.explain else None),
            answered=answered,
            # Of the words that a mistyped one may be, the one that the first article holds is shown.
            corrected=self._understanding.shown(understood, lambda term: self._reader.postings(term).get(best)),
            categories=counts,
        )

    def _weighed(self, understood: Understood) -> tuple[Sequence[Found], Vector, Ranker]:
        """What a query asks for, the sum of its scores by document, and who gives the bonuses."""
        planned = plan(understood.query, self._thesaurus, self._weights, understood.stand_ins)
        found = [find(concept, self._reader.postings, self._reader.size) for concept in planned.concepts]
        sums = self._phrases.restricted(total((each.scores for each in found), self._reader.size), understood.query)
        ranker = Ranker(
            found,
            planned.size,
            self._reader.documents,
            self._weights,
            self._reader.headlines,
            understood.query.wording,
        )
        return found, sums, ranker

    def first(self, text: str, count: int) -> tuple[str, ...]:
        """See app.ports.SearchIndex. Half of the time of `search`, which makes extracts."""
        parsed = parse(text, self._analyzer)
        understood = self._understanding.of(parsed)
        _, sums, ranker = self._weighed(understood)
        ranked, answers = self._judge.judged(top(sums, WINDOW), sums, ranker, {}, count)
        if understood.mended and not answers:
            # As `search` does: a correction that leads nowhere is a guess.
            _, typed, other = self._weighed(self._understanding.of(parsed, exact=True))
            ranked = self._judge.judged(top(typed, WINDOW), typed, other, {}, count)[0] or ranked
        return tuple(self._reader.facts[each.doc].id for each in ranked)

    def suggest(self, text: str, limit: int) -> tuple[tuple[Suggestion, ...], tuple[str, ...]]:
        """See app.ports.SearchIndex."""
        return self._suggester.suggest(text, limit)

    def deflect(
        self, text: str, limit: int, lifted: Collection[str] = (), typed_in: str | None = None
    ) -> tuple[Deflection, ...]:
        """See app.ports.SearchIndex. Nothing of it is kept."""
        docs = frozenset(doc for doc, facts in self._reader.facts.items() if facts.id in lifted) if lifted else ()
        proposed, found = self._deflector.answers(text, docs, typed_in)
        shown = proposed[: max(0, min(limit, MAX_RESULTS))]
        hits = self._hits([Ranked(each.judged.doc, each.judged.score, (), 0.0) for each in shown], found, None)
        return tuple(
            Deflection(replace(hit, parts=tuple(each.judged.parts.items())), each.confidence, each.question)
            for each, hit in zip(shown, hits, strict=True)
        )

    def familiarity(self, text: str) -> float:
        """See app.ports.SearchIndex."""
        return familiarity(text, self._analyzer)

    def close(self) -> None:
        self._reader.close()

    def _knows(self, term: str) -> bool:
        return self._thesaurus.uses(term) or len(self._reader.postings(term)) > 0

    def _hits(self, ranked: Sequence[Ranked], found: Sequence[Found], explained: ParsedQuery | None) -> tuple[Hit, ...]:
        docs = [each.doc for each in ranked]
        needles, worth = self._needles(docs, found)
        articles = [(self._reader.record(doc), self._reader.places(doc)) for doc in docs]
        return tuple(
            Hit(
                id=self._reader.facts[each.doc].id,
                locale=self._analyzer.language.code,
                score=each.score,
                snippet_html=shown.html,
                sections=shown.sections,
                matched=shown.matched,
                parts=self._explainer.parts(each, found, explained) if explained else each.named,
            )
            for each, shown in zip(ranked, extracts(articles, needles, worth), strict=True)
        )

    def _needles(self, docs: Sequence[int], found: Sequence[Found]) -> tuple[Mapping[Needle, int], Vector]:
        """What to mark in some documents: the terms of every concept and the words of its groups, each with bits of the
        query's words that it stands for.

        And what each is worth by document: what it adds to the score at best, 0 where the concept is not held.
        """
        worth: dict[Needle, Vector] = {}
        asked: dict[Needle, int] = {}
        for each in found:
            scores = each.scores[docs]
            words = sum(1 << position for position in each.concept.positions)
            for variant in each.concept.variants:
                group = variant.term.startswith(MARK)
                for terms in self._thesaurus.members(variant.term) if group else ((variant.term,),):
                    weighed = scores * variant.weight
                    worth[terms] = np.maximum(worth[terms], weighed) if terms in worth else weighed
                    asked[terms] = asked.get(terms, 0) | words
        return asked, np.array(list(worth.values())).reshape(len(worth), len(docs)).T


def _size(answer: Answer) -> int:
    """The bytes that an answer takes, about: its extracts, and 1 kB for each hit and for itself."""
    sections = (len(section.snippet_html) for hit in answer.hits for section in hit.sections)
    return 1_000 * (1 + len(answer.hits)) + sum(len(hit.snippet_html) for hit in answer.hits) + sum(sections)
