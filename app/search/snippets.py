"""Extracts of an article around what matched: cut from plain text, escaped, then marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from app.model import SectionHit
from app.search.places import Marks, Matches, Needle, matches
from app.search.postings import Vector
from app.search.record import Record

LENGTH = 200
"""Characters of an extract, about two lines of a result."""
_LEAD = 60
_WORD = 20
_VIEW = LENGTH - _LEAD - _WORD
"""Characters before the first marked word, for the last one, and between where they begin."""
_SECTIONS = 2
_WORTHWHILE = 0.5
"""Of what the best section says of the query, a second one must say so much, lest it distracts."""
_OFTEN = 40
"""Marks of a text with which its extract may begin."""
_AGAIN, _REPEATS = 0.01, 10
"""What a mark adds to a section, beside the words themselves, and how many do."""
_HEADING = 0.5
_OPEN, _CLOSE = "\x02", "\x03"
_TITLE, _SUMMARY, _HEADINGS = 0, 1, 2
"""Places in `Record.texts`; a heading stands before each body."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What a result shows: the best extract, the sections that matched, and the words as they stand there."""

    html: str
    sections: tuple[SectionHit, ...]
    matched: tuple[str, ...]


def extracts(articles: Sequence[tuple[Record, bytes]], needles: Sequence[Needle], worth: Vector) -> list[Extract]:
    """Extracts of several articles, of which the records and places are given; `worth` is by article and needle."""
    if not articles:
        return []
    found = matches([places for _, places in articles], needles, worth, _AGAIN, _REPEATS)
    rows = worth.tolist()
    return [_extract(record, found, number, rows[number]) for number, (record, _) in enumerate(articles)]


def _extract(record: Record, found: Matches, number: int, worth: Sequence[float]) -> Extract:
    anchors, first = record.anchors, found.firsts[number]
    told = found.told[first : first + _HEADINGS + 2 * len(anchors)]
    shown = _best(told)
    words: dict[str, None] = {}

    def cut(text: int) -> tuple[str, float]:
        return highlight(record.text(text), found.of(first + text), worth, words)

    if told[_TITLE]:
        title = record.text(_TITLE)
        words.update((title[start:end], None) for start, end, _ in zip(*found.of(first), strict=True))
    snippets = [cut(body) for body in shown]
    if not shown or (told[_SUMMARY] > snippets[0][1] * (1 + _AGAIN * _REPEATS)):
        html, _ = cut(_SUMMARY if told[_SUMMARY] or record.text(_SUMMARY) or not anchors else _HEADINGS + 1)
    else:
        html = snippets[0][0]
    hits = (
        SectionHit(anchor, record.text(body - 1), snippet)
        for body, (snippet, _) in zip(shown, snippets, strict=True)
        if (anchor := anchors[(body - _HEADINGS) // 2])
    )
    return Extract(html, tuple(hits), tuple(words))


def _best(told: Sequence[float]) -> list[int]:
    """The bodies of the sections that say most, with their headings: one, or two if the second is worth it."""
    scores = [body + _HEADING * head for head, body in zip(told[_HEADINGS::2], told[_HEADINGS + 1 :: 2], strict=True)]
    shown: list[int] = []
    most = max(scores, default=0.0)
    while most and len(shown) < _SECTIONS and (best := max(scores)) >= _WORTHWHILE * most:
        place = scores.index(best)
        shown.append(_HEADINGS + 1 + 2 * place)
        scores[place] = 0.0
    return shown


def highlight(text: str, marks: Marks, worth: Sequence[float], words: dict[str, None]) -> tuple[str, float]:
    """At most about LENGTH characters of the text, where it says most, as escaped text and `<mark>`; and how much.

    `worth` is that of each needle. The words that are marked are added to `words`.
    """
    stretch, said = _densest(marks, worth)
    start, end = _window(text, *stretch) if len(text) > LENGTH else (0, len(text))
    parts = []
    at = start
    for first, stop, _ in zip(*marks, strict=True):
        if first < at:
            continue
        if stop > end:
            break
        marked = text[first:stop]
        words[marked] = None
        parts += [text[at:first], _OPEN, marked, _CLOSE]
        at = stop
    # Escaped in one go, for it takes 1 µs each time; what stands for the tags cannot stand in a text.
    shown = escape("".join([*parts, text[at:end]])).replace(_OPEN, "<mark>").replace(_CLOSE, "</mark>")
    return f"{'… ' if start else ''}{shown}{' …' if end < len(text) else ''}", said


def _densest(marks: Marks, worth: Sequence[float]) -> tuple[tuple[int, int], float]:
    """Where the first and the last mark begin of the stretch that says most of the query, and how much it says.

    Looked for from the first marks on.
    """
    starts, _, needles = marks
    best, most, whole = (0, 0), 0.0, len(set(needles))
    for place, start in enumerate(starts[:_OFTEN]):
        end = bisect_right(starts, start + _VIEW, place)
        inside = set(needles[place:end])
        said = sum([worth[needle] for needle in inside])
        if said > most:
            best, most = (start, starts[end - 1]), said
        if len(inside) == whole:
            break
    return best, most


def _window(text: str, anchor: int, last: int) -> tuple[int, int]:
    """Where to cut a long text, at spaces: a little before a character, or where its sentence begins, so that `last` is
    seen."""
    start = min(max(0, anchor - _LEAD), len(text) - LENGTH)
    if start:
        least = max(start - _LEAD, last + _WORD - LENGTH)
        sentence = max(text.rfind(". ", least, anchor), text.rfind("? ", least, anchor))
        start = sentence + 2 if sentence >= 0 else text.find(" ", start, anchor) + 1 or start
    end = start + LENGTH
    if end >= len(text):
        return start, len(text)
    return start, text.rfind(" ", anchor, end) if text.rfind(" ", anchor, end) > anchor else end
