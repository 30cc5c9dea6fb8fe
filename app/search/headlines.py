"""Titles, questions, keywords and headings of all articles as arrays: which of their words a query says, by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from math import log

import numpy as np
import numpy.typing as npt

from app.search.postings import Mask, Vector
from app.search.record import CALLED, FORM
from app.search.thesaurus import MARK

Numbers = npt.NDArray[np.int64]
_NONE: Numbers = np.zeros(0, np.int64)
_END = b"\0"
"""Stands for the end of a line; no term begins with it."""


class _Kind(IntEnum):
    WORD, GROUP, FORM, CALLED, END = range(5)


_KINDS = {MARK.encode(): _Kind.GROUP, FORM.encode(): _Kind.FORM, CALLED.encode(): _Kind.CALLED, _END: _Kind.END}
"""By its first character, what a term of `record.Analysed.heads` is; all others are words."""


class Headlines:
    """The lines of an index, as `record.Analysed` writes them, taken apart once; immutable.

    The group terms of a word stand for that word. By line: `called` is whether others call the article so, `whole`
    what all of its words tell, by the square of their rarity, so that « comment » or the name of a product, which many
    titles hold, hardly count.
    """

    def __init__(self, heads: Mapping[int, bytes], size: int) -> None:
        """`heads` are those of live documents; `size` is how many numbers documents have."""
        docs = sorted(heads)
        lines = np.zeros(size, np.int64)
        lines[docs] = [heads[doc].count(b"\n") for doc in docs]
        self._bounds = np.concatenate([_NONE, [0], np.cumsum(lines)])
        self._count = int(self._bounds[-1])
        text = b"".join([heads[doc] for doc in docs]).replace(b"\n", b" %b " % _END).split()
        self._numbers = {term: number for number, term in enumerate(dict.fromkeys(text))}
        kinds = np.array([_KINDS.get(term[:1], _Kind.WORD) for term in self._numbers], np.int64)
        terms = np.fromiter(map(self._numbers.__getitem__, text), np.int64, len(text))
        kind = kinds[terms]
        line = np.cumsum(kind == _Kind.END)
        doc = np.repeat(np.arange(size), lines)
        said = kind != _Kind.END
        self._rarity = _rarity(terms[said], doc[line[said]], len(self._numbers), len(docs))
        own, counted, form = kind == _Kind.WORD, kind <= _Kind.GROUP, kind == _Kind.FORM
        self._line = line[own]
        self._tells = self._rarity[terms[own]] ** 2
        self._words = _Places(terms[counted], np.cumsum(own)[counted] - 1, len(self._numbers))
        self._forms = _Places(terms[form], line[form], len(self._numbers))
        self.whole = np.bincount(self._line, self._tells, self._count)
        self.whole[self.whole == 0] = 1.0  # of lines without words, of which nothing is said
        self.called: Mask = np.zeros(self._count, bool)
        self.called[line[kind == _Kind.CALLED]] = True

    def rarity(self, term: bytes) -> float:
        """Inverse frequency of a term among the articles' lines; 1 for one that is not there."""
        number = self._numbers.get(term)
        return 1.0 if number is None else float(self._rarity[number])

    def of(self, docs: Sequence[int] | Numbers) -> tuple[Numbers, Numbers]:
        """The lines of live documents, one document after the other, and where each document's begin among them."""
        first, last = self._bounds[docs], self._bounds[1:][docs]
        counts = last - first
        ends = np.cumsum(counts)
        begin = ends - counts
        return np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - begin, counts), begin

    def said(self, terms: Iterable[tuple[bytes, int]]) -> tuple[Numbers, Vector]:
        """By line, the bits of the terms and groups that stand in it, and what those of its words tell."""
        bits, told = np.zeros(self._count, np.int64), np.zeros(len(self._line), bool)
        for term, mask in terms:
            words = self._words.of(self._numbers.get(term))
            bits[self._line[words]] |= mask
            told[words] = True
        words = np.flatnonzero(told)
        return bits, np.bincount(self._line[words], self._tells[words], self._count).astype(np.float64, copy=False)

    def written(self, forms: Iterable[tuple[bytes, int]]) -> Numbers:
        """By line, the bits of the words that stand in it in those very forms."""
        bits = np.zeros(self._count, np.int64)
        for form, mask in forms:
            bits[self._forms.of(self._numbers.get(form))] |= mask
        return bits


class _Places:
    """Numbers of places by number of a term."""

    def __init__(self, terms: Numbers, places: Numbers, count: int) -> None:
        self._places = places[np.argsort(terms, kind="stable")]
        self._bounds = [0, *np.cumsum(np.bincount(terms, minlength=count)).tolist()]

    def of(self, term: int | None) -> Numbers:
        return _NONE if term is None else self._places[self._bounds[term] : self._bounds[term + 1]]


def _rarity(terms: Numbers, docs: Numbers, count: int, documents: int) -> Vector:
    """By term, 1 and the logarithm of how many documents there are for each that holds it; documents are in order."""
    order = np.argsort(terms, kind="stable")
    terms, docs = terms[order], docs[order]
    new = np.ones(len(terms), bool)
    new[1:] = (terms[1:] != terms[:-1]) | (docs[1:] != docs[:-1])
    holding = np.bincount(terms[new], minlength=count).tolist()
    return np.array([log((documents + 1) / (each + 1)) + 1 for each in holding])
