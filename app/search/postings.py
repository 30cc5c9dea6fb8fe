"""Scores of terms by document as arrays: a thousand of them are added in the time of ten additions of Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Documents = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Vector = npt.NDArray[np.float64]
"""One score for each document of an index; 0 where it is not there."""


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """Documents in ascending order, and the score of each, above 0. Immutable."""

    docs: Documents
    scores: Vector

    def __len__(self) -> int:
        return len(self.docs)

    def get(self, doc: int) -> float:
        """The score of a document, 0 when it is not there."""
        place = int(np.searchsorted(self.docs, doc))
        return float(self.scores[place]) if place < len(self.docs) and self.docs[place] == doc else 0.0


NONE = Postings(np.zeros(0, np.int64), np.zeros(0))


def highest(variants: Iterable[tuple[Postings, float]], size: int) -> Vector:
    """For every document the best of its scores, each multiplied by the weight of its variant."""
    vector = np.zeros(size)
    for number, (postings, weight) in enumerate(variants):
        scores = postings.scores * weight if weight != 1.0 else postings.scores
        vector[postings.docs] = np.maximum(vector[postings.docs], scores) if number else scores
    return vector


def total(vectors: Iterable[Vector], size: int) -> Vector:
    """The sum of scores; those of the most widespread words first, as sums of decimals depend on their order."""
    vector = np.zeros(size)
    for each in sorted(vectors, key=np.count_nonzero, reverse=True):
        vector += each
    return vector


def top(sums: Vector, count: int) -> list[int]:
    """The documents with the `count` highest sums above 0, and all that tie with the last: numbering never matters."""
    docs = np.flatnonzero(sums)
    if len(docs) > count:
        scores = sums[docs]
        scores.partition(len(docs) - count)
        docs = np.flatnonzero(sums >= scores[len(docs) - count])
    found: list[int] = docs.tolist()
    return found
