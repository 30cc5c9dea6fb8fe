"""Boxes that draw attention, by the names that help centres and site generators give them."""

from __future__ import annotations

import re
from typing import NamedTuple

from app.content.importers.html_tree import Node
from app.content.policy import ADMONITIONS

KINDS = {
    **{name: name for name in ADMONITIONS},
    **dict.fromkeys(("alert", "caution", "attention"), "warning"),
    **dict.fromkeys(("callout", "secondary", "primary", "default", "abstract", "summary", "quote", "notice"), "note"),
    **dict.fromkeys(("notification", "remember", "details", "box", "panel", "frame"), "note"),
    **dict.fromkeys(("failure", "bug", "fail", "critical"), "danger"),
    **dict.fromkeys(("check", "done"), "success"),
    **dict.fromkeys(("help", "faq"), "question"),
    **dict.fromkeys(("information", "todo"), "info"),
    "astuce": "tip",
    "conseil": "tip",
    "remarque": "note",
    "attention": "warning",
}
"""What a box is called elsewhere → one of our kinds."""

_TOKEN = re.compile(
    r"(?:(?:confluence-information-macro|alert|callout|admonition|theme-admonition|bs-callout|notice|markdown-alert|message)-{1,2})(\w+)"
)
_TAGS = frozenset({"div", "p", "aside", "section", "blockquote", "span"})
CRISP_BOXES = {"|": "tip", "||": "info", "|||": "warning"}
"""Crisp's boxes by the bars that its Markdown writes them with; see docs/importing.md."""


class Callout(NamedTuple):
    """A box: our kind, its title in plain text (empty when it has none), and what is in it."""

    kind: str
    title: str
    children: list[Node | str]


def kind_of(name: str) -> str:
    """Our kind for a foreign name; `note` for what nobody knows."""
    return KINDS.get(name.strip().lower(), "note")


def callout(node: Node) -> Callout | None:
    """The box that an element is; None when it is none."""
    if node.tag not in _TAGS:
        return None
    kind = _kind(node)
    if kind is None:
        return None
    children = list(node.children)
    for place, child in enumerate(children):
        if isinstance(child, str):
            if child.strip():
                break
            continue
        titled = any("title" in name or "heading" in name for name in child.classes)
        if titled:
            return Callout(kind, child.text(), children[:place] + children[place + 1 :])
        break
    return Callout(kind, "", children)


def _kind(node: Node) -> str | None:
    if "csh-markdown-emphasis" in node.classes:
        return CRISP_BOXES.get(node.attributes.get("data-type", ""), "note")
    if node.tag == "span":
        return None
    named = [KINDS[m[1]] for name in node.classes if (m := _TOKEN.fullmatch(name)) and m[1] in KINDS]
    named += [name for name in node.classes if name in ADMONITIONS]
    if named:
        return KINDS[named[0]]
    return "note" if any(name in ("callout", "admonition", "alert", "notice") for name in node.classes) else None
