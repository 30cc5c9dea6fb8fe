"""Extracts of an article around what matched: cut from plain text, escaped, then marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from app.model import SectionHit
from app.search.analysis.tokenise import extent
from app.search.record import Record

LENGTH = 200
"""Characters of an extract, about two lines of a result."""
_LEAD = 60
_SECTIONS = 2
_HEADING = 0.5
_TITLE, _SUMMARY, _BODY = 0, 1, 3
"""Places in `Record.texts`; headings stand before their bodies."""


class Mark(NamedTuple):
    """Characters `start` to `end` of a text, and the needle that stands there."""

    start: int
    end: int
    needle: bytes


@dataclass(frozen=True, slots=True)
class Extract:
    """What a result shows: the best extract, the sections that matched, and the words as they stand there."""

    html: str
    sections: tuple[SectionHit, ...]
    matched: tuple[str, ...]


def extract(record: Record, needles: Mapping[bytes, float]) -> Extract:
    """Extracts for one article. `needles` are terms or phrases as they stand in a stream, with their importance."""
    found = marks(record, needles)
    worth = {text: _worth(each, needles) for text, each in found.items()}
    bodies = [_BODY + 2 * section for section in range(len(record.anchors))]
    best = [b for b in bodies if worth.get(b, 0.0) + worth.get(b - 1, 0.0)]
    best.sort(key=lambda body: -(worth.get(body, 0.0) + _HEADING * worth.get(body - 1, 0.0)))
    best = best[:_SECTIONS]
    shown = [(body, highlight(record.texts[body], found.get(body, ()))) for body in best]
    anchors = {body: record.anchors[(body - _BODY) // 2] for body in best}
    words = (record.texts[text][m.start : m.end] for text in (_TITLE, _SUMMARY, *best) for m in found.get(text, ()))
    if best and (worth.get(best[0], 0.0) > worth.get(_SUMMARY, 0.0) or not record.texts[_SUMMARY]):
        html = shown[0][1]
    elif record.texts[_SUMMARY] or not bodies:
        html = highlight(record.texts[_SUMMARY], found.get(_SUMMARY, ()))
    else:
        html = highlight(record.texts[_BODY], ())
    sections = (SectionHit(anchors[b], record.texts[b - 1], snippet) for b, snippet in shown if anchors[b])
    return Extract(html, tuple(sections), tuple(dict.fromkeys(words)))


def marks(record: Record, needles: Iterable[bytes]) -> dict[int, list[Mark]]:
    """By text of the record, where the needles stand in it, in order and without overlaps."""
    places: list[tuple[int, int, int, bytes]] = []
    stream, bounds = record.stream, record.bounds
    for needle in needles:
        at = stream.find(needle)
        while at >= 0:
            text = bisect_right(bounds, at) - 1
            slot = record.slots[text] + stream.count(b" ", bounds[text], at)
            places.append((text, record.start(slot), -(slot + needle.count(b" ") - 2), needle))
            at = stream.find(needle, at + len(needle) - 1)
    places.sort()
    found: dict[int, list[Mark]] = {}
    for text, start, last, needle in places:
        kept = found.setdefault(text, [])
        if not kept or start >= kept[-1].end:
            kept.append(Mark(start, extent(record.texts[text], record.start(-last)), needle))
    return found


def _worth(found: Sequence[Mark], needles: Mapping[bytes, float]) -> float:
    """The importance of what is there; said again counts a little."""
    return sum(needles[needle] for needle in {mark.needle for mark in found}) * (1 + 0.01 * min(len(found), 10))


def highlight(text: str, found: Sequence[Mark], length: int = LENGTH) -> str:
    """At most about `length` characters of the text, around the densest marks, as escaped text and `<mark>`."""
    start, end = _window(text, found, length)
    parts = ["… " if start else ""]
    at = start
    for mark in found:
        if mark.start >= start and mark.end <= end:
            parts += [escape(text[at : mark.start]), "<mark>", escape(text[mark.start : mark.end]), "</mark>"]
            at = mark.end
    parts += [escape(text[at:end]), " …" if end < len(text) else ""]
    return "".join(parts)


def _window(text: str, found: Sequence[Mark], length: int) -> tuple[int, int]:
    """Where to cut, at spaces: the stretch with the most different needles, a little before the first of them."""
    if len(text) <= length:
        return 0, len(text)
    anchor, most = 0, 0
    for i, mark in enumerate(found):
        inside = {other.needle for other in found[i : i + 20] if other.end <= mark.start + length - _LEAD}
        if len(inside) > most:
            anchor, most = mark.start, len(inside)
    start = min(max(0, anchor - _LEAD), len(text) - length)
    if start:
        sentence = max(text.rfind(". ", start - _LEAD, anchor), text.rfind("? ", start - _LEAD, anchor))
        start = sentence + 2 if sentence >= 0 else text.find(" ", start, anchor) + 1 or start
    end = start + length
    if end >= len(text):
        return start, len(text)
    return start, text.rfind(" ", anchor, end) if text.rfind(" ", anchor, end) > anchor else end
