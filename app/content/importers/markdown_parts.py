"""Pieces of Markdown as the conversion of HTML puts them together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.content.importers.html_tree import Node
from app.content.text import ascii_words

BREAK = "\x02"
"""A line break, until it is known where the text stands."""
_RAISED = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
MAX_ANCHOR = 70
_SPACES = re.compile(r"[ \t\n\r\f]+")


def anchor_name(text: str) -> str:
    """An anchor as headings and links alike write it: ASCII words, cut at 70 characters."""
    return ascii_words(text)[:MAX_ANCHOR].strip("-")


def folded(text: str) -> str:
    """The text with single spaces, and without emphasis that holds nothing."""
    return re.sub(r"(?<!\\)\*\*\*\*", "", _SPACES.sub(" ", text)).strip(f" {BREAK}")


def shifted(text: str, tag: str) -> str:
    """A text that stood a little higher (`sup`) or lower (`sub`), where there are characters for that: m², H₂O."""
    table = _RAISED if tag == "sup" else _LOWERED
    return text.translate(table) if text and all(ord(c) in table for c in text) else text


def raw(node: Node) -> str:
    """Preformatted text, with its line breaks."""
    parts = []
    for child in node.children:
        if isinstance(child, str):
            parts.append(child)
        elif child.tag == "br":
            parts.append("\n")
        elif child.tag not in ("script", "style", "button"):
            inner = raw(child)
            parts.append(f"{inner}\n" if child.tag in ("div", "p", "tr") and not inner.endswith("\n") else inner)
    return "".join(parts)


def indented(text: str) -> str:
    """The lines four columns further in."""
    return "\n".join(f"    {line}" if line else "" for line in text.split("\n"))


def is_list(block: str) -> bool:
    """Whether a block begins with an item of a list."""
    return re.match(r"- |\d+\. ", block) is not None


def joined(blocks: Sequence[str], loose: bool) -> str:
    """The blocks one below the other, with an empty line between them where the list is loose."""
    return ("\n\n" if loose else "\n").join(blocks)
