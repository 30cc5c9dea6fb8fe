"""A text of an article, also a former one, as sections by the anchors that its author wrote."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

from app.content.blocks import MAX_PLAIN, code_lines, plain
from app.content.checks.history import FENCED, shown_text
from app.content.text import INVISIBLE

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.{0,2000}?)[ \t]*\{#([a-z0-9-]{1,96})\}[ \t#]*$")
_UNDERLINED = re.compile(r" {0,3}(\S.{0,2000}?)[ \t]*\{#([a-z0-9-]{1,96})\}[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(?:-{2,}|={2,})[ \t]*$")
_WORKFLOWS = re.compile(rb"^workflows[ \t]*:(.*(?:\n(?:[ \t]+|- ).*)*)", re.MULTILINE)
_WORKFLOW = re.compile(rb"[a-z0-9-]+(?:\.[a-z0-9-]+)+")

_ONE_SIGN = str.maketrans(
    dict.fromkeys("’‘ʼ‛`´", "'")
    | dict.fromkeys("«»“”„‟", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "\u00ad": "", "\u0640": ""}
)
_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+")
_HASHES = re.compile(r"^[ \t]*#{1,6}[ \t]+|[ \t]*\{#[^}\s]*\}[ \t#]*$")
_EMPHASIS = re.compile(r"\*\*|__|\\(?=\W)|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)")
_ORDINAL = re.compile(r"(?<=\d)(?:i?[èe]me|i?[èe]re|ier|er|re|e)\b")
_THOUSANDS = re.compile(r"(?<=\d)\s(?=\d{3}(?!\d))")
_AROUND_SIGNS = re.compile(r"\s*([:;!?%€$£\"'(),.\[\]-])\s*")
_QUOTES = re.compile(r"\"|'(?!\w)|(?<!\w)'")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Part:
    """One section: `lines` of Markdown without the blank ones; `workflows` are those of the front matter, which count
    as the first section's."""

    title: str
    lines: tuple[str, ...]
    workflows: frozenset[str] = frozenset()

    @cached_property
    def meaning(self) -> str:
        """What two sections have in common that say the same."""
        return "\n".join(filter(None, map(significant, (self.title, *self.lines))))


Parts: TypeAlias = Mapping[str, Part]
"""Sections by anchor, in order; what stands before the first has none (``), and is there in every text."""


def parts_of(data: bytes) -> Parts:
    """The sections of a file's bytes, whatever they are. Only anchors that authors wrote divide: others are made of the
    heading's words, which differ between languages."""
    data = data.replace(b"\r\n", b"\n")
    text = INVISIBLE.sub("", shown_text(data).decode("utf-8", "replace"))
    lines = text.split("\n")
    anchor, title, held = "", "", list[str]()
    found: dict[str, Part] = {}

    def close() -> None:
        if anchor not in found:
            found[anchor] = Part(title, tuple(held), _workflows(data) if not anchor else frozenset())

    flags = code_lines(text)
    for i, line in enumerate(lines):
        opened = None if flags[i] else _opened(line, lines[i + 1] if i + 1 < len(lines) else "")
        if opened:
            close()
            title, anchor, held = *opened, []
        elif line.strip() and not (not held and anchor and _UNDERLINE.match(line)):
            held.append(line.rstrip())
    close()
    return MappingProxyType(found)


def _opened(line: str, below: str) -> tuple[str, str] | None:
    """(title, anchor) of the section that a heading opens."""
    match = _HEADING.match(line) or (_UNDERLINED.match(line) if _UNDERLINE.match(below) else None)
    return (plain(match[1][:MAX_PLAIN]), match[2]) if match else None


def _workflows(data: bytes) -> frozenset[str]:
    front = FENCED.match(data)
    written = _WORKFLOWS.search(front[1]) if front else None
    return frozenset(name.decode() for name in _WORKFLOW.findall(written[1])) if written else frozenset()


def significant(line: str) -> str:
    """A line without what is typography only: spaces, kinds of quotes, apostrophes and dashes, emphasis, numbering."""
    text = unicodedata.normalize("NFKC", line).translate(_ONE_SIGN).strip()
    text = _ITEM.sub("- ", _HASHES.sub("", text))
    text = _ORDINAL.sub("", _EMPHASIS.sub("", text))
    text = _QUOTES.sub("", _THOUSANDS.sub("", text))
    return _BLANKS.sub(" ", _AROUND_SIGNS.sub(r"\1", text)).strip()
