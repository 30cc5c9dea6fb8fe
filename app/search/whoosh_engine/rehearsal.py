"""An index that is never written: what a check of questions searches, and nothing is read back from."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence

import numpy as np

from app.search.record import FIELDS, Analysed, Record
from app.search.weights import Weights
from app.search.whoosh_engine.scores import Scores
from app.search.whoosh_engine.termtable import NOBODY, Holding

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

    def holding(self, term: str) -> Holding:
        """See Scores."""
        found = [(number, self._terms.get(name, {}).get(term)) for number, name in enumerate(FIELDS)]
        held = [(number, docs, counts) for number, columns in found if columns for docs, counts in [columns]]
        return Holding(
            np.concatenate([NOBODY.docs, *(docs for _, docs, _ in held)]),
            np.repeat(np.array([number for number, _, _ in held], np.int64), [len(docs) for _, docs, _ in held]),
            np.concatenate([NOBODY.counts, *(counts for _, _, counts in held)]),
        )

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
