"""A letter that asks several things, taken apart where its author goes on to the next one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from app.search.tickets.manners import Manners

MATTERS = 8
"""Parts that a letter is taken apart into at most: what is left over belongs to the last one."""
LONGEST = 160
"""Characters of a part that are repeated to tell which one is answered."""
_ITEM = re.compile(r"^\s{0,9}[-–—*•]\s", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.!?؟…;])\s|\n")
_ASKS = ("?", "؟")
_SPELLINGS = {"a": "[aàâä]", "c": "[cç]", "e": "[eéèêë]", "i": "[iîï]", "o": "[oôö]", "u": "[uùûü]", "'": "['’]"}


def matters(letter: str, manners: Manners) -> list[str]:
    """The parts of a letter that may each be about something else, in order; one of a letter that says one thing.

    Another part begins with an item of a list, after a question when one more follows, and with words that say so:
    « par ailleurs » at once, « aussi » with the sentence that holds it.
    """
    further, adding = _signs(manners)
    starts = {0, *(match.start() for match in _ITEM.finditer(letter))}
    starts.update(match.start() for match in (further.finditer(letter) if further else ()))
    asked = set()
    for start, end in _sentences(letter):
        if adding and adding.search(letter, start, end):
            starts.add(start)
        if letter.endswith(_ASKS, start, end):
            asked.add(end)
    edges = sorted(starts | asked)
    edges = [
        start
        for start, end in zip(edges, [*edges[1:], len(letter)], strict=True)
        if start in starts or letter[start:end].rstrip().endswith(_ASKS)
    ][:MATTERS]
    parts = (letter[start:end] for start, end in zip(edges, [*edges[1:], len(letter)], strict=True))
    return [part for part in parts if part.strip()]


def quoted(part: str, worth: Callable[[str], float]) -> str:
    """A part on one line, as its author put it; of a long one the sentence that is worth most."""
    line = _line(part)
    if len(line) > LONGEST:
        line = _line(max((part[start:end] for start, end in _sentences(part)), key=worth))
    return line if len(line) <= LONGEST else f"{line[:LONGEST].rsplit(' ', 1)[0]}…"


def _line(text: str) -> str:
    return " ".join(text.split()).lstrip("-–—*•").strip(",; ")


def _sentences(letter: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _SENTENCE.finditer(letter):
        yield start, match.start()
        start = match.end()
    yield start, len(letter)


@cache
def _signs(manners: Manners) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    return _any(manners.further), _any(manners.adding)


def _any(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    """Phrases as whole words, with the accents that they are written with or without; None where there are none."""
    written = ("".join(_SPELLINGS.get(letter, re.escape(letter)) for letter in phrase) for phrase in phrases)
    return re.compile(rf"(?<![\w'’-])(?:{'|'.join(written)})(?![\w-])", re.IGNORECASE) if phrases else None
