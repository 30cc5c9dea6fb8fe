"""The article of a page of Crisp as ordinary HTML."""

from __future__ import annotations

from html import escape

from app.content.importers.html_tree import Node

_SPANS = {"bold": "strong", "italic": "em", "underline": "u", "delete": "s", "blockquote": "blockquote", "line": "hr"}


def serialised(content: Node) -> str:
    """The content of a page as ordinary HTML: Crisp writes lists, titles and boxes as spans with classes."""
    writer = _Writer()
    writer.children(content)
    return "".join(writer.parts)


class _Writer:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self._listed = ""
        """The list that is open where it writes: `ul`, `ol` or none."""

    def children(self, node: Node) -> None:
        """Write what an element holds, with the lists in it."""
        outer, self._listed = self._listed, ""
        for child in node.children:
            if isinstance(child, Node):
                self._element(child)
            else:
                if child.strip():
                    self._list("")
                self.parts.append(escape(child))
        self._list("")
        self._listed = outer

    def _element(self, node: Node) -> None:
        names = {name.removeprefix("csh-markdown-") for name in node.classes}
        if _left_out(node, names):
            return
        tag = _tag(node, names)
        if _is_item(node, names):
            self._list("ol" if _kind(node).strip(".").isdecimal() else "ul")
        elif self._listed and node.tag == "br":
            return
        else:
            self._list("")
        if "csh-smiley" in node.classes:
            self.parts.append(f" :{escape(node.attributes.get('data-name', 'smiley'))}: ")
        elif tag == "hr":
            self.parts.append("<hr>")
        else:
            attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items())
            self.parts.append(f"<{tag}{attributes}>")
            self.children(node)
            if node.tag not in ("br", "img", "hr", "input"):
                self.parts.append(f"</{tag}>")

    def _list(self, wanted: str) -> None:
        """Be inside that list, or in none."""
        if wanted != self._listed:
            self.parts.append(f"{f'</{self._listed}>' if self._listed else ''}{f'<{wanted}>' if wanted else ''}")
            self._listed = wanted


def _left_out(node: Node, names: set[str]) -> bool:
    return (
        "csh-article-content-updated" in node.classes
        or "code-clipboard" in names
        or any(name.startswith("csh-article-content-separate") for name in node.classes)
    )


def _tag(node: Node, names: set[str]) -> str:
    """What a span stands for; another element stays what it is, but for code and emphasis."""
    if "code-inline" in names:
        return "code"
    if "emphasis" in names:
        return "div"
    if "title" in names and node.tag == "span":
        kind = _kind(node)
        return f"h{min(6, max(2, len(kind) + 1 if kind.strip('#') == '' else 2))}"
    if _is_item(node, names):
        return "li"
    return next((_SPANS[name] for name in names if name in _SPANS), node.tag)


def _is_item(node: Node, names: set[str]) -> bool:
    return "list" in names and node.tag == "span"


def _kind(node: Node) -> str:
    return node.attributes.get("data-type", "")
