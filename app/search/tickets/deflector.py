"""Which articles answer a ticket: its passages are searched one by one, and what they find is added up.

Of a ticket that asks several things each is answered by itself, and what answers it comes before all else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Protocol

import numpy as np

from app.model import Confidence
from app.search.analysis import Analyzer
from app.search.headlines import Headlines
from app.search.plan import plan
from app.search.postings import Postings, Vector, top, total
from app.search.query import ParsedQuery
from app.search.ranking import WINDOW, Found, Ranker, damped, find
from app.search.thesaurus import Thesaurus
from app.search.tickets.manners import manners
from app.search.tickets.matters import matters, quoted
from app.search.tickets.prose import letter
from app.search.tickets.salience import Passage, passages, worth
from app.search.understanding import Understanding
from app.search.weights import Weights

CANDIDATES = 20
"""Articles whose titles and questions are compared with each passage: 8 µs each."""
LIFT = 1.3
"""What an article of the screen on which the ticket is written counts more."""
_HEADED = 0.3
"""Share of a passage below which its closeness to a title (the cube of that share) is not worth computing."""
_FULL = 2.5
"""What a passage must say, in words of which each stands in no article, for its closeness to a title to count whole:
short sentences (« Objet : rappel ») are close to much."""
_PARTS = ("passages", "closeness", "screen")
_HIGH = (0.20, 0.40)
_MEDIUM = (0.10, 0.30)
"""Lead over the next article, and evidence, that make an answer « high » or « medium »."""

_NEAR = (4, 0.35)
"""Among how many articles of the whole letter the one that answers a part must be, and with which share of the first
one's score."""
_TELLING = 2
"""Words that a part must have looked up."""
_OF_ONE = 2
"""Articles that are proposed for a part."""


class Articles(Protocol):
    """What is asked of an index: see app.search.whoosh_engine.scores.Scores."""

    @property
    def size(self) -> int: ...
    @property
    def documents(self) -> int: ...
    def postings(self, term: str) -> Postings: ...
    @property
    def headlines(self) -> Headlines: ...


