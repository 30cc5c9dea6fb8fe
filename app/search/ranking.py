"""From scores of terms to an order of articles: sums, then bonuses for the best of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import NamedTuple, TypeVar

import numpy as np

from app.search.plan import Concept
from app.search.postings import Postings, Vector, highest
from app.search.record import FORM, stream
from app.search.thesaurus import MARK
from app.search.weights import Weights

_MARK = MARK.encode()
_FORM = FORM.encode()

WINDOW = 100
"""Articles whose order the bonuses may change; those behind keep the order of their BM25F."""
BEST = 10
"""Articles of which one must answer the query, lest it counts as not answered."""


@dataclass(frozen=True, slots=True)
class Found:
    """A concept, the best score of its variants by document, and how many documents hold it."""

    concept: Concept
    scores: Vector
    count: int


Share = TypeVar("Share", float, Vector)

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


def find(concept: Concept, postings: Callable[[str], Postings], documents: int) -> Found:
    """A concept with the highest weighted score among its variants, in an index with so many documents."""
    scores = highest(((postings(each.term), each.weight) for each in concept.variants), documents)
    return Found(concept, scores, int(np.count_nonzero(scores)))


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
        rarity: Callable[[bytes], float],
    ) -> None:
        self._rarity = rarity
        self._found = found
        self._weights = weights
        self._words = self._importance(size, documents)
        most = max(self._words, default=0.0)
        self._telling = sum(1 << place for place, worth in enumerate(self._words) if worth == most)
        self._bits = [(each.scores, sum(1 << p for p in each.concept.positions)) for each in found]
        self._masks = self._terms()
        self._needles = [(b" %b " % term, bits) for term, bits in self._masks.items()]
        self._forms = self._written()
        self._whole = sum(self._words)
        self._shares: dict[int, float] = {}
        self._neighbours = self._pairs()

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

    def _written(self) -> list[tuple[bytes, int]]:
        """The words themselves, as they stand in heads, and bits of the words that they are.

        A single word in both numbers: among others, the number tells two titles apart (.885 of 1,086 queries first
        instead of .878).
        """
        numbers = _numbers if sum(worth > 0 for worth in self._words) == 1 else _as_typed
        written = [
            (v.form, bits) for f, (_, bits) in zip(self._found, self._bits, strict=True) for v in f.concept.variants
        ]
        return [
            (b" %b%b " % (_FORM, number.encode()), bits) for form, bits in written if form for number in numbers(form)
        ]

    def _share(self, mask: int) -> float:
        share = self._shares.get(mask)
        if share is None:
            share = sum(w for i, w in enumerate(self._words) if mask >> i & 1) / self._whole if self._whole else 0.0
            self._shares[mask] = share
        return share

    @property
    def whole(self) -> float:
        """What the query says: the sum of the importance of its words."""
        return self._whole

    def held(self, docs: Sequence[int]) -> list[float]:
        """The share of the query, by importance, that each document holds."""
        masks = np.zeros(len(docs), np.int64)
        for scores, bits in self._bits:
            masks |= np.where(scores[docs] > 0, bits, 0)
        return [self._share(mask) for mask in masks.tolist()]

    def headed(self, heads: bytes) -> tuple[float, bool]:
        """The share of the query, by importance, that stands in titles, questions, keywords and headings.

        And whether they hold the word that tells most.
        """
        mask = self._mask(heads)
        return self._share(mask), bool(mask & self._telling)

    def _mask(self, heads: bytes) -> int:
        mask = 0
        for needle, bits in self._needles:
            if needle in heads:
                mask |= bits
        return mask

    def most(self, heads: bytes) -> tuple[float, float]:
        """The closeness and the nearness that such titles and headings can have at most."""
        mask = self._mask(heads)
        return self._share(mask) ** 3, float(mask & (mask - 1) != 0)

    def bonus(self, closeness: Share, nearness: float) -> Share:
        """What they are worth, as a share of an article's own score."""
        return self._weights.closeness * closeness + self._weights.proximity * nearness

    def closeness(self, heads: bytes) -> float:
        """How nearly the query is the title, a question, keyword or heading: 1 when each says all of the other."""
        best = 0.0
        lines = ((self._share(mask), line) for line, mask in self._lines(heads).items())
        for share, line in sorted(lines, reverse=True):
            if share**3 <= best:  # even if it said nothing else, and in the same words
                break
            share += self._weights.exact * (self._literal(heads, line) - share)
            if share**3 > best:
                best = max(best, share**3 * (0.5 + 0.5 * self._said(heads, line)))
        return best

    def _literal(self, heads: bytes, line: int) -> float:
        """The share of the query, by importance, that a line says in the very words (`activer` is not `actif`)."""
        mask, end = 0, heads.index(b"\n", line)
        for needle, bits in self._forms:
            if heads.find(needle, line, end) >= 0:
                mask |= bits
        return self._share(mask)

    def _lines(self, heads: bytes) -> dict[int, int]:
        """Where lines begin that hold words of the query → bits of those words."""
        lines: dict[int, int] = {}
        for needle, bits in self._needles:
            at = heads.find(needle)
            while at >= 0:
                line = heads.rfind(b"\n", 0, at) + 1
                lines[line] = lines.get(line, 0) | bits
                at = heads.find(needle, heads.find(b"\n", at))
        return lines

    def _said(self, heads: bytes, line: int) -> float:
        """The share of a line's words that the query says, by the square of their rarity, so that « comment » or the
        name of a product, which many titles hold, hardly count; a group counts for the word before it."""
        said = whole = rarity = 0.0
        counted = False
        for term in heads[line : heads.index(b"\n", line)].split():
            if term.startswith(_FORM):
                break
            if not term.startswith(_MARK):
                rarity, counted = self._rarity(term) ** 2, False
                whole += rarity
            if not counted and term in self._masks:
                said += rarity
                counted = True
        return said / whole if whole else 0.0

    def nearness(self, text: bytes) -> float:
        """The share of neighbouring words of the query that also stand side by side in a stream of terms."""
        pairs = self._neighbours
        if not pairs or not self._weights.proximity:
            return 0.0
        return sum(_side_by_side(text, first, second) for first, second in pairs) / len(pairs)

    def _pairs(self) -> list[tuple[bytes, bytes]]:
        words = [each.concept for each in self._found if len(each.concept.positions) == 1 and not each.concept.optional]
        terms = [stream([concept.variants[0].term]) for concept in words]
        return list(pairwise(terms))


def _as_typed(form: str) -> tuple[str, ...]:
    return (form,)


def _numbers(form: str) -> tuple[str, ...]:
    """A word as it was typed, and in the other number: « factures » asks for what « facture » is the title of."""
    return (form, form[:-1]) if len(form) > 3 and form.endswith("s") else (form, form + "s")


def _side_by_side(text: bytes, first: bytes, second: bytes, reach: int = 12) -> bool:
    """Whether two terms follow each other with at most a stop word or two (`reach` bytes) between."""
    at = text.find(first)
    while at >= 0:
        end = at + len(first) - 1
        if text.find(second, end, end + len(second) + reach) >= 0:
            return True
        at = text.find(first, end)
    return False
