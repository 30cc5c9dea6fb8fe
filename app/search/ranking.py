"""From scores of terms to an order of articles: sums, then bonuses for the best of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import NamedTuple

import numpy as np

from app.search.headlines import Headlines, Numbers, Said
from app.search.plan import Concept
from app.search.postings import Postings, Vector, highest
from app.search.record import FORM, WORDING, stream
from app.search.weights import Weights

WINDOW = 100
"""Articles whose order the bonuses may change; those behind keep the order of their BM25F."""
_FEW = 8
"""Words of a query up to which the shares of all sets of them are computed beforehand."""
BEST = 10
"""Articles of which one must answer the query, lest it counts as not answered."""


@dataclass(frozen=True, slots=True)
class Found:
    """A concept, the best score of its variants by document, and how many documents hold it."""

    concept: Concept
    scores: Vector
    count: int


PARTS = ("bm25f", "coverage", "closeness", "proximity", "popularity", "review")


class Ranked(NamedTuple):
    """A document in its place. `parts`, as PARTS names them, add up to `score`; `held` is its share of the query."""

    doc: int
    score: float
    parts: tuple[float, ...]
    held: float

    @property
    def named(self) -> tuple[tuple[str, float], ...]:
        """The parts that are not nothing, with their names."""
        return tuple((name, value) for name, value in zip(PARTS, self.parts, strict=False) if value)


class Headed(NamedTuple):
    """By document: `closeness` is how nearly the query is its title, a question, keyword or heading, 1 when each says
    all of the other, and more where they are the same text; `share` is what all of these hold of the query, by
    importance."""

    closeness: Vector
    share: Vector


def find(concept: Concept, postings: Callable[[str], Postings], documents: int) -> Found:
    """A concept with the highest weighted score among its variants, in an index with so many documents."""
    variants = [(postings(each.term), each.weight) for each in concept.variants]
    scores = highest(variants, documents)
    return Found(concept, scores, len(variants[0][0]) if len(variants) == 1 else int(np.count_nonzero(scores)))


def damped(scores: Vector, contrast: float) -> Vector:
    """BM25F scores with smaller differences: the highest stays, half of it becomes ½ to the power of `contrast`."""
    most = scores.max(initial=0.0)
    return most * (scores / most) ** contrast if most else scores


class Ranker:
    """The bonuses of one query."""

    def __init__(
        self,
        found: Sequence[Found],
        size: int,
        documents: int,
        weights: Weights,
        headlines: Headlines,
        wording: str = "",
    ) -> None:
        """`wording` is that of the whole query, if a line may say just the same."""
        self._headlines = headlines
        self._wording = [(f"{WORDING}{wording}".encode(), 1)] if wording else []
        self._found = found
        self._weights = weights
        self._words = self._importance(size, documents)
        self._bits = [(each.scores, sum(1 << p for p in each.concept.positions)) for each in found]
        self._masks = self._terms()
        self._forms = self._written(str)
        self._others = self._written(_other_number)
        self._said = sum(worth > 0 for worth in self._words)
        self._number = weights.number if self._said > 1 else 1.0
        self._whole = sum(self._words)
        self._table = self._shares() if size <= _FEW else np.zeros(0)
        self._neighbours = self._pairs() if weights.proximity else []

    def _importance(self, size: int, documents: int) -> tuple[float, ...]:
        """By word, how much it tells (its inverse document frequency); 0 for another spelling of its neighbours."""
        words = [0.0] * size
        for each in self._found:
            if len(each.concept.positions) == 1 and not each.concept.optional:
                rarity = log((documents + 1) / (each.count + 1)) + 1
                words[each.concept.positions[0]] = rarity * each.concept.importance
        return tuple(words)

    def _terms(self) -> dict[bytes, int]:
        """Term → bits of the words that it stands for."""
        masks: dict[bytes, int] = {}
        for each, (_, bits) in zip(self._found, self._bits, strict=True):
            for variant in each.concept.variants:
                term = variant.term.encode()
                masks[term] = masks.get(term, 0) | bits
        return masks

    def _written(self, form: Callable[[str], str]) -> list[tuple[bytes, int]]:
        """The words in some `form`, as they stand in heads, and bits of the words that they are."""
        return [
            (f"{FORM}{form(variant.form)}".encode(), bits)
            for each, (_, bits) in zip(self._found, self._bits, strict=True)
            for variant in each.concept.variants
            if variant.form
        ]

    def _share(self, masks: Numbers) -> Vector:
        """The share of the query, by importance, of the words whose bits are set."""
        if len(self._words) <= _FEW:
            return self._table[masks]
        shares = np.zeros(len(masks))
        for place, worth in enumerate(self._words):
            shares += worth * (masks >> place & 1)
        return shares / self._whole if self._whole else shares

    def _shares(self) -> Vector:
        """The share of every set of words, by its bits."""
        table = np.zeros(1)
        for worth in self._words:
            table = np.concatenate([table, table + worth])
        return table / self._whole if self._whole else table

    @property
    def whole(self) -> float:
        """What the query says: the sum of the importance of its words."""
        return self._whole

    def held(self, docs: Sequence[int] | Numbers) -> Vector:
        """The share of the query, by importance, that each document holds."""
        masks = np.zeros(len(docs), np.int64)
        for scores, bits in self._bits:
            masks |= np.where(scores[docs] > 0, bits, 0)
        return self._share(masks)

    def headed(self, docs: Sequence[int] | Numbers) -> Headed:
        """What the titles, questions, keywords and headings of documents say of the query.

        The very words count more than others of their family, what others call an article less than what it says,
        and a line that says much else less than one that does not. One that is the query, small words and all, counts
        most: « je ne veux plus de mon hébergement » is nothing but « hébergement » without them.
        """
        weights = self._weights
        closeness, held = np.zeros(len(docs)), np.zeros(len(docs), np.int64)
        said = self._headlines.said(docs, self._masks.items(), self._forms, self._others, self._wording)
        if len(said.bits):
            share = self._share(said.bits)
            share += weights.exact * (self._literal(said) - share)
            worth = share * share * share * np.where(said.called, weights.called, 1.0)
            close = worth * (1 - weights.brief + weights.brief * said.told) * (1 + weights.verbatim * said.verbatim)
            closeness[said.places] = np.maximum.reduceat(close, said.begin)
            held[said.places] = np.bitwise_or.reduceat(said.bits, said.begin)
        return Headed(closeness, self._share(held))

    def certainty(self, held: Vector, headed: Headed) -> Vector:
        """How sure it is that documents answer, by the share of the query that they hold; see Certainty."""
        worth = self._weights.certainty
        sure = worth.held * held + worth.headed * headed.share + worth.close * headed.closeness.clip(max=1.0)
        return sure + worth.word * min(self._said, worth.words)

    def _literal(self, said: Said) -> Vector:
        """The share of the query, by importance, that lines say in the very words (`activer` is not `actif`).

        A word in the other number counts less, since the number tells two titles apart; one alone counts as much.
        """
        same = self._share(said.typed)
        return same + self._number * (self._share(said.typed | said.others) - same)

    def bonus(self, closeness: Vector | float, nearness: Vector | float) -> Vector | float:
        """What they are worth, as a share of an article's own score."""
        return self._weights.closeness * closeness + self._weights.proximity * nearness

    def nearness(self, text: bytes) -> float:
        """The share of neighbouring words of the query that also stand side by side in a stream of terms."""
        pairs = self._neighbours
        if not pairs:
            return 0.0
        return sum(_side_by_side(text, first, second) for first, second in pairs) / len(pairs)

    def _pairs(self) -> list[tuple[bytes, bytes]]:
        words = [each.concept for each in self._found if len(each.concept.positions) == 1 and not each.concept.optional]
        terms = [stream([concept.variants[0].term]) for concept in words]
        return list(pairwise(terms))


def _other_number(form: str) -> str:
    """A word in the other number: « factures » asks for what « facture » is the title of."""
    return form[:-1] if len(form) > 3 and form.endswith("s") else form + "s"


def _side_by_side(text: bytes, first: bytes, second: bytes, reach: int = 12) -> bool:
    """Whether two terms follow each other with at most a stop word or two (`reach` bytes) between."""
    at = text.find(first)
    while at >= 0:
        end = at + len(first) - 1
        if text.find(second, end, end + len(second) + reach) >= 0:
            return True
        at = text.find(first, end)
    return False
