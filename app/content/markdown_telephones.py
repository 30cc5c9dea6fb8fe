"""Telephone numbers in an article's text become links that dial them."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from app.content.telephones import telephones

_AS_WRITTEN = frozenset({"a", "code", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})
"""What is a link already (a heading leads to itself), or to be typed as it stands."""
_DIGITS = re.compile("[0-9]{2}")


def link_telephones(root: Element, own: str) -> None:
    """Make links of the numbers in texts; `own` is the site's."""
    waiting = [root]
    while waiting:
        parent = waiting.pop()
        if parent.tag in _AS_WRITTEN:
            continue
        children = list(parent)
        waiting += children
        # From the end, so that places before stay what they are.
        for place in reversed(range(len(children))):
            child = children[place]
            child.tail, links = _split(child.tail, own)
            parent[place + 1 : place + 1] = links
        parent.text, links = _split(parent.text, own)
        parent[0:0] = links


def _split(text: str | None, own: str) -> tuple[str | None, list[Element]]:
    """What stands before the first number, then a link for each, with what follows it."""
    links: list[Element] = []
    if not text or not _DIGITS.search(text):
        return text, links
    before, end = text, len(text)
    for number in reversed(list(telephones(text, own))):
        link = Element("a", {"href": number.address})
        link.text, link.tail = text[number.start : number.end], text[number.end : end]
        links.insert(0, link)
        before, end = text[: number.start], number.start
    return before, links
