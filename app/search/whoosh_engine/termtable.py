"""The postings of all fields of a segment by term, in one file beside Whoosh's own, which is read without decoding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from struct import Struct
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from app.search.postings import Documents

EXTENSION = ".gtt"
_HEADER = Struct("<2Q")
_FIELD = 28
"""Bits below a field's number, for how often a document holds a term in it."""
_MOST = (1 << _FIELD) - 1

Columns = tuple[Sequence[int], Sequence[float]]
"""The documents that hold a term in a field, ascending, and how often each does."""


class Holding(NamedTuple):
    """Who holds a term: documents, numbers of fields in the order of FIELDS, and how often. A document may be there
    once for each field, in their order."""

    docs: Documents
    fields: Documents
    counts: npt.NDArray[np.float64]


NOBODY = Holding(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))


class File(Protocol):
    """What is asked of an open file of Whoosh."""

    def get(self, position: int, length: int) -> bytes: ...


def encode(fields: Iterable[tuple[int, Iterable[tuple[bytes, Columns]]]]) -> bytes:
    """The file of a segment, from the terms of each field, by its number, which must ascend."""
    known: dict[bytes, list[tuple[int, Columns]]] = {}
    for number, terms in fields:
        for term, held in terms:
            known.setdefault(term, []).append((number, held))
    names = np.array([_name(term) for term in known], np.uint64)
    order = np.argsort(names)
    values = list(known.values())
    ordered = [values[place] for place in order.tolist()]
    columns = [each for fields_of in ordered for each in fields_of]
    sizes = [len(docs) for _, (docs, _) in columns]
    bounds = np.cumsum([0, *(sum(len(docs) for _, (docs, _) in fields_of) for fields_of in ordered)])
    docs = _joined([docs for _, (docs, _) in columns])
    often = np.minimum(_joined([counts for _, (_, counts) in columns]), _MOST)
    kinds = np.repeat(np.array([number for number, _ in columns], np.uint32) << _FIELD, sizes)
    parts = (names[order].astype("<u8"), bounds.astype("<u4"), docs.astype("<u4"), (kinds + often).astype("<u4"))
    return _HEADER.pack(len(known), len(docs)) + b"".join(part.tobytes() for part in parts)


class TermTable:
    """A segment's file; the names of terms are held in memory, 12 bytes each."""

    def __init__(self, file: File) -> None:
        """Raises ValueError or struct.error for a file that is cut short."""
        self._file = file
        terms, self._size = _HEADER.unpack(bytes(file.get(0, _HEADER.size)))
        bounds = _HEADER.size + 8 * terms
        self._docs = bounds + 4 * (terms + 1)
        self._names = np.frombuffer(bytes(file.get(_HEADER.size, 8 * terms)), "<u8", terms)
        self._bounds = np.frombuffer(bytes(file.get(bounds, 4 * (terms + 1))), "<u4", terms + 1)

    def find(self, term: str) -> Holding:
        name = _name(term.encode())
        place = int(self._names.searchsorted(np.uint64(name)))
        if place == len(self._names) or self._names[place] != name:
            return NOBODY
        first, last = self._bounds[place : place + 2].tolist()
        docs, kinds = self._column(0, first, last), self._column(1, first, last)
        return Holding(docs.astype(np.int64), (kinds >> _FIELD).astype(np.int64), (kinds & _MOST).astype(np.float64))

    def _column(self, number: int, first: int, last: int) -> npt.NDArray[np.uint32]:
        start = self._docs + 4 * (number * self._size + first)
        return np.frombuffer(bytes(self._file.get(start, 4 * (last - first))), "<u4", last - first)


def _joined(columns: Sequence[Sequence[float]]) -> npt.NDArray[np.uint32]:
    return np.concatenate([np.zeros(0, np.uint32), *(np.asarray(each, np.uint32) for each in columns)])


def _name(term: bytes) -> int:
    return int.from_bytes(blake2b(term, digest_size=8).digest())
