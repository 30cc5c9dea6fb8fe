"""What terms are worth in the articles of an index, by document, wherever its postings come from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from math import log

import numpy as np

from app.search.cache import BoundedCache
from app.search.headlines import Headlines
from app.search.postings import NONE, Documents, Mask, Postings, Vector
from app.search.record import FIELDS, HEAD_FIELDS, Facts, Record
from app.search.weights import Weights
from app.search.whoosh_engine.termtable import Holding

_KEPT_POSTINGS = 2_000_000
"""Decoded postings kept in memory, at 16 bytes each."""
LENGTHS: Documents = np.array([round(27 * (1.033**n - 1)) for n in range(256)])
"""The lengths that Whoosh tells apart: its byte for a field's length names one of them."""


class Scores(ABC):
    """Scores by document with exactly Whoosh's BM25F formula, computed once a term. Safe for many threads.

    Whoosh's own matcher took 13.7 ms for what these arrays add up in 0.1 ms (230 queries, 5,000 articles).
    Only live documents count. `facts` and `heads` are of those, `size` is how many numbers documents have, `ids` are
    theirs by number.
    """

    def __init__(self, facts: Mapping[int, Facts], heads: Mapping[int, bytes], size: int, weights: Weights) -> None:
        self.facts = facts
        self.documents = len(facts)
        self.size = size
        self.weights = weights
        self._heads = heads
        self._norms = np.array([self._norm(name) for name in FIELDS])
        self._boosts = np.array([weights.fields[name] for name in FIELDS])
        self.headlines = Headlines(heads, size)
        self.ids = [facts[doc].id if doc in facts else "" for doc in range(size)]
        self._updated = np.zeros(size, np.int64)
        self._place = np.zeros(size, np.int64)
        for place, doc in enumerate(sorted(facts, key=self.ids.__getitem__)):
            self._place[doc], self._updated[doc] = place, facts[doc].updated
        self._categories, self._category = self._numbered()
        self._reviews = np.zeros(self.size, dtype=np.int32)
        for doc, facts_of in self.facts.items():
            self._reviews[doc] = facts_of.review_by
        self._reviewed = bool(self._reviews.any())
        self._postings_of: BoundedCache[str, Postings] = BoundedCache(_KEPT_POSTINGS)
        self._head_postings_of: BoundedCache[str, Postings] = BoundedCache(_KEPT_POSTINGS // 4)

    @abstractmethod
    def holding(self, term: str) -> Holding:
        """Who holds a term, in which fields."""

    @abstractmethod
    def places(self, doc: int) -> bytes:
        """Where the terms of an article stand, as app.search.places packs it."""

    @abstractmethod
    def record(self, doc: int) -> Record:
        """The plain text of an article."""

    @abstractmethod
    def close(self) -> None:
        """Give files back."""

    def postings(self, term: str) -> Postings:
        """The term's BM25F score over all fields by document; empty for a term that occurs nowhere."""
        return self._summed(self._postings_of, len(FIELDS), term)

    def head_postings(self, term: str) -> Postings:
        """The same over titles, questions and keywords only, which are short."""
        return self._summed(self._head_postings_of, len(HEAD_FIELDS), term)

    def due_before(self, docs: Sequence[int] | Documents, day: int) -> Mask:
        """By document, whether it should have been reviewed before that day (an ordinal)."""
        if not self._reviewed:
            return np.zeros(len(docs), bool)
        reviews = self._reviews[docs]
        return np.logical_and(reviews > 0, reviews < day)

    def ordered(self, docs: Sequence[int] | Documents, scores: Vector) -> list[int]:
        """Places of documents in their order: by score, of equals the newest first, then by id."""
        order: list[int] = np.lexsort((self._place[docs], -self._updated[docs], -scores)).tolist()
        return order

    def in_category(self, category: str) -> Mask:
        """By document, whether it is in that category."""
        return np.equal(self._category, self._categories.get(category, -1))

    def by_category(self, documents: Mask) -> tuple[tuple[str, int], ...]:
        """How many of the documents each category has, where it has any, in the order of their names."""
        counts = np.bincount(self._category[documents], minlength=len(self._categories)).tolist()
        return tuple((name, counts[number]) for name, number in self._categories.items() if counts[number])

    def field_postings(self, name: str, term: str, boost: float = 1.0) -> Postings:
        """The scores of a term in one field, times `boost`."""
        held = self.holding(term)
        inside = held.fields == FIELDS.index(name)
        return Postings(held.docs[inside], boost * self._scored(held)[inside])

    def rarity(self, term: bytes) -> float:
        """Inverse frequency of a term among titles, questions, keywords and headings."""
        return self.headlines.rarity(term)

    def heads(self, doc: int) -> bytes:
        """Title, questions, keywords and headings, as `record.Analysed` writes them."""
        return self._heads[doc]

    def _summed(self, cache: BoundedCache[str, Postings], fields: int, term: str) -> Postings:
        """Over the first fields."""
        known = cache.get(term)
        if known is None:
            held = self.holding(term)
            known = NONE
            if len(held.docs):
                scores = self._boosts[held.fields] * self._scored(held)
                if fields < len(FIELDS):
                    scores *= held.fields < fields
                sums = np.bincount(held.docs, scores, self.size).astype(np.float64, copy=False)
                docs = np.flatnonzero(sums)
                known = Postings(docs, sums[docs])
            cache.put(term, known, len(known) + 1)
        return known

    def _scored(self, held: Holding) -> Vector:
        """As `whoosh.scoring.bm25` computes it, before boosts."""
        holding = np.bincount(held.fields, minlength=len(FIELDS)).tolist()
        rarity = np.array([log(self.documents / (count + 1)) + 1 for count in holding])
        k1, norms = self.weights.k1, self._norms[held.fields, held.docs]
        scores: Vector = rarity[held.fields] * ((held.counts * (k1 + 1)) / (held.counts + norms))
        return scores

    def _numbered(self) -> tuple[dict[str, int], Documents]:
        numbers = {name: i for i, name in enumerate(sorted({facts.category for facts in self.facts.values()}))}
        category = np.zeros(self.size, np.int64)
        for doc, facts in self.facts.items():
            category[doc] = numbers[facts.category]
        return numbers, category

    def _norm(self, name: str) -> Vector:
        """K1 × ((1 − B) + B × length ÷ average) by document, from the lengths as Whoosh rounds them."""
        k1, b = self.weights.k1, self.weights.lengths[name]
        exact = np.zeros(self.size, np.int64)
        exact[list(self.facts)] = [facts.lengths.get(name, 0) for facts in self.facts.values()]
        average = exact.sum() / (self.documents or 1) or 1
        norms: Vector = k1 * ((1 - b) + b * rounded(exact) / average)
        return norms


def rounded(lengths: Documents) -> Documents:
    """Lengths of fields as an index keeps them."""
    kept: Documents = LENGTHS[np.searchsorted(LENGTHS, lengths).clip(max=len(LENGTHS) - 1)]
    return kept
