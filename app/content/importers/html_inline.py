"""HTML inside of a paragraph to Markdown: emphasis, code, links and pictures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from app.content.importers.escaping import address, code_span, escape, guard_lines, quoted
from app.content.importers.html_tree import BLOCKS, Node
from app.content.importers.markdown_parts import BREAK, folded, shifted
from app.content.importers.targets import Targets

EMBEDDED = {"iframe": "src", "video": "src", "audio": "src", "embed": "src", "object": "data", "source": "src"}
"""What shows something else inside the page, and which attribute says what."""
_UNREAD = frozenset({"script", "style", "template", "head", "title", "meta", "link", "base", "col", "colgroup"})
_STRONG, _EMPHASIS = frozenset({"b", "strong"}), frozenset({"i", "em", "cite", "dfn", "var"})
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)

Item = Node | str


def unread(node: Node, targets: Targets) -> bool:
    """Whether an element is left out; what a reader could miss of it is reported."""
    if node.tag in ("script", "style", "template"):
        if node.tag == "script":
            targets.report("a script was left out", node.line)
        return True
    if node.tag in _UNREAD:
        return True
    if "hidden" in node.attributes or _HIDDEN.search(node.attributes.get("style", "")):
        if text := node.text():
            targets.report(f"hidden text was left out: {text[:60]}", node.line)
        return True
    return False


class InlineWriter:
    """Writes what stands in a line; `embedded` gives the blocks of what is shown inside the page.

    `anchor` is the last id that was met: it belongs to the next heading that has none.
    """

    def __init__(self, targets: Targets, escaped: bool, embedded: Callable[[Node], list[str]]) -> None:
        self.anchor = ""
        self._targets = targets
        self._escape = escape if escaped else str
        self._embedded = embedded

    def remember(self, node: Node) -> None:
        """An element's id, for the next heading that has none."""
        self.anchor = node.attributes.get("id") or (node.tag == "a" and node.attributes.get("name")) or self.anchor

    def paragraphs(self, children: Sequence[Item]) -> list[str]:
        """Children without a block among them, as paragraphs."""
        text = self.inline(children)
        found = []
        for part in re.split(f"{BREAK} *(?:{BREAK} *)+", folded(text)):
            lines = [line.strip(" ") for line in part.split(BREAK)]
            if whole := "  \n".join(line for line in lines if line):
                found.append(guard_lines(whole) if self._escape is escape else whole)
        return found

    def flat(self, children: Iterable[Item]) -> str:
        """Everything of some children in one line, items of lists with a bullet."""
        return " ".join(folded(self.inline(children)).replace(BREAK, " ").split(" ")).strip()

    def inline(self, children: Iterable[Item], inside: frozenset[str] = frozenset()) -> str:
        """Their Markdown, with BREAK where a line ends; `inside` names what is around them already."""
        return "".join(
            self._escape(child) if isinstance(child, str) else self._within(child, inside) for child in children
        )

    def _within(self, node: Node, inside: frozenset[str]) -> str:
        tag = node.tag
        if tag == "br":
            return BREAK
        if tag in EMBEDDED:
            return f"{BREAK}{BREAK}{' '.join(self._embedded(node))}{BREAK}{BREAK}"
        if unread(node, self._targets):
            return ""
        if tag == "img":
            return "" if "img" in inside else self._image(node)
        if tag in _STRONG:
            return self._marked(node, "**", "strong", inside)
        if tag in _EMPHASIS:
            return self._marked(node, "*", "em", inside)
        if tag in _CODE:
            return code_span(node.text()) if not node.find("img", "a") else self.inline(node.children, inside)
        if tag == "a":
            return self._link(node, inside)
        if tag == "li":
            return f" • {self.inline(node.children, inside)} "
        if tag == "pre":
            return f" {code_span(node.text())} "
        if tag in ("sup", "sub") and not node.elements:
            return self._escape(shifted("".join(map(str, node.children)), tag))
        if tag == "q":
            return f"“{self.inline(node.children, inside)}”"
        inner = self.inline(node.children, inside)
        return f"{BREAK}{BREAK}{inner}{BREAK}{BREAK}" if tag in BLOCKS else inner

    def _marked(self, node: Node, sign: str, name: str, inside: frozenset[str]) -> str:
        """Emphasis, which neither begins nor ends with a space, and ends with its line."""
        inner = self.inline(node.children, inside | {name})
        if name in inside:
            return inner
        parts = []
        for part in inner.split(BREAK):
            text = part.strip(" \t\n\r\f\u00a0")
            before, _, after = part.partition(text) if text else (part, "", "")
            parts.append(f"{before}{sign}{text}{sign}{after}" if text else part)
        return BREAK.join(parts)

    def _image(self, node: Node) -> str:
        source = node.attributes.get("src") or node.attributes.get("data-src") or ""
        alt = " ".join(node.attributes.get("alt", "").split())
        shown = self._targets.picture(source, node.line) if source else None
        if shown is None:
            return escape(alt)
        title = node.attributes.get("title", "")
        label = escape(alt)
        if shown.is_picture:
            return f"![{label}]({address(shown.target)}{f' {quoted(title)}' if title.strip() and title != alt else ''})"
        return f"[{label or escape(source.rsplit('/', 1)[-1])}]({address(shown.target)})"

    def _link(self, node: Node, inside: frozenset[str]) -> str:
        written = node.attributes.get("href", "").strip()
        if not written or "a" in inside:
            self.remember(node)
            return self.inline(node.children, inside)
        inner = self.inline(node.children, inside | {"a"}).replace(BREAK, " ")
        text = folded(inner).strip()
        if not text:
            return " " if inner else ""
        target = self._targets.link(written, node.line)
        if target is None:
            return inner
        before = " " if inner[0] in " \n\t" else ""
        after = " " if inner[-1] in " \n\t" else ""
        return f"{before}[{text}]({address(target)}){after}"
