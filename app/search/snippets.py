"""Extracts of an article around what matched: cut from plain text, escaped, then marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from app.model import SectionHit
from app.search.analysis.tokenise import extent
from app.search.record import Record

LENGTH = 200
"""Characters of an extract, about two lines of a result."""
_LEAD = 60
_REACH = 80
"""Bytes of a stream before and after a word within which others stand in the same extract."""
_SECTIONS = 2
_WORTHWHILE = 0.5
"""Of what the best section says of the query, a second one must say so much, lest it distracts."""
_OFTEN = 8
"""Sections that are compared for a word, and places of it in one of them: a word on every line tells little."""
_REPEATS = 10
_HEADING = 0.5
_OPEN, _CLOSE = "\x02", "\x03"
_TITLE, _SUMMARY, _BODY = 0, 1, 3
"""Places in `Record.texts`; headings stand before their bodies."""


class Place(NamedTuple):
    """The character of a text at which a needle begins, that at which its last word does, and the needle."""

    start: int
    last: int
    needle: bytes


@dataclass(frozen=True, slots=True)
class Extract:
    """What a result shows: the best extract, the sections that matched, and the words as they stand there."""

    html: str
    sections: tuple[SectionHit, ...]
    matched: tuple[str, ...]


def extract(record: Record, stream: bytes, needles: Mapping[bytes, float]) -> Extract:
    """Extracts for one article. `needles` are terms or phrases as they stand in a stream, with their importance."""
    limits = (*record.bounds, len(stream))
    held = _held(limits, stream, needles)
    worth = {text: _worth(stream, limits[text], limits[text + 1], here) for text, here in held.items()}
    bodies = range(_BODY, _BODY + 2 * len(record.anchors), 2)
    best = [body for body in bodies if body in worth or body - 1 in worth]
    scores = {body: worth.get(body, 0.0) + _HEADING * worth.get(body - 1, 0.0) for body in best}
    best.sort(key=lambda body: -scores[body])
    shown = [body for body in best[:_SECTIONS] if scores[body] >= _WORTHWHILE * scores[best[0]]]
    words: dict[str, None] = {}

    def cut(text: int) -> str:
        return highlight(record.texts[text], _places(record, stream, limits, text, held.get(text, {})), words)

    title = record.texts[_TITLE]
    words.update(
        (title[place.start : extent(title, place.last)], None)
        for place in _places(record, stream, limits, _TITLE, held.get(_TITLE, {}))
    )
    snippets = {body: cut(body) for body in shown}
    if shown and (worth.get(shown[0], 0.0) > worth.get(_SUMMARY, 0.0) or not record.texts[_SUMMARY]):
        html = snippets[shown[0]]
    else:
        html = cut(_SUMMARY if record.texts[_SUMMARY] or not bodies else _BODY)
    anchors = {body: record.anchors[(body - _BODY) // 2] for body in shown}
    sections = (SectionHit(anchors[body], record.texts[body - 1], snippets[body]) for body in shown if anchors[body])
    return Extract(html, tuple(sections), tuple(words))


def _held(limits: Sequence[int], stream: bytes, needles: Mapping[bytes, float]) -> dict[int, dict[bytes, float]]:
    """By text of the record, the needles that stand in it; of a widespread one, the first texts."""
    held: dict[int, dict[bytes, float]] = {}
    for needle, weight in needles.items():
        at = stream.find(needle)
        for _ in range(_OFTEN):
            if at < 0:
                break
            text = bisect_right(limits, at) - 1
            held.setdefault(text, {})[needle] = weight
            at = stream.find(needle, limits[text + 1])
    return held


def _worth(stream: bytes, first: int, end: int, here: Mapping[bytes, float]) -> float:
    """The importance of what stands in a text; said again counts a little."""
    said = 0
    for needle in here:
        said += stream.count(needle, first, end)
    return sum(here.values()) * (1 + 0.01 * min(said, _REPEATS))


def _places(
    record: Record, stream: bytes, limits: Sequence[int], text: int, here: Mapping[bytes, float]
) -> list[Place]:
    """Where needles stand in one text of the record, in order; in a long text, about the stretch that says most."""
    if not here:
        return []
    counted = limits[text]
    first, end = _stretch(stream, counted, limits[text + 1], here)
    found: list[tuple[int, bytes]] = []
    for needle in here:
        at, step = stream.find(needle, first, end), len(needle) - 1
        while at >= 0:
            found.append((at, needle))
            at = stream.find(needle, at + step, end)
    found.sort()
    slot, places = record.slots[text], []
    for at, needle in found:
        slot += stream.count(b" ", counted, at)
        counted = at
        more = needle.count(b" ") - 2
        start = record.start(slot)
        places.append(Place(start, record.start(slot + more) if more else start, needle))
    return places


def _stretch(stream: bytes, first: int, end: int, here: Mapping[bytes, float]) -> tuple[int, int]:
    """The bytes of a text around that place of its weightiest needle near which most of the others stand."""
    if end - first <= LENGTH:
        return first, end
    rarest = max(here, key=here.__getitem__)
    best, most = first, 0
    at = stream.find(rarest, first, end)
    for _ in range(_OFTEN):
        if at < 0:
            break
        near = max(first, at - _REACH), min(end, at + _REACH)
        inside = sum(stream.find(needle, *near) >= 0 for needle in here)
        if inside > most:
            best, most = at, inside
            if most == len(here):
                break
        at = stream.find(rarest, at + len(rarest) - 1, end)
    return max(first, best - _REACH), min(end, best + LENGTH)


def highlight(text: str, places: Sequence[Place], words: dict[str, None], length: int = LENGTH) -> str:
    """At most about `length` characters of the text, around the densest places, as escaped text and `<mark>`.

    The words that are marked are added to `words`.
    """
    start, end = _window(text, places, length)
    parts = []
    at = start
    for place in places:
        if place.start < at:
            continue
        if place.start >= end or (stop := extent(text, place.last)) > end:
            break
        marked = text[place.start : stop]
        words[marked] = None
        parts += [text[at : place.start], _OPEN, marked, _CLOSE]
        at = stop
    # Escaped in one go, for it takes 1 µs each time; what stands for the tags cannot stand in a text.
    shown = escape("".join([*parts, text[at:end]])).replace(_OPEN, "<mark>").replace(_CLOSE, "</mark>")
    return f"{'… ' if start else ''}{shown}{' …' if end < len(text) else ''}"


def _window(text: str, places: Sequence[Place], length: int) -> tuple[int, int]:
    """Where to cut, at spaces: the stretch with the most different needles, a little before the first of them."""
    if len(text) <= length:
        return 0, len(text)
    anchor = places[0].start if places else 0
    start = min(max(0, anchor - _LEAD), len(text) - length)
    if start:
        sentence = max(text.rfind(". ", start - _LEAD, anchor), text.rfind("? ", start - _LEAD, anchor))
        start = sentence + 2 if sentence >= 0 else text.find(" ", start, anchor) + 1 or start
    end = start + length
    if end >= len(text):
        return start, len(text)
    return start, text.rfind(" ", anchor, end) if text.rfind(" ", anchor, end) > anchor else end
