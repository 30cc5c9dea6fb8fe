"""Where an author wrote HTML: tags are shown as text, comments are left out, and neither may have been meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice

from app.content.blocks import CODE_SPAN
from app.content.checks.prose import lines_of_code
from app.content.text import listed

TAG = re.compile(r"</?[A-Za-z][\w-]*[\s/>]")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


MOST = 100
"""Places of one article that are named: an export of another tool may have thousands."""


def comments(body: str) -> Iterator[int]:
    """Where each comment outside code begins."""
    return (found.start() for found in islice(COMMENT.finditer(_without_code(body)), MOST))


def tags(body: str, shown: Collection[str]) -> Iterator[tuple[int, str]]:
    """Where each run of lines with tags begins, and what it holds; `shown` are the tags that stand on the page.

    Lines that follow each other are one: a table of thirty lines is one thing to mend.
    """
    return islice(_runs(COMMENT.sub(_blank, _without_code(body)), shown), MOST)


def _runs(text: str, shown: Collection[str]) -> Iterator[tuple[int, str]]:
    start = last = 0
    held: dict[str, None] = {}
    for found in TAG.finditer(text):
        tag = found[0].strip()
        if tag not in shown:
            continue
        further = text.count("\n", last, found.start())
        last = found.start()
        if held and further > 1:
            yield start, _named(held)
            held = {}
        if not held:
            start = last
        held[tag.rstrip("/>")] = None
    if held:
        yield start, _named(held)


def _named(held: Collection[str]) -> str:
    """The first few tags; a closing one only where its opening one is not there."""
    return listed(f"{tag}>" for tag in held if tag.replace("/", "") not in held or "/" not in tag)


def _without_code(body: str) -> str:
    """The text with code blanked, each place as it was."""
    lines = body.split("\n")
    flags = lines_of_code(body, lines)
    blanked = (" " * len(line) if code else line for line, code in zip(lines, flags, strict=True))
    return CODE_SPAN.sub(_blank, "\n".join(blanked))


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])
