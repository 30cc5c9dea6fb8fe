"""Extracts of an article around what matched: cut from plain text, escaped, then marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from app.model import SectionHit
from app.search.analysis.tokenise import extent
from app.search.record import Passage, Record

LENGTH = 200
"""Characters of an extract, about two lines of a result."""
_LEAD = 60
_SECTIONS = 2


@dataclass(frozen=True, slots=True)
class Mark:
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
    summary = marks(record.summary, needles)
    bodies = [(section, marks(section.body, needles)) for section in record.sections]
    scored = [
        (_worth(found, needles) + 0.5 * _worth(marks(section.title, needles), needles), -place, section, found)
        for place, (section, found) in enumerate(bodies)
    ]
    best = sorted((s for s in scored if s[0] > 0), key=lambda s: s[:2], reverse=True)
    title = marks(record.title, needles)
    words = [_words(record.title, title), _words(record.summary, summary)]
    words += [_words(section.body, found) for _, _, section, found in best[:_SECTIONS]]
    shown = [
        SectionHit(section.anchor, section.title.text, highlight(section.body.text, found))
        for _, _, section, found in best[:_SECTIONS]
        if section.anchor
    ]
    if best and best[0][3] and (_worth(best[0][3], needles) > _worth(summary, needles) or not record.summary.text):
        html = highlight(best[0][2].body.text, best[0][3])
    elif record.summary.text or not record.sections:
        html = highlight(record.summary.text, summary)
    else:
        html = highlight(record.sections[0].body.text, ())
    return Extract(html, tuple(shown), tuple(dict.fromkeys(word for each in words for word in each)))


def marks(passage: Passage, needles: Iterable[bytes]) -> tuple[Mark, ...]:
    """Where the needles stand in the passage, in order, without overlaps."""
    found = []
    stream = passage.stream
    for needle in needles:
        at = stream.find(needle)
        while at >= 0:
            slot = stream.count(b" ", 0, at)
            last = slot + needle.count(b" ") - 2
            found.append(Mark(passage.start(slot), extent(passage.text, passage.start(last)), needle))
            at = stream.find(needle, at + len(needle) - 1)
    found.sort(key=lambda mark: (mark.start, -mark.end))
    kept: list[Mark] = []
    for mark in found:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return tuple(kept)


def _worth(found: Iterable[Mark], needles: Mapping[bytes, float]) -> float:
    """The importance of what is there; said again counts a little."""
    found = tuple(found)
    return sum(needles[needle] for needle in {mark.needle for mark in found}) * (1 + 0.01 * min(len(found), 10))


def _words(passage: Passage, found: Iterable[Mark]) -> list[str]:
    return [passage.text[mark.start : mark.end] for mark in found]


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
