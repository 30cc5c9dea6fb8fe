"""Extracts of an article around what matched: cut from plain text, escaped, then marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from app.model import SectionHit
from app.search.analysis.normalise import HYPHENS
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
"""Of what the best section says of the query, a second one must say so much, lest it distracts; and the best one of
what a line about the article does."""
_OFTEN = 40
"""Marks of a text with which its extract may begin."""
_AGAIN, _REPEATS = 0.01, 10
"""What a mark adds to a section, beside the words themselves, and how many do."""
_HEADING = 0.5
_ENDS = (". ", "? ", "! ", "· ")
"""After these a sentence begins, or what was a line."""
_LOOSE = " \u00a0:;,·–—&«(["
"""Signs that announce what an extract does not show, when it ends there."""
_HYPHENS = frozenset(HYPHENS)
_OPEN, _CLOSE = "\x02", "\x03"
_TITLE, _SUMMARY, _HEADINGS = 0, 1, 2
"""Places in `Record.texts`; a heading stands before each body."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What a result shows: the best extract, the sections that matched, and the words as they stand there; where none
    matched, those of a question or keyword too, one for each of the query."""

    html: str
    sections: tuple[SectionHit, ...]
    matched: tuple[str, ...]


def extracts(articles: Sequence[tuple[Record, bytes]], needles: Mapping[Needle, int], worth: Vector) -> list[Extract]:
    """Extracts of several articles, of which the records and places are given.

    Needles have bits of the words of the query that they stand for; `worth` is by article and needle.
    """
    if not articles:
        return []
    found = matches([places for _, places in articles], [*needles], worth, _AGAIN, _REPEATS)
    rows, asked = worth.tolist(), [*needles.values()]
    return [_extract(record, found, number, rows[number], asked) for number, (record, _) in enumerate(articles)]


def _extract(record: Record, found: Matches, number: int, worth: Sequence[float], asked: Sequence[int]) -> Extract:
    anchors, first = record.anchors, found.firsts[number]
    last = first + len(record.texts)
    bodies = first + _HEADINGS + 2 * len(anchors)
    told = found.told[first:bodies]
    shown = _best(told, max(*told[:_HEADINGS], *found.told[bodies:last]))
    words: dict[str, None] = {}
    seen: set[int] = set()

    def cut(text: int) -> tuple[str, float]:
        return highlight(record.text(text), found.of(first + text), worth, words, seen)

    if told[_TITLE]:
        title, marks = record.text(_TITLE), found.of(first)
        words.update((title[start:end], None) for start, end in joined(title, marks.spans()))
        seen.update(marks.needles)
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
    sections = tuple(hits)
    if not shown:  # which takes 5 µs
        for text, start, end in found.elsewhere(first, last, seen, asked):
            words[record.text(text)[start:end]] = None
    return Extract(html, sections, tuple(words))


def _best(told: Sequence[float], elsewhere: float) -> list[int]:
    """The bodies of the sections that say most, with their headings: one, or two if the second is worth it.

    None if they hold but a chance word of what the title, the summary, a question or a keyword says (`elsewhere`).
    """
    scores = [body + _HEADING * head for head, body in zip(told[_HEADINGS::2], told[_HEADINGS + 1 :: 2], strict=True)]
    shown: list[int] = []
    most = max(scores, default=0.0)
    if most < _WORTHWHILE * elsewhere:
        return []
    while most and len(shown) < _SECTIONS and (best := max(scores)) >= _WORTHWHILE * most:
        place = scores.index(best)
        shown.append(_HEADINGS + 1 + 2 * place)
        scores[place] = 0.0
    return shown


def highlight(
    text: str, marks: Marks, worth: Sequence[float], words: dict[str, None], seen: set[int]
) -> tuple[str, float]:
    """At most about LENGTH characters of the text, where it says most, as escaped text and `<mark>`; and how much.

    `worth` is that of each needle. The words that are marked are added to `words`, and the needles of what is shown to
    `seen`.
    """
    first, last, shown, said = _densest(marks, worth)
    seen |= shown
    start, end = _window(text, first, last) if len(text) > LENGTH else (0, len(text))
    while end > start and text[end - 1] in _LOOSE:
        end -= 1
    parts = []
    at = start
    for begin, stop in joined(text, marks.within(start, end)):
        if stop > end:
            break
        marked = text[begin:stop]
        words[marked] = None
        parts += [text[at:begin], _OPEN, marked, _CLOSE]
        at = stop
    # Escaped in one go, for it takes 1 µs each time; what stands for the tags cannot stand in a text.
    html = escape("".join([*parts, text[at:end]])).replace(_OPEN, "<mark>").replace(_CLOSE, "</mark>")
    return f"{'… ' if start else ''}{html}{' …' if end < len(text) else ''}", said


def joined(text: str, marks: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where marks begin and end: as one where they overlap, or where only a hyphen is between (`auto-renewal`)."""
    begun: tuple[int, int] | None = None
    for start, end in marks:
        if begun and (start < begun[1] or text[begun[1] : start] in _HYPHENS):
            begun = min(begun[0], start), max(begun[1], end)
            continue
        if begun:
            yield begun
        begun = start, end
    if begun:
        yield begun


def _densest(marks: Marks, worth: Sequence[float]) -> tuple[int, int, set[int], float]:
    """The stretch that says most of the query: where its first and last mark begin, its needles, and how much it says.

    Looked for from the first marks on.
    """
    starts, _, needles = marks
    first, last, shown, most, whole = 0, 0, set[int](), 0.0, len(set(needles))
    end = 0
    for place, start in enumerate(starts[:_OFTEN]):
        before, end = end, bisect_right(starts, start + _VIEW, max(place, end))
        if end == before:
            continue  # the stretch before held all of this one
        inside = set(needles[place:end])
        said = sum([worth[needle] for needle in inside])
        if said > most:
            first, last, shown, most = start, starts[end - 1], inside, said
        if len(inside) == whole:
            break
    return first, last, shown, most


def _window(text: str, anchor: int, last: int) -> tuple[int, int]:
    """Where to cut a long text: where a sentence, an item or a row begins, or else a word, a little before a character;
    and so that `last` is seen."""
    latest = len(text) - LENGTH
    start = min(max(0, anchor - _LEAD), latest)
    if start:
        least = min(start, max(0, start - _LEAD, last + _WORD - LENGTH))
        begin = max([text.rfind(sign, least, anchor) for sign in _ENDS])
        if begin > latest:  # the end of the text leaves room for more before it
            begin = min([at for sign in _ENDS if (at := text.find(sign, latest, anchor)) >= 0])
        start = begin + 2 if begin >= 0 else text.find(" ", start, anchor) + 1 or start
    end = start + LENGTH
    if end >= len(text):
        return start, len(text)
    space = text.rfind(" ", anchor, end)
    return start, space if space > anchor else end
