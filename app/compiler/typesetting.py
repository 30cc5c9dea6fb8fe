"""Words into lines: where a title breaks, and what is left out when there is no room for all of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

ELLIPSIS = "…"
_BLANKS = re.compile(r"[ \t\r\n\u2028\u2029]+")

_BEFORE_MARKS, _AFTER_QUOTE = re.compile(" (?=[:;!?»])"), re.compile("(?<=«) ")

Width = Callable[[str], float]
"""How wide a piece of text is, in pixels."""


def words_of(text: str) -> list[str]:
    """The words of a text, composed and without what has no shape; French marks stay with the word they belong to."""
    composed = _AFTER_QUOTE.sub("\u00a0", _BEFORE_MARKS.sub("\u00a0", unicodedata.normalize("NFC", text)))
    words = ("".join(each for each in word if unicodedata.category(each)[0] != "C") for word in _BLANKS.split(composed))
    return [word for word in words if word]


def set_lines(words: Sequence[str], width: Width, room: float, most: int) -> tuple[list[list[str]], bool]:
    """(lines of words that are at most `room` wide, at most `most` of them; whether all words had room).

    A word that is wider than a line is broken anywhere. What has no room is left out and the last line ends in “…”.
    """
    lines = list(_lines(words, width, room))
    if len(lines) <= most:
        return lines, True
    kept = lines[:most]
    kept[-1] = _cut(kept[-1], width, room)
    return kept, False


def has_right_to_left(text: str) -> bool:
    """Whether some letter of the text is written from right to left."""
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def _lines(words: Sequence[str], width: Width, room: float) -> Iterator[list[str]]:
    space, line, used = width(" "), list[str](), 0.0
    for word in (part for each in words for part in _parts(each, width, room)):
        more = width(word)
        if line and used + space + more > room:
            yield line
            line, used = [], 0.0
        used += more + (space if line else 0.0)
        line.append(word)
    if line:
        yield line


def _parts(word: str, width: Width, room: float) -> Iterator[str]:
    while width(word) > room:
        length = len(word) - 1
        while length > 1 and width(word[:length]) > room:
            length -= 1
        yield word[:length]
        word = word[length:]
    yield word


def _cut(line: list[str], width: Width, room: float) -> list[str]:
    """The line without as many of its last words as it takes for the ellipsis to have room."""
    while len(line) > 1 and width(" ".join(line) + ELLIPSIS) > room:
        line = line[:-1]
    last = line[-1].rstrip(".,;:!?\u00a0\u202f")
    while len(line) == 1 and len(last) > 1 and width(last + ELLIPSIS) > room:
        last = last[:-1]
    return [*line[:-1], last + ELLIPSIS]
