"""Titles, questions, keywords and headings of all articles as arrays: which of their words a query says, by line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from app.search.headterms import HeadTerms, Kind, shared
from app.search.postings import Mask, Vector
from app.search.record import FORM

Numbers = npt.NDArray[np.int64]
Terms = Collection[tuple[bytes, int]]
"""Terms, each with the bits of the words of a query that it stands for."""
_NONE: Numbers = np.zeros(0, np.int64)


class Said(NamedTuple):
    """What lines say that hold words of a query, by line: the bits of those words, the share of what the line's words
    tell, whether others call the article so, the bits of words in the forms that were typed or others, and 1 for a
    line that has the whole wording.

    By document that has such lines: its place among the documents asked for, and where its lines begin.
    """

    bits: Numbers
    told: Vector
    called: Mask
    typed: Numbers
    others: Numbers
    verbatim: Numbers
    places: Numbers
    begin: Numbers


class Headlines:
    """The lines of an index, as `record.Analysed` writes them, taken apart once; immutable.

    The group terms of a word stand for that word. By line: `called` is whether others call the article so, `whole`
    what all of its words tell, by the square of their rarity, so that « comment » or the name of a product, which many
    titles hold, hardly count.
    """

    def __init__(self, heads: Mapping[int, bytes], size: int) -> None:
        """`heads` are those of live documents; `size` is how many numbers documents have."""
        docs = sorted(heads)
        numbered = shared()
        each = [numbered.of(heads[doc]) for doc in docs]
        terms = np.concatenate([_NONE, *each])
        kind = numbered.kinds()[terms]
        terms = self._own(terms, numbered)
        count = int(self._place.max(initial=-1)) + 1
        ends = kind == Kind.END
        line = np.cumsum(ends)
        owner = np.repeat(np.array(docs, np.int64), np.array([len(numbers) for numbers in each], np.int64))
        doc = owner[ends]
        self._bounds = np.concatenate([_NONE, [0], np.cumsum(np.bincount(doc, minlength=size))])
        self._count = int(self._bounds[-1])
        said = ~ends
        self._rarity = _rarity(terms[said], owner[said], count, len(docs))
        own, counted, form = kind == Kind.WORD, kind <= Kind.GROUP, kind == Kind.FORM
        self._line, self._doc = line[own], owner[own]
        self._tells = self._rarity[terms[own]] ** 2
        self._words = _Places(terms[counted], np.cumsum(own)[counted] - 1, count)
        self._forms = _Places(terms[form], line[form], count)
        self.whole = np.bincount(self._line, self._tells, self._count)
        self.whole[self.whole == 0] = 1.0  # of lines without words, of which nothing is said
        self.called: Mask = np.zeros(self._count, bool)
        self.called[line[kind == Kind.CALLED]] = True

    def _own(self, terms: Numbers, numbered: HeadTerms) -> Numbers:
        """The terms by numbers of these lines' own, few enough to be counted, not compared; see `_order`."""
        there = np.zeros(len(numbered.kinds()), bool)
        there[terms] = True
        self._numbers = numbered.numbers
        self._place = np.where(there, np.cumsum(there) - 1, -1)
        own: Numbers = self._place[terms]
        return own

    def _number(self, term: bytes) -> int | None:
        """The number of a term of these lines; other indexes have terms of theirs, and may get more."""
        number = self._numbers.get(term)
        place = int(self._place[number]) if number is not None and number < len(self._place) else -1
        return place if place >= 0 else None

    def rarity(self, term: bytes) -> float:
        """Inverse frequency of a term among the articles' lines; 1 for one that is not there."""
        number = self._number(term)
        return 1.0 if number is None else float(self._rarity[number])

    def holding(self, terms: Iterable[bytes]) -> Mask:
        """By line, whether it holds one of some terms or groups."""
        held = np.zeros(self._count, bool)
        for term in terms:
            held[self._line[self._words.of(self._number(term))]] = True
        return held

    def written(self, folded: str) -> Numbers:
        """The lines in which a word stands in that very form."""
        return self._forms.of(self._number(f"{FORM}{folded}".encode()))

    def said(self, docs: Sequence[int] | Numbers, terms: Terms, typed: Terms, others: Terms, wording: Terms) -> Said:
        """Which lines of some documents hold terms or groups; then, whether in the forms `typed` or in `others`, or
        have that `wording`."""
        window = np.full(len(self._bounds) - 1, -1)
        window[docs] = np.arange(len(docs))
        words, bits = _concatenated([(self._words.of(self._number(term)), mask) for term, mask in terms])
        inside = np.flatnonzero(window[self._doc[words]] >= 0)
        inside = inside[np.argsort(words[inside], kind="stable")]
        words, bits = words[inside], bits[inside]
        line = self._line[words]
        begins = _begins(line)
        first = np.flatnonzero(begins)
        lines = line[first]
        tells = np.where(_begins(words), self._tells[words], 0.0)  # a word and its group may both be there
        told = np.bincount(np.cumsum(begins) - 1, tells, len(lines)) / self.whole[lines]
        documents = self._doc[words[first]]
        each = np.flatnonzero(_begins(documents))
        local = np.zeros(self._count, np.int32)
        local[lines] = np.arange(1, len(lines) + 1)
        return Said(
            bits=np.bitwise_or.reduceat(bits, first) if len(first) else bits,
            told=told,
            called=self.called[lines],
            typed=self._written(typed, local, len(lines)),
            others=self._written(others, local, len(lines)),
            verbatim=self._written(wording, local, len(lines)),
            places=window[documents[each]],
            begin=each,
        )

    def _written(self, forms: Terms, local: npt.NDArray[np.int32], count: int) -> Numbers:
        """By line that has a number above 0, the bits of the words that stand in it in those very forms."""
        bits = np.zeros(count + 1, np.int64)
        for form, mask in forms:
            lines = self._forms.of(self._number(form))
            if len(lines):
                bits[local[lines]] |= mask
        return bits[1:]


