"""Cutting text into chunks and chunks into pieces so that domains, addresses, `C++` and `n°` survive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.search.analysis.language import Language
from app.search.analysis.normalise import APOSTROPHES, HYPHENS, MARKS, UNSEEN, fold, normalise

# Indic vowel signs are no letters to Python, so their blocks are named.
_RUN = f"(?:[^\\W_]++[{MARKS}{UNSEEN}\u0900-\u0963\u0971-\u0dff]*+)++"
_JOINT = f"[{APOSTROPHES}_.@{HYPHENS}]"
_GAP = rf"[\s{HYPHENS}]?"
_SPACED = rf"c{_GAP}panel|e{_GAP}mails?|web{_GAP}mails?|wi{_GAP}fi|word{_GAP}press"

CHUNK = re.compile(
    rf"""
    \b(?:c\+\+|[cf]\#)(?!\w)              # names of languages
    | \bn[°º] | №                        # a number's sign
    | (?<![\w.])\.{_RUN}(?:\.{_RUN})*   # .ma, .co.ma, .htaccess
    | \b(?:{_SPACED})\b                   # what is written in one word or in two
    | {_RUN}(?:(?:{_JOINT}|(?<=\d),(?=\d)){_RUN})*
    """,
    re.IGNORECASE | re.VERBOSE,
)

_COMPOUND = re.compile(_SPACED, re.IGNORECASE)
_DOTS = re.compile(r"[^.@,]+")
_HYPHEN = re.compile(f"[{HYPHENS}]")
_HYPHENED = re.compile(rf"[^_\s{HYPHENS}]+")
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_QUANTITY = re.compile(r"(\d+)([a-z€%]{1,3})")
_SIGNS = {"№": "n°", "nº": "n°"}


class Piece(NamedTuple):
    """A word inside a chunk: normalised text with accents, and where it stands in the chunk (characters).

    `whole` marks the chunk given once more in one word (`sousdomaine` beside `sous`, `domaine`).
    """

    text: str
    start: int
    end: int
    whole: bool = False


def pieces(chunk: str, language: Language) -> tuple[Piece, ...]:
    """The words of one chunk that CHUNK found, in order; empty when nothing of it can be searched."""
    text = _SIGNS.get(chunk.lower()) or normalise(chunk)
    if not text[:1].isalnum() or text.endswith(("+", "#", "°")):
        return _sign(text, len(chunk))
    if "." in text or "@" in text or "," in text:
        return tuple(_dotted(chunk, text, language))
    return tuple(_word(chunk, 0, language))


def _sign(text: str, length: int) -> tuple[Piece, ...]:
    """`.co.ma` also as `.ma` and `ma`; `c++` and `n°` as they are."""
    if not text.startswith("."):
        return (Piece(text, 0, length),) if text else ()
    last = text.rsplit(".", 1)[1]
    endings = [f".{last}"] if text.count(".") > 1 else []
    return (Piece(text, 0, length), *(Piece(form, 0, length, whole=True) for form in [*endings, last]))


def _dotted(chunk: str, text: str, language: Language) -> Iterator[Piece]:
    """An address, a host name or a number: whole, then its parts, the last one also as an ending (`.ma`)."""
    parts = list(_DOTS.finditer(chunk))
    if all(len(normalise(part.group())) == 1 for part in parts) and not text[0].isdigit():
        yield Piece("".join(normalise(part.group()) for part in parts), 0, len(chunk))
        return
    yield Piece(text, 0, len(chunk), whole=True)
    for part in parts:
        yield from _word(part.group(), part.start(), language)
    last = normalise(parts[-1].group())
    if "." in text and last.isalpha() and len(last) > 1:
        yield Piece(f".{last}", parts[-1].start() - 1, len(chunk), whole=True)


def _word(chunk: str, base: int, language: Language) -> Iterator[Piece]:
    """A word with apostrophes, hyphens or neither, which begins at `base` of the chunk."""
    if fold(normalise(chunk)) in language.kept:
        yield Piece(re.sub("['-]", "", normalise(chunk)), base, base + len(chunk))
        for m in _HYPHENED.finditer(chunk) if _HYPHEN.search(chunk) else ():
            yield Piece(normalise(m.group()), base + m.start(), base + m.end(), whole=True)
        return
    parts = [(m.group(), base + m.start()) for m in _HYPHENED.finditer(chunk)]
    while len(parts) > 1 and fold(normalise(parts[-1][0])) in language.clitics:
        parts.pop()
    if len(parts) == 1:
        yield from _apostrophes(*parts[0], language)
        return
    stripped = list(_apostrophes(*parts[0], language))
    first = stripped[-1] if stripped else Piece("", base, base)
    end = parts[-1][1] + len(parts[-1][0])
    joined = first.text + "".join(normalise(part) for part, _ in parts[1:])
    # What is left of `e-mail` without its letter is another way to say it, not a word of its own.
    spelled = len(first.text) == 1 or _COMPOUND.fullmatch(chunk, first.start - base) is not None
    yield Piece(joined.replace("'", ""), first.start, end, whole=not spelled)
    for piece in [*stripped, *(p for part in parts[1:] for p in _apostrophes(*part, language))]:
        if not spelled or len(piece.text) > 1:
            yield piece._replace(whole=spelled or piece.whole)


def _apostrophes(word: str, base: int, language: Language) -> Iterator[Piece]:
    """`l'hébergement` as `hébergement`, `domain's` as `domain`, `don't` as `dont`."""
    start, end = 0, len(word)
    cuts = [m.start() for m in _APOSTROPHE.finditer(word)]
    while cuts and fold(normalise(word[start : cuts[0]])) in language.elisions:
        start = cuts.pop(0) + 1
    while cuts and fold(normalise(word[cuts[-1] + 1 : end])) in language.endings:
        end = cuts.pop()
    text = normalise(word[start:end]).replace("'", "")
    if not text:
        return
    yield Piece(text, base + start, base + end)
    quantity = _QUANTITY.fullmatch(text)
    if quantity:
        yield Piece(quantity[1], base + start, base + end, whole=True)
        yield Piece(quantity[2], base + start, base + end, whole=True)
