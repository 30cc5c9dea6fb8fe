"""The article of a page of Crisp as ordinary HTML."""

from __future__ import annotations

from html import escape

from app.content.importers.html_tree import Node

_SPANS = {"bold": "strong", "italic": "em", "underline": "u", "delete": "s", "blockquote": "blockquote", "line": "hr"}


def serialised(content: Node) -> str:
    """The content of a page as ordinary HTML: Crisp writes lists, titles and boxes as spans with classes."""
    parts: list[str] = []
    listed = ""

    def visit(node: Node) -> None:
        nonlocal listed
        for child in node.children:
            if isinstance(child, str):
                if listed and child.strip():
                    parts.append(f"</{listed}>")
                    listed = ""
                parts.append(escape(child))
                continue
            names = {name.removeprefix("csh-markdown-") for name in child.classes}
            if (
                "csh-article-content-updated" in child.classes
                or "code-clipboard" in names
                or any(name.startswith("csh-article-content-separate") for name in child.classes)
            ):
                continue
            kind = child.attributes.get("data-type", "")
            tag = next((_SPANS[name] for name in names if name in _SPANS), child.tag)
            if "list" in names and child.tag == "span":
                wanted = "ul" if not kind.strip(".").isdecimal() else "ol"
                if listed != wanted:
                    parts.append(f"{f'</{listed}>' if listed else ''}<{wanted}>")
                    listed = wanted
                tag = "li"
            elif listed and child.tag != "br":
                parts.append(f"</{listed}>")
                listed = ""
            elif listed:
                continue
            if "title" in names and child.tag == "span":
                tag = f"h{min(6, max(2, len(kind) + 1 if kind.strip('#') == '' else 2))}"
            if "emphasis" in names:
                tag = "div"
            if "code-inline" in names:
                tag = "code"
            if "csh-smiley" in child.classes:
                parts.append(f" :{escape(child.attributes.get('data-name', 'smiley'))}: ")
                continue
            if tag == "hr":
                parts.append("<hr>")
                continue
            attributes = "".join(f' {name}="{escape(value)}"' for name, value in child.attributes.items())
            parts.append(f"<{tag}{attributes}>")
            outer, listed = listed, ""
            visit(child)
            parts.append(f"</{listed}>" if listed else "")
            listed = outer
            if child.tag not in ("br", "img", "hr", "input"):
                parts.append(f"</{tag}>")

    visit(content)
    return "".join([*parts, f"</{listed}>" if listed else ""])
