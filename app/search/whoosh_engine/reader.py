"""One immutable reader of a Whoosh index: terms to the documents that hold them."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from app.search.postings import Mask
from app.search.record import Record
from app.search.weights import Weights
from app.search.whoosh_engine.archive import Archive
from app.search.whoosh_engine.scores import Scores
from app.search.whoosh_engine.termtable import EXTENSION, NOBODY, Holding, TermTable


class Reader(Scores):
    """Scores of what stands in a folder; `dead` articles in it were replaced or removed since."""

    def __init__(self, folder: Path, weights: Weights) -> None:
        self._archive = Archive(folder)
        self._lock = Lock()  # Whoosh's files have one position for all threads
        facts = self._archive.facts
        super().__init__(facts, {doc: self._archive.heads(doc) for doc in facts}, self._archive.size, weights)
        self.dead = self._archive.dead
        self._alive = self._living()
        self._tables = [(_table(leaf), base) for leaf, base in self._archive.leaves]

    def places(self, doc: int) -> bytes:
        """See Scores."""
        return self._archive.places(doc)

    def record(self, doc: int) -> Record:
        """See Scores."""
        return self._archive.record(doc)

    def close(self) -> None:
        """Nothing is closed by force: searches under way hold the files, which go with the last of them."""

    def holding(self, term: str) -> Holding:
        """See Scores."""
        with self._lock:
            found = [(table.find(term), base) for table, base in self._tables]
        if len(found) == 1 and not self.dead:
            return found[0][0]
        docs = np.concatenate([NOBODY.docs, *(each.docs + base for each, base in found)])
        fields = np.concatenate([NOBODY.fields, *(each.fields for each, _ in found)])
        counts = np.concatenate([NOBODY.counts, *(each.counts for each, _ in found)])
        alive = self._alive[docs]
        return Holding(docs[alive], fields[alive], counts[alive])

    def _living(self) -> Mask:
        alive = np.zeros(self.size, bool)
        alive[list(self.facts)] = True
        return alive


def _table(leaf: Any) -> TermTable:
    return TermTable(leaf.storage().open_file(leaf.segment().make_filename(EXTENSION)))
