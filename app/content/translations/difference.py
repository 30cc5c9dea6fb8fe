"""Two texts of a section as one difference that a person can read: words within lines, unchanged lines left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from app.content.translations.parts import significant
from app.model import Line, Piece

MOST_LINES = 60
MOST_CHARACTERS = 8_000
MOST_COMPARED = 400
"""Lines on either side: comparing takes time that grows with their product, and a history may hold anything."""
MOST_WORDS = 600
CONTEXT = 1
ALIKE = 0.35
"""Share of words in common from which two lines are one line that changed."""

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


def difference(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[Line, ...], bool]:
    """(lines, whether they are cut): what went, what came, with a line around them. Both sides are lines of text."""
    cut = max(len(old), len(new)) > MOST_COMPARED
    lines = _without_distant(list(_lines(old[:MOST_COMPARED], new[:MOST_COMPARED])))
    kept: list[Line] = []
    length = 0
    for line in lines:
        length += sum(len(piece.text) for piece in line)
        if len(kept) == MOST_LINES or length > MOST_CHARACTERS:
            return tuple(kept), True
        kept.append(line)
    return tuple(kept), cut


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    before, after = [significant(line) for line in old], [significant(line) for line in new]
    for kind, i, i_end, j, j_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from ((Piece("same", line),) for line in new[j:j_end])
            continue
        gone, come = list(old[i:i_end]), list(new[j:j_end])
        while gone and come and _alike(gone[0], come[0]):
            yield _words(gone.pop(0), come.pop(0))
        tail: list[Line] = []
        while gone and come and _alike(gone[-1], come[-1]):
            tail.insert(0, _words(gone.pop(), come.pop()))
        yield from ((Piece("removed", line),) for line in gone)
        yield from ((Piece("added", line),) for line in come)
        yield from tail


def _alike(old: str, new: str) -> bool:
    a, b = set(old.split()), set(new.split())
    return len(a & b) >= ALIKE * max(len(a), len(b), 1)


def _words(old: str, new: str) -> Line:
    """One line that changed, word by word; changes that only a blank divides are one."""
    a, b = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(a), len(b)) > MOST_WORDS:
        return Piece("removed", old), Piece("added", new)
    pieces: list[Piece] = []
    gone, come = "", ""

    def flush() -> None:
        nonlocal gone, come
        if gone:
            pieces.append(Piece("removed", gone))
        if come:
            pieces.append(Piece("added", come))
        gone = come = ""

    for kind, i, i_end, j, j_end in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        was, now = "".join(a[i:i_end]), "".join(b[j:j_end])
        if kind == "equal" and (now.strip() or not (gone or come)):
            flush()
            pieces.append(Piece("same", now))
        else:
            gone, come = gone + was, come + now
    flush()
    return tuple(pieces)


def _without_distant(lines: Sequence[Line]) -> Iterator[Line]:
    """Runs of unchanged lines but those beside a change, each run as one gap."""
    near: set[int] = set()
    for n, line in enumerate(lines):
        if any(piece.kind != "same" for piece in line):
            near.update(range(n - CONTEXT, n + CONTEXT + 1))
    for n, line in enumerate(lines):
        if n in near:
            yield line
        elif n == 0 or n - 1 in near:
            yield (Piece("gap"),)
