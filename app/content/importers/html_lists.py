"""HTML lists, with boxes and numbers, and lists of definitions as Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from app.content.importers.escaping import guard_lines
from app.content.importers.html_inline import InlineWriter, Item
from app.content.importers.html_tree import Node
from app.content.importers.markdown_parts import indented, is_list, joined

Blocks = Callable[[Iterable[Item]], list[str]]


def list_block(node: Node, text: InlineWriter, blocks: Blocks) -> list[str]:
    """A list as one block, or nothing; it is loose when an item has several paragraphs."""
    items = [item for item in _items(node, text, blocks) if item]
    loose = any(len([b for b in item[1:] if not is_list(b)]) > 0 for item in items)
    start = node.attributes.get("start", "1")
    number = int(start) if start.isdecimal() and len(start) < 6 else 1
    lines = []
    for place, item in enumerate(items):
        marker = f"{number + place}. " if node.tag == "ol" else "- "
        lines.append(marker + joined(item, loose).replace("\n", "\n    ").replace("\n    \n", "\n\n"))
    return [("\n\n" if loose else "\n").join(lines)] if lines else []


def _items(node: Node, text: InlineWriter, blocks: Blocks) -> list[list[str]]:
    """The blocks of each item; what stands between items is one too, a list there belongs to the item before."""
    items: list[list[str]] = []
    for child in node.children:
        if isinstance(child, str):
            if child.strip():
                items.append(text.paragraphs([child]))
        elif child.tag == "li":
            items += _item(child, text, blocks)
        elif child.tag in ("ul", "ol") and items:
            items[-1] += list_block(child, text, blocks)
        elif found := blocks([child]):
            items.append(found)
    return items


def _item(node: Node, text: InlineWriter, blocks: Blocks) -> list[list[str]]:
    """The blocks of an item; one that begins with a list has nothing of its own to say, so that list's items."""
    box = next((e for e in node.elements if e.tag == "input" and e.attributes.get("type") == "checkbox"), None)
    text.remember(node)
    own = blocks(node.children)
    if own and is_list(own[0]):
        own = ["…", *own] if len(own) > 1 else own
        if len(own) == 1:
            return [[line] for line in re.split(r"\n+(?=[-\d])", re.sub(r"(?m)^(?:- |\d+\. )", "", own[0]))]
    if own and own[0].startswith(("```", "|", "!!!", ">")):
        own = ["…", *own]
    if box is not None and own:
        own[0] = f"[{'x' if 'checked' in box.attributes else ' '}] {own[0]}"
    return [own]


def definitions(node: Node, text: InlineWriter, blocks: Blocks) -> list[str]:
    """A list of terms and what they mean, as one block."""
    lines: list[str] = []
    entries = [e for child in node.elements for e in (child.elements if child.tag == "div" else [child])]
    for child in entries:
        if child.tag == "dt":
            term = guard_lines(text.flat(child.children))
            lines.append(f"\n{term}" if lines else term)
        else:
            inner = "\n\n".join(blocks(child.children)) or "…"
            lines.append(f":   {indented(inner).lstrip()}")
    return ["\n".join(lines)] if lines else []