@dataclass(frozen=True, slots=True)
class Judged:
    """A document in its place.

    `evidence` is how much of a passage stands in its title, questions, keywords and headings, at best: the square of
    the share, times what the passage says, in words of which each stands in no article.
    """

    doc: int
    score: float
    evidence: float
    parts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Searched:
    """One passage: its ranker, the score of each document, and what was looked up."""

    ranker: Ranker
    plain: Vector
    scores: Vector
    found: Sequence[Found]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A document that is offered; `question` is what of the ticket it answers, where that is one thing of several."""

    judged: Judged
    confidence: Confidence
    question: str = ""


class Deflector:
    """Answers tickets over one index; immutable."""

    def __init__(
        self,
        articles: Articles,
        analyzer: Analyzer,
        thesaurus: Thesaurus,
        understanding: Understanding,
        weights: Weights,
    ) -> None:
        self._articles = articles
        self._analyzer = analyzer
        self._thesaurus = thesaurus
        self._understanding = understanding
        self._weights = weights

    def answers(
        self, text: str, lifted: Collection[int] = (), typed_in: str | None = None
    ) -> tuple[list[Proposed], list[Found]]:
        """The candidates, the best first, and all that was looked up. `lifted` are documents that count more.

        `typed_in` is the locale of a text in another language: « quel temps fait-il » tells nothing of what failed.
        """
        own = manners(self._analyzer.language.code)
        said = letter(text, own)
        judged, found = self._weighed(said, lifted, typed_in)
        proposed = [Proposed(each, confidence(judged, place)) for place, each in enumerate(judged)]
        asked = self._apart(matters(said, own), judged, lifted, typed_in) if judged else []
        return (_first(asked, proposed) if asked else proposed), found

    def _apart(
        self, parts: Sequence[str], whole: Sequence[Judged], lifted: Collection[int], typed_in: str | None
    ) -> list[Proposed]:
        """What answers several parts of a letter, each by itself, the best of each before the next best; else nothing.

        A part counts that says enough to be answered, by what the whole letter is about too: « et par téléphone ? »
        only goes on.
        """
        near = {each.doc for each in whole[: _NEAR[0]] if each.score >= whole[0].score * _NEAR[1]}
        first, more = dict[int, Proposed](), dict[int, Proposed]()
        for part in parts if len(parts) > 1 else ():
            judged, found = self._weighed(part, lifted, typed_in)
            if not judged or judged[0].doc not in near or len(found) < _TELLING:
                continue
            for place, each in enumerate(judged[:_OF_ONE]):
                if (sure := confidence(judged, place)) != "low":
                    into = more if place else first
                    into.setdefault(each.doc, Proposed(each, sure, quoted(part, self._worth)))
        rest = [each for doc, each in more.items() if doc not in first]
        return [*first.values(), *rest] if len(first) > 1 else []

    def _weighed(self, said: str, lifted: Collection[int], typed_in: str | None) -> tuple[list[Judged], list[Found]]:
        searched = [
            each
            for words in passages(said, self._analyzer, self._articles.headlines.rarity)
            if (each := self._of(words, typed_in))
        ]
        if not searched:
            return [], []
        sums = total((each.scores for each in searched), self._articles.size)
        sums[list(lifted)] *= LIFT
        docs = sorted(top(sums, CANDIDATES), key=lambda doc: (-sums[doc], doc))[:CANDIDATES]
        judged = self._judged(docs, searched, [LIFT if doc in lifted else 1.0 for doc in docs])
        judged.sort(key=lambda each: (-each.score, each.doc))
        return judged, [found for each in searched for found in each.found]

    def _worth(self, sentence: str) -> float:
        return worth(sentence, self._analyzer, self._articles.headlines.rarity)

    def _of(self, words: Passage, typed_in: str | None) -> Searched | None:
        """The search for a passage; None when no article holds a word of it."""
        articles, weights = self._articles, self._weights
        query = ParsedQuery("", words)
        if typed_in is not None:
            query = self._understanding.abroad(query, typed_in)
        understood = self._understanding.of(query, exact=typed_in is not None)
        planned = plan(understood.query, self._thesaurus, weights, understood.stand_ins)
        found = [find(concept, articles.postings, articles.size) for concept in planned.concepts]
        scores = damped(total((each.scores for each in found), articles.size), weights.contrast)
        if not scores.any():
            return None
        ranker = Ranker(found, planned.size, articles.documents, weights, articles.headlines)
        plain = scores.copy()
        docs = top(scores, WINDOW)
        held = ranker.held(docs)
        scores[docs] *= 1 + weights.coverage * held * held
        return Searched(ranker, plain, scores, found)

    def _judged(self, docs: Sequence[int], searched: Sequence[Searched], lifts: Sequence[float]) -> list[Judged]:
        rarest = log(self._articles.documents + 1) + 1
        text, close, evidence = np.zeros(len(docs)), np.zeros(len(docs)), np.zeros(len(docs))
        for each in searched:
            scores, headed = each.scores[docs], each.ranker.headed(docs)
            holds = scores > 0
            text += scores
            worth = headed.share * headed.share * each.ranker.whole / rarest
            evidence = np.maximum(evidence, np.where(holds, worth, 0.0))
            told = min(1.0, each.ranker.whole / (_FULL * rarest)) * self._weights.closeness
            near = np.where(holds & (headed.share >= _HEADED), headed.closeness, 0.0)
            close += each.plain[docs] * told * near
        lifted = (text + close) * np.array(lifts)
        columns = (lifted, evidence, text, close, lifted - text - close)
        return [
            Judged(doc, score, proof, {name: part for name, part in zip(_PARTS, parts, strict=True) if part})
            for doc, score, proof, *parts in zip(docs, *(column.tolist() for column in columns), strict=True)
        ]


def confidence(judged: Sequence[Judged], place: int) -> Confidence:
    """How sure it is that the article at a place (from 0) answers the ticket.

    Only the first can be « high », and none is surer than it.
    """
    each = judged[place]
    if place:
        close = each.score >= judged[0].score * (1 - _MEDIUM[0])
        return "medium" if close and min(each.evidence, judged[0].evidence) >= _MEDIUM[1] else "low"
    lead = 1 - judged[1].score / each.score if len(judged) > 1 else 1.0
    if lead >= _HIGH[0] and each.evidence >= _HIGH[1]:
        return "high"
    return "medium" if each.evidence >= _MEDIUM[1] else "low"


def _first(asked: Sequence[Proposed], others: Sequence[Proposed]) -> list[Proposed]:
    """What answers something of the ticket, then the rest; each with the score that it has of the whole ticket."""
    whole = {each.judged.doc: each.judged for each in others}
    first = [replace(each, judged=whole.get(each.judged.doc, each.judged)) for each in asked]
    own = {each.judged.doc for each in asked}
    return [*first, *(replace(each, confidence="low") for each in others if each.judged.doc not in own)]
