"""Texts and children of a tree of elements, where what follows an element hangs on the element."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element


def texts(root: Element) -> Iterator[tuple[Element, str]]:
    """Every text outside code: the element and which of its two texts (`text` or `tail`)."""
    stack = [root]
    while stack:
        element = stack.pop()
        if element.tag not in ("code", "pre"):
            if element.text:
                yield element, "text"
            stack += list(element)
        if element is not root and element.tail:
            yield element, "tail"


def alone(paragraph: Element) -> bool:
    """Whether a paragraph holds one element and nothing beside it."""
    return not (paragraph.text or "").strip() and not (paragraph[0].tail or "").strip()


def remove(parent: Element, child: Element) -> None:
    """Take an element out and leave the text after it."""
    position = list(parent).index(child)
    append_text(parent, position, child.tail or "")
    parent.remove(child)


def append_text(parent: Element, position: int, text: str) -> None:
    """Add text before the child at a position."""
    if position == 0:
        parent.text = (parent.text or "") + text
    else:
        parent[position - 1].tail = (parent[position - 1].tail or "") + text
