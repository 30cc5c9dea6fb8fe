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
_OFTEN = 12
"""Occurrences of one word that are looked at in one article: a word on every line tells no section from another."""
_HEADING = 0.5
_OPEN, _CLOSE = "\x02", "\x03"
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


def extract(record: Record, stream: bytes, needles: Mapping[bytes, float]) -> Extract:
    """Extracts for one article. `needles` are terms or phrases as they stand in a stream, with their importance."""
    places = _places(record.bounds, stream, needles)
    worth = {text: _worth(each, needles) for text, each in places.items()}
    bodies = range(_BODY, _BODY + 2 * len(record.anchors), 2)
    best = [body for body in bodies if body in worth or body - 1 in worth]
    best.sort(key=lambda body: -(worth.get(body, 0.0) + _HEADING * worth.get(body - 1, 0.0)))
    shown = best[:_SECTIONS]
    found = {text: _marks(record, stream, text, places.get(text, ())) for text in (_TITLE, _SUMMARY, *shown)}
    snippets = {body: highlight(record.texts[body], found[body]) for body in shown}
    anchors = {body: record.anchors[(body - _BODY) // 2] for body in shown}
    words = (record.texts[text][mark.start : mark.end] for text, each in found.items() for mark in each)
    if shown and (worth.get(shown[0], 0.0) > worth.get(_SUMMARY, 0.0) or not record.texts[_SUMMARY]):
        html = snippets[shown[0]]
    elif record.texts[_SUMMARY] or not bodies:
        html = highlight(record.texts[_SUMMARY], found[_SUMMARY])
    else:
        html = highlight(record.texts[_BODY], ())
    sections = (SectionHit(anchors[body], record.texts[body - 1], snippets[body]) for body in shown if anchors[body])
    return Extract(html, tuple(sections), tuple(dict.fromkeys(words)))


def _places(bounds: Sequence[int], stream: bytes, needles: Iterable[bytes]) -> dict[int, list[tuple[int, bytes]]]:
    """By text of the record, the bytes of the stream at which needles stand; what is said often, the first times."""
    places: dict[int, list[tuple[int, bytes]]] = {}
    for needle in needles:
        at, step = stream.find(needle), len(needle) - 1
        for _ in range(_OFTEN):
            if at < 0:
                break
            places.setdefault(bisect_right(bounds, at) - 1, []).append((at, needle))
            at = stream.find(needle, at + step)
    return places


def _marks(record: Record, stream: bytes, text: int, places: Iterable[tuple[int, bytes]]) -> list[Mark]:
    """Places as characters of one text of the record, in order and without overlaps."""
    kept: list[Mark] = []
    for at, needle in sorted(places):
        slot = record.slots[text] + stream.count(b" ", record.bounds[text], at)
        start = record.start(slot)
        if not kept or start >= kept[-1].end:
            last = start if needle.count(b" ") == 2 else record.start(slot + needle.count(b" ") - 2)
            kept.append(Mark(start, extent(record.texts[text], last), needle))
    return kept


def _worth(places: Sequence[tuple[int, bytes]], needles: Mapping[bytes, float]) -> float:
    """The importance of what is there; said again counts a little."""
    return sum(needles[needle] for needle in {needle for _, needle in places}) * (1 + 0.01 * min(len(places), 10))


def highlight(text: str, found: Sequence[Mark], length: int = LENGTH) -> str:
    """At most about `length` characters of the text, around the densest marks, as escaped text and `<mark>`."""
    start, end = _window(text, found, length)
    parts = []
    at = start
    for mark in found:
        if mark.start >= start and mark.end <= end:
            parts += [text[at : mark.start], _OPEN, text[mark.start : mark.end], _CLOSE]
            at = mark.end
    # Escaped in one go, for it takes 1 µs each time; what stands for the tags cannot stand in a text.
    shown = escape("".join([*parts, text[at:end]])).replace(_OPEN, "<mark>").replace(_CLOSE, "</mark>")
    return f"{'… ' if start else ''}{shown}{' …' if end < len(text) else ''}"


def _window(text: str, found: Sequence[Mark], length: int) -> tuple[int, int]:
    """Where to cut, at spaces: the stretch with the most different needles, a little before the first of them."""
    if len(text) <= length:
        return 0, len(text)
    anchor, most = 0, 0
    last = 0
    for first, mark in enumerate(found):
        while last < len(found) and found[last].end <= mark.start + length - _LEAD:
            last += 1
        inside = len({other.needle for other in found[first:last]})
        if inside > most:
            anchor, most = mark.start, inside
    start = min(max(0, anchor - _LEAD), len(text) - length)
    if start:
        sentence = max(text.rfind(". ", start - _LEAD, anchor), text.rfind("? ", start - _LEAD, anchor))
        start = sentence + 2 if sentence >= 0 else text.find(" ", start, anchor) + 1 or start
    end = start + length
    if end >= len(text):
        return start, len(text)
    return start, text.rfind(" ", anchor, end) if text.rfind(" ", anchor, end) > anchor else end
