"""How hard an article is to read: long sentences one by one, and the whole text by Flesch's formula."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.content.checks.prose import BLANK, Prose
from app.content.text import cut_at_word
from app.model import Problem

MIN_WORDS = 100
"""Fewer tell nothing of a text's level."""

# Nothing of a run is given back (`*+`), and a run of dots is tried once: else 20 kB of them take seconds.
_SKIPPED = re.compile(r"[ \t]*+(?:#|\||>?[ \t]*+$|[-=|:]++$)")
_ITEM = re.compile(r"[ \t]*(?:>[ \t]?)*(?:[-*+]|\d{1,9}[.)]|:)[ \t]+")
_END = re.compile(
    r"(?<![.!?…])[.!?…]++(?<![A-Z]\.)(?<!\bex\.)(?<!\betc\.)(?<!\b[eg]\.g\.)(?<!\bi\.e\.)[»\")\]*_]*+"
    r"(?=\s++[«\"(*_\[]?[A-ZÀ-Ý\d]|\s*+$)"
)
_PICTURE = re.compile(rf"{BLANK}\[[^\]\n]*\]")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Level:
    """A language's limits: words of a sentence, and Flesch's formula: `ease - 1.015 * words - weight * syllables`.

    `ease` and `weight` are Flesch's (1948) for English and those of Kandel and Moles (1958) for French; a text below
    `hard` asks for years of study that a customer in trouble does not bring.
    """

    words: int
    ease: float
    weight: float
    hard: float
    syllables: Callable[[str], int]


_GROUPS = re.compile("[aeiouyàâäéèêëîïôöùûüœæ]+")


@lru_cache(maxsize=1 << 15)  # a language's words come again and again: 1 µs each
def _french(word: str) -> int:
    text = word.lower()
    mute = text.endswith(("e", "es", "ent")) and len(text) > 3
    return max(1, len(_GROUPS.findall(text)) - mute)


@lru_cache(maxsize=1 << 15)
def _english(word: str) -> int:
    text = word.lower()
    mute = text.endswith(("e", "es", "ed")) and not text.endswith(("le", "ted", "ded"))
    return max(1, len(_GROUPS.findall(text)) - mute)


LEVELS: Mapping[str, Level] = {
    "fr": Level(words=40, ease=207.0, weight=73.6, hard=30.0, syllables=_french),
    "en": Level(words=35, ease=206.835, weight=84.6, hard=30.0, syllables=_english),
}


def readability(body: Prose) -> Iterator[Problem]:
    """Hints for sentences that are long and for a text that is hard as a whole; none for a language without limits."""
    level = LEVELS.get(body.article.locale)
    if level is None:
        return
    total = sentences = syllables = 0
    text = _PICTURE.sub(lambda found: BLANK * len(found[0]), body.text)
    for start, end in _sentences(text):
        words = _WORD.findall(text[start:end])
        if not words:
            continue
        total, sentences = total + len(words), sentences + 1
        syllables += sum(map(level.syllables, words))
        if len(words) > level.words:
            begin = cut_at_word(" ".join(body.written(start, end).split()), 40)
            message = f"sentence of {len(words)} words, more than {level.words}: make two of « {begin} »"
            yield body.problem(start, message, "long-sentence", severity="hint")
    if total >= MIN_WORDS:
        ease = level.ease - 1.015 * total / sentences - level.weight * syllables / total
        if ease < level.hard:
            message = (
                f"hard to read ({ease:.0f} of 100, {level.hard:.0f} is hard): {total / sentences:.0f} words "
                f"a sentence, {syllables / total:.1f} syllables a word: use shorter sentences and everyday words"
            )
            yield Problem(body.article.path, body.article.body_line, message, code="hard-to-read", severity="hint")


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence of paragraphs and items; headings and tables have none."""
    for start, end in _passages(text):
        position = start
        for found in _END.finditer(text, start, end):
            yield position, found.end()
            position = found.end()
            while position < end and text[position].isspace():
                position += 1
        if position < end:
            yield position, end


def _passages(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each paragraph and each item of a list."""
    start, position = -1, 0
    for line in text.split("\n"):
        item = _ITEM.match(line)
        if start >= 0 and (item or _SKIPPED.match(line) or not line.strip(f"{BLANK} \t")):
            yield start, position - 1
            start = -1
        if start < 0 and line.strip(f"{BLANK} \t") and not _SKIPPED.match(line):
            start = position + (item.end() if item else len(line) - len(line.lstrip()))
        position += len(line) + 1
    if start >= 0:
        yield start, position - 1
