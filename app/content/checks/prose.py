"""An article's Markdown with everything that is no prose blanked, so that places in it are places in the file."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from app.content.blocks import CODE_SPAN, code_lines
from app.model import Article, Problem, Severity

BLANK = "\0"
"""Stands for each character of code, addresses and marks: no letter, no space, no sign."""

_NOT_PROSE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("<!--", re.compile(r"<!--.*?-->", re.DOTALL)),
    # A link's target, without the parenthesis that ends it: what follows a link follows a word.
    ("](", re.compile(r"\((?<=\]\()(?:[^()\n]|\([^()\n]*\))*(?=\))")),
    ("]:", re.compile(r"^ {0,3}\[[^\]\n]+\]:[^\n]*", re.MULTILINE)),
    ("<", re.compile(r"</?[A-Za-z][^<>\n]*>")),
    ("://", re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s<>\"»)\]]*")),
    ("www.", re.compile(r"www\.[^\s<>\"»)\]]*")),
    ("@", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("{", re.compile(r"\{\{[^{}\n]*\}\}|\{[#:.][^{}\n]*\}")),
    ("[^", re.compile(r"\[\^[^\]\n]*\]")),
    ("&", re.compile(r"&#?\w{1,10};")),
    (":", re.compile(r":(?<!\w:)[a-z0-9_+-]+:(?!\w)")),
    ("!!!", re.compile(r"^ *!!! ?[^\n]*", re.MULTILINE)),
    ("[!", re.compile(r"\[![A-Z]+\b")),
    ("![", re.compile(r"!(?=\[)")),
    ("--", re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[-:| \t]*)?$", re.MULTILINE)),
)
"""What is blanked, each with a text without which it need not be looked for."""

_CONTAINER = re.compile(r"[ \t]*([-*+][ \t]|\d{1,9}[.)][ \t]|!!! ?\w|:[ \t]|\[\^)")
_INDENTED = re.compile(r" {4}|\t| {1,3}\t")


@dataclass(frozen=True, slots=True)
class Prose:
    """`text` has the length and the lines of the article's body, and `BLANK` where there is no prose."""

    article: Article
    text: str
    starts: tuple[int, ...]

    def place(self, position: int) -> tuple[int, int]:
        """(line in the file, column from 1) of a position in `text`."""
        index = bisect_right(self.starts, position) - 1
        return self.article.body_line + index, position - self.starts[index] + 1

    def problem(self, position: int, message: str, code: str, severity: Severity) -> Problem:
        """A problem of the body at that position."""
        line, column = self.place(position)
        return Problem(self.article.path, line, message, code=code, severity=severity, column=column)

    def written(self, start: int, end: int) -> str:
        """What the author wrote there."""
        return self.article.body[start:end]


def prose(article: Article) -> Prose:
    """The prose of an article's body."""
    lines = article.body.split("\n")
    starts = tuple(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
    text = "\n".join(
        BLANK * len(line) if code else line
        for line, code in zip(lines, lines_of_code(article.body, lines), strict=True)
    )
    for sign, pattern in (("`", CODE_SPAN), *_NOT_PROSE):
        if sign in text:
            text = pattern.sub(_blank, text)
    return Prose(article, text, starts)


def _blank(found: re.Match[str]) -> str:
    text = found[0]
    return BLANK * len(text) if "\n" not in text else "\n".join(BLANK * len(part) for part in text.split("\n"))


def lines_of_code(body: str, lines: list[str]) -> list[bool]:
    """For each line of a body whether it is code: fenced, or indented where nothing above holds what is indented."""
    flags = code_lines(body)
    contained = after_blank = False
    for i, line in enumerate(lines):
        if flags[i]:
            continue
        if not line.strip():
            after_blank = True
            continue
        if not _INDENTED.match(line):
            contained = bool(_CONTAINER.match(line))
        elif not contained and (after_blank or i == 0 or flags[i - 1]):
            flags[i] = True
            continue
        after_blank = False
    return flags