def _begins(values: Numbers) -> Mask:
    """Where another value begins than the one before."""
    begins = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=begins[1:])
    return begins


def _concatenated(parts: Sequence[tuple[Numbers, int]]) -> tuple[Numbers, Numbers]:
    """The numbers of all parts, and for each the value of its part."""
    values = np.repeat(np.array([value for _, value in parts], np.int64), [len(numbers) for numbers, _ in parts])
    return np.concatenate([_NONE, *(numbers for numbers, _ in parts)]), values


class _Places:
    """Numbers of places by number of a term."""

    def __init__(self, terms: Numbers, places: Numbers, count: int) -> None:
        self._places = places[_order(terms, count)]
        self._bounds = [0, *np.cumsum(np.bincount(terms, minlength=count)).tolist()]

    def of(self, term: int | None) -> Numbers:
        return _NONE if term is None else self._places[self._bounds[term] : self._bounds[term + 1]]


def _order(terms: Numbers, count: int) -> Numbers:
    """The places of numbers below `count` in their order, of equals the first one first.

    NumPy counts numbers of 16 bits instead of comparing them, in a fifth of the time.
    """
    return np.argsort(terms.astype(np.uint16) if count <= 1 << 16 else terms, kind="stable")


def _rarity(terms: Numbers, docs: Numbers, count: int, documents: int) -> Vector:
    """By term, 1 and the logarithm of how many documents there are for each that holds it; documents are in order."""
    order = _order(terms, count)
    terms, docs = terms[order], docs[order]
    new = np.ones(len(terms), bool)
    new[1:] = (terms[1:] != terms[:-1]) | (docs[1:] != docs[:-1])
    holding = np.bincount(terms[new], minlength=count)
    rarity: Vector = np.log((documents + 1) / (holding + 1)) + 1
    return rarity
