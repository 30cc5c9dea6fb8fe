"""From scores of terms to an order of articles: sums, then bonuses for the best of them."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from operator import itemgetter

from app.search.plan import Concept
from app.search.record import Head, Record, stream
from app.search.weights import Weights

Scores = Mapping[int, float]

WINDOW = 60
"""Articles whose order the bonuses may change; those behind keep the order of their BM25F."""
NEAR = 30
"""Articles whose titles, questions and text are compared with the query word by word, at 20 µs each."""


@dataclass(frozen=True, slots=True)
class Found:
    """A concept and the documents that hold it, with the best score of its variants."""

    concept: Concept
    scores: Scores


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document in its place. `parts` add up to `score`; `held` is the share of the query it holds (0..1)."""

    doc: int
    score: float
    parts: tuple[tuple[str, float], ...]
    held: float


def best_of(concept: Concept, scores: Callable[[str], Scores]) -> Scores:
    """Document → the highest weighted score among the variants of a concept."""
    first, *others = concept.variants
    merged = scores(first.term)
    if first.weight != 1.0:
        merged = {doc: score * first.weight for doc, score in merged.items()}
    for variant in others:
        more = scores(variant.term)
        if not more:
            continue
        best = dict(merged)
        for doc, score in more.items():
            if (weighted := score * variant.weight) > best.get(doc, 0.0):
                best[doc] = weighted
        merged = best
    return merged


def total(found: Iterable[Found]) -> dict[int, float]:
    """Document → sum over the concepts."""
    ordered = sorted((each.scores for each in found), key=len, reverse=True)
    if not ordered:
        return {}
    sums = dict(ordered[0])
    get = sums.get
    for scores in ordered[1:]:
        for doc, score in scores.items():
            sums[doc] = get(doc, 0.0) + score
    return sums


def top(sums: Scores, count: int) -> list[int]:
    """The documents with the `count` highest sums, and all that tie with the last, so that numbering never matters."""
    if len(sums) <= count:
        return list(sums)
    least = heapq.nlargest(count, sums.items(), key=itemgetter(1))[-1][1]
    return [doc for doc, score in sums.items() if score >= least]


class Ranker:
    """The bonuses of one query."""

    def __init__(
        self,
        found: Sequence[Found],
        size: int,
        documents: int,
        weights: Weights,
        rarity: Callable[[str], float],
    ) -> None:
        self._rarity = rarity
        self._found = found
        self._weights = weights
        self._words = self._importance(size, documents)
        self._masks = self._terms()

    def _importance(self, size: int, documents: int) -> tuple[float, ...]:
        """By word, how much it tells (its inverse document frequency); 0 for another spelling of its neighbours."""
        words = [0.0] * size
        for each in self._found:
            if len(each.concept.positions) == 1 and not each.concept.optional:
                rarity = log((documents + 1) / (len(each.scores) + 1)) + 1
                words[each.concept.positions[0]] = rarity * each.concept.importance
        return tuple(words)

    def _terms(self) -> dict[str, int]:
        """Term → bits of the words that it stands for."""
        masks: dict[str, int] = {}
        for each in self._found:
            bits = sum(1 << position for position in each.concept.positions)
            for variant in each.concept.variants:
                masks[variant.term] = masks.get(variant.term, 0) | bits
        return masks

    def _share(self, mask: int) -> float:
        whole = sum(self._words)
        return sum(w for i, w in enumerate(self._words) if mask >> i & 1) / whole if whole else 0.0

    def held(self, doc: int) -> float:
        """The share of the query, by importance, that a document holds."""
        mask = 0
        for each in self._found:
            if doc in each.scores:
                for position in each.concept.positions:
                    mask |= 1 << position
        return self._share(mask)

    def headed(self, heads: Iterable[Head]) -> float:
        """The share of the query, by importance, that stands in titles, questions, keywords and headings."""
        mask = 0
        for head in heads:
            for names in head.words:
                for name in names:
                    mask |= self._masks.get(name, 0)
        return self._share(mask)

    def closeness(self, heads: Sequence[Head]) -> float:
        """How nearly the query is the title, a question, keyword or heading: 1 when each says all of the other."""
        return max((self._likeness(head) for head in heads), default=0.0)

    def _likeness(self, head: Head) -> float:
        mask = 0
        said = whole = 0.0
        for names in head.words:
            rarity = self._rarity(names[0])
            whole += rarity
            bits = 0
            for name in names:
                if name in self._masks:
                    bits |= self._masks[name]
            if bits:
                said += rarity
                mask |= bits
        return self._share(mask) ** 3 * (0.5 + 0.5 * said / whole) if said else 0.0

    def nearness(self, record: Record) -> float:
        """The share of neighbouring words of the query that also stand side by side in the document."""
        pairs = self._pairs()
        if not pairs:
            return 0.0
        return sum(_side_by_side(record.stream, first, second) for first, second in pairs) / len(pairs)

    def _pairs(self) -> list[tuple[bytes, bytes]]:
        words = [each.concept for each in self._found if len(each.concept.positions) == 1 and not each.concept.optional]
        terms = [stream([concept.variants[0].term]) for concept in words]
        return list(pairwise(terms))


def _side_by_side(text: bytes, first: bytes, second: bytes, reach: int = 12) -> bool:
    """Whether two terms follow each other with at most a stop word or two (`reach` bytes) between."""
    at = text.find(first)
    while at >= 0:
        end = at + len(first) - 1
        if text.find(second, end, end + len(second) + reach) >= 0:
            return True
        at = text.find(first, end)
    return False


def holds_phrase(record: Record, terms: Sequence[str]) -> bool:
    """Whether the terms stand in this order, next to each other, in one of the texts."""
    return stream(terms) in record.stream
