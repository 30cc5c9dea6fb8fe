"""Where on an article's page a line of its file is, for marks beside what a problem is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from app.content.blocks import code_lines, plain
from app.content.sanitize import TAG
from app.content.text import ascii_words

_BLOCKS = frozenset("p li h2 h3 h4 h5 h6 td th dt dd figure pre summary".split())  # noqa: SIM905
_BEFORE = frozenset({"figure", "pre"})
"""Elements before which a mark stands, and not at their beginning."""
_MARKS = re.compile(r"^[\s>#*+-]*(\d+[.)]\s)?(\[[ xX]\]\s)?|\{#[^}\s]*\}\s*$|^!!!\s*[\w-]+")
_VARIABLE = re.compile(r"\{\{[^{}]*\}\}")
_PICTURE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_ALT = re.compile(r' alt="([^"]*)"')
_ENOUGH = 0.6
"""Share of a line's words that a part of the page must hold to be taken for it."""


@dataclass(slots=True)
class _Block:
    """A part of the page: where a mark would stand in the HTML, and its words."""

    at: int
    words: set[str]


def places(html: str, body: str, lines: Sequence[int]) -> Mapping[int, int]:
    """By line of the body (the first is 0), where a mark for it stands in its HTML.

    A line that leaves nothing on the page (a picture that is missing) is marked at what stands before it; one that
    nothing stands before is not among them.
    """
    if not lines:
        return {}
    blocks = _blocks(html)
    written = [_words(line, code) for line, code in zip(body.split("\n"), code_lines(body), strict=True)]
    found: dict[int, int] = {}
    for line in lines:
        for number in range(min(line, len(written) - 1), -1, -1):
            if (block := _best(blocks, written, number)) is not None:
                found[line] = block.at
                break
    return found


def insert(html: str, pieces: Sequence[tuple[int, str]]) -> str:
    """The HTML with pieces put in at places that `places` gave; several at one place in their order."""
    parts, last = [], 0
    for at, piece in sorted(pieces, key=lambda one: one[0]):
        parts += [html[last:at], piece]
        last = at
    return "".join([*parts, html[last:]])


def _best(blocks: Sequence[_Block], written: Sequence[frozenset[str]], number: int) -> _Block | None:
    """The part that holds most of a line's words; of several alike the one that is as far down as the line is."""
    wanted = written[number]
    if not wanted:
        return None
    scores = [len(wanted & block.words) / len(wanted) for block in blocks]
    if max(scores, default=0.0) < _ENOUGH:
        return None

    def rank(index: int) -> tuple[float, float]:
        return scores[index], -abs(index / len(blocks) - number / len(written))

    return blocks[max(range(len(blocks)), key=rank)]


def _blocks(html: str) -> list[_Block]:
    """The innermost parts hold the words: those of a paragraph in an item are the paragraph's."""
    text, *tags = TAG.split(html)
    at = len(text)
    blocks: list[_Block] = []
    open_blocks: list[_Block | None] = []
    for slash, tag, attributes, text in zip(tags[::4], tags[1::4], tags[2::4], tags[3::4], strict=True):
        end = at + len(slash) + len(tag) + len(attributes) + 2
        if tag in _BLOCKS:
            if slash:
                open_blocks.pop()
            else:
                blocks.append(_Block(at if tag in _BEFORE else end, set()))
                open_blocks.append(blocks[-1])
        at = end + len(text)
        if open_blocks and (block := open_blocks[-1]):
            alt = _ALT.search(attributes) if tag == "img" else None
            block.words |= _folded(unescape(f"{alt[1] if alt else ''} {text}"))
    return [block for block in blocks if block.words]


def _words(line: str, is_code: bool) -> frozenset[str]:
    if is_code:
        return frozenset(_folded(line))
    shown = _VARIABLE.sub(" ", _PICTURE.sub(r"\1 ", _MARKS.sub("", line)))
    return frozenset(_folded(plain(shown)))


def _folded(text: str) -> set[str]:
    return set(filter(None, ascii_words(text).split("-")))
