"""An index that is never written: what a check of questions searches, and nothing is read back from."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence

import numpy as np

from app.search.postings import NONE, Documents, Vector
from app.search.record import Analysed, Record
from app.search.weights import Weights
from app.search.whoosh_engine.scores import Scores

_Columns = tuple["array[int]", "array[int]"]
"""The documents that hold a term, ascending, and how often each does."""


class Rehearsal(Scores):
    """Scores of documents that were just analysed, in their order: those that an index written of them has."""

    def __init__(self, analysed: Sequence[Analysed], weights: Weights) -> None:
        facts = {doc: each.facts for doc, each in enumerate(analysed)}
        super().__init__(facts, {doc: each.heads for doc, each in enumerate(analysed)}, len(analysed), weights)
        self._analysed = analysed
        self._terms: dict[str, dict[str, _Columns]] = {}
        for doc, each in enumerate(analysed):
            for name, terms in each.fields.items():
                self._count(self._terms.setdefault(name, {}), terms, doc)

    def occurrences(self, name: str, term: str) -> tuple[Documents, Vector]:
        """See Scores."""
        columns = self._terms.get(name, {}).get(term)
        if columns is None:
            return NONE.docs, NONE.scores
        return np.array(columns[0], np.int64), np.array(columns[1], np.float64)

    def places(self, doc: int) -> bytes:
        """See Scores."""
        return self._analysed[doc].places

    def record(self, doc: int) -> Record:
        """See Scores."""
        return self._analysed[doc].record

    def close(self) -> None:
        """There is no file."""

    @staticmethod
    def _count(known: dict[str, _Columns], terms: Sequence[str], doc: int) -> None:
        for term, count in Counter(terms).items():
            columns = known.get(term)
            if columns is None:
                columns = known[term] = array("q"), array("q")
            columns[0].append(doc)
            columns[1].append(count)
