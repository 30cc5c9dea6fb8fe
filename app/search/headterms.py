"""Terms of titles, questions and headings as numbers, which one index of a process after the other shares."""

from __future__ import annotations

from enum import IntEnum
from threading import Lock

import numpy as np
import numpy.typing as npt

from app.search.cache import BoundedCache
from app.search.record import CALLED, FORM
from app.search.thesaurus import MARK

_END = b"\0"
"""Stands for the end of a line; no term begins with it."""
_KEPT = 32_000_000
"""Bytes, about, of the lines whose numbers are kept: those of 40,000 articles."""
_MOST = 1_000_000
"""Terms after which numbers begin anew: only those of texts that are gone can be so many."""

TermNumbers = npt.NDArray[np.int32]


class Kind(IntEnum):
    """What a term of `record.Analysed.heads` is."""

    WORD, GROUP, FORM, CALLED, END = range(5)


_KINDS = {MARK.encode(): Kind.GROUP, FORM.encode(): Kind.FORM, CALLED.encode(): Kind.CALLED, _END: Kind.END}
"""By the first character of a term; all others are words."""


class HeadTerms:
    """Numbers of terms from 0; safe for many threads.

    An edit opens an index that has nearly all of its lines from the one before: to number them anew takes 60 of the
    150 ms in which 4,259 articles are opened.
    """

    def __init__(self) -> None:
        self.numbers: dict[bytes, int] = {}
        self._kinds = bytearray()
        self._known: BoundedCache[bytes, TermNumbers] = BoundedCache(_KEPT)
        self._lock = Lock()

    def of(self, heads: bytes) -> TermNumbers:
        """The numbers of the terms and ends of an article's lines, in their order."""
        known = self._known.get(heads)
        if known is None:
            terms = heads.replace(b"\n", b" %b " % _END).split()
            with self._lock:
                known = np.array([self._number(term) for term in terms], np.int32)
            self._known.put(heads, known, len(heads) + known.nbytes)
        return known

    def kinds(self) -> npt.NDArray[np.uint8]:
        """The kind of each term that has a number now."""
        return np.frombuffer(bytes(self._kinds), np.uint8)

    def _number(self, term: bytes) -> int:
        number = self.numbers.get(term)
        if number is None:
            self._kinds.append(_KINDS.get(term[:1], Kind.WORD))
            number = self.numbers[term] = len(self.numbers)
        return number


_shared = HeadTerms()


def shared() -> HeadTerms:
    """The numbers that the process goes by now; an index keeps those that it was opened with."""
    global _shared
    if len(_shared.numbers) > _MOST:
        _shared = HeadTerms()
    return _shared
