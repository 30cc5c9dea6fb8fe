"""Where the terms of an article stand in its texts: numbers that many articles are searched through at once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate
from operator import or_
from struct import pack
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from app.search.analysis import key
from app.search.postings import Vector

END = 0
"""In the place of a term, where a text ends; no term has this key."""
_BYTES = 4
_START_BITS = 24
_START = (1 << _START_BITS) - 1

Keys = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.int64]

Needle = tuple[str, ...]
"""Terms that must follow each other."""


def packed(keys: Sequence[int], spans: Sequence[int]) -> bytes:
    """Places as they are stored: the keys of all terms and ends of an article's texts, then for each the character of
    its text at which it begins and, times 2^24, how many are marked."""
    return pack(f"<{2 * len(keys)}I", *keys, *spans)


def holds_phrase(places: bytes, terms: Sequence[str]) -> bool:
    """Whether the terms stand in this order, next to each other, in one of an article's texts."""
    keys, wanted = places[: len(places) // 2], pack(f"<{len(terms)}I", *map(key, terms))
    at = keys.find(wanted)
    while at % _BYTES and at >= 0:
        at = keys.find(wanted, at + 1)
    return at >= 0


class Marks(NamedTuple):
    """What is marked in one text, in order: the characters at which marks begin and end, and the numbers of needles."""

    starts: list[int]
    ends: list[int]
    needles: list[int]

    def spans(self) -> Iterator[tuple[int, int]]:
        return zip(self.starts, self.ends, strict=True)

    def within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Those that begin at `start` or later, and before `end`."""
        first = bisect_left(self.starts, start)
        last = bisect_left(self.starts, end, first)
        return zip(self.starts[first:last], self.ends[first:last], strict=True)


@dataclass(frozen=True, slots=True)
class Matches:
    """The needles in the texts of several articles; texts are numbered through all of them.

    `firsts` is the number of each article's first text, `told` what each text says of the query, `bounds` where its
    marks begin in `marks`.
    """

    firsts: list[int]
    told: list[float]
    bounds: list[int]
    marks: Marks

    def of(self, text: int) -> Marks:
        first, last = self.bounds[text], self.bounds[text + 1]
        starts, ends, needles = self.marks
        return Marks(starts[first:last], ends[first:last], needles[first:last])

    def elsewhere(
        self, first: int, last: int, seen: Collection[int], asked: Sequence[int]
    ) -> list[tuple[int, int, int]]:
        """Where those words of a query stand in an article that none of the needles which were `seen` stands for.

        `asked` has bits of words by needle; the article's texts are numbered from `first` to before `last`. For each
        the first text, counted from 0, and where it begins and ends there.
        """
        starts, ends, needles = self.marks
        begin, end = self.bounds[first], self.bounds[last]
        others = {*needles[begin:end]}.difference(seen)
        shown = reduce(or_, [asked[needle] for needle in seen], 0) if others else 0
        found = []
        for place in sorted([needles.index(needle, begin, end) for needle in others if asked[needle] & ~shown]):
            if asked[needles[place]] & ~shown:
                shown |= asked[needles[place]]
                text = bisect_right(self.bounds, place, first, last) - 1
                found.append((text - first, starts[place], ends[place]))
        return found


def matches(articles: Sequence[bytes], needles: Sequence[Needle], worth: Vector, again: float, most: int) -> Matches:
    """Find needles in the places of articles. `worth` is what each is worth, by article and needle; 0: not marked.

    A text says the sum of what its needles are worth, and `again` of that more for each of up to `most` marks.
    """
    halves = [len(places) // 2 for places in articles]
    keys = np.frombuffer(b"".join(places[:half] for places, half in zip(articles, halves, strict=True)), "<u4")
    spans = np.frombuffer(b"".join(places[half:] for places, half in zip(articles, halves, strict=True)), "<u4")
    ends, found = _positions(keys, [[*map(key, needle)] for needle in needles])
    firsts = np.searchsorted(ends, [half // _BYTES for half in accumulate(halves[:-1], initial=0)])
    places = np.concatenate([*found, ends[:0]])
    needle = np.repeat(np.arange(len(needles)), [*map(len, found)])
    text = np.searchsorted(ends, places)
    value = worth[np.searchsorted(firsts, text, side="right") - 1, needle]
    order = np.argsort(places, kind="stable")
    order = order[value[order] > 0]
    places, needle, text, value = places[order], needle[order], text[order], value[order]
    grid = np.zeros((len(ends), len(needles)))
    grid[text, needle] = value
    told = grid.sum(axis=1) * (1 + again * np.bincount(text, minlength=len(ends)).clip(max=most))
    bounds = np.searchsorted(text, np.arange(len(ends) + 1))
    last = spans[places + np.array([len(each) - 1 for each in needles], np.int64)[needle]]
    marked = (last & _START) + (last >> _START_BITS)
    marks = Marks((spans[places] & _START).tolist(), marked.tolist(), needle.tolist())
    return Matches(firsts.tolist(), told.tolist(), bounds.tolist(), marks)


def _positions(keys: Keys, needles: Sequence[Sequence[int]]) -> tuple[Numbers, list[Numbers]]:
    """Where texts end, and where each needle begins.

    Only keys whose lower half is that of some needle are compared: a tenth of them. No step leads over the end,
    for the last key is that of an end.
    """
    wanted = np.zeros(1 << 16, bool)
    wanted[[END, *(needle[0] & 0xFFFF for needle in needles)]] = True
    likely = np.flatnonzero(wanted[keys.astype(np.uint16)])
    some = keys[likely]
    found = []
    for first, *others in needles:
        here = likely[some == first]
        for step, each in enumerate(others, 1):
            here = here[keys[here + step] == each]
        found.append(here)
    return likely[some == END], found
