"""HTML to Markdown, block by block; no word, picture or address of it is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.content.importers.callouts import callout
from app.content.importers.escaping import address, escape, fence, quoted
from app.content.importers.html_inline import EMBEDDED, InlineWriter, Item, unread
from app.content.importers.html_lists import definitions, list_block
from app.content.importers.html_table import table_blocks
from app.content.importers.html_tree import BLOCKS, Node
from app.content.importers.markdown_parts import BREAK, anchor_name, indented, raw
from app.content.importers.targets import Shown, Targets

_LANGUAGE = re.compile(r"(?:language|lang|brush|highlight-source)[-:]\s*([\w+#-]+)")
_SAYS_LANGUAGE = ("class", "data-syntaxhighlighter-params")


def to_markdown(root: Node, targets: Targets, title: str = "") -> str:
    """The Markdown of a tree. A first heading that only repeats `title` is left out."""
    return "\n\n".join(_Writer(targets, title).blocks(root.children)).strip() + "\n"


class _Writer:
    def __init__(self, targets: Targets, title: str, escaped: bool = True) -> None:
        self._targets = targets
        self._title = title
        self._text = InlineWriter(targets, escaped, self._embedded)

    def blocks(self, children: Iterable[Item]) -> list[str]:
        """Each block of a container as its lines."""
        found: list[str] = []
        run: list[Item] = []
        for child in children:
            if isinstance(child, Node) and self._is_block(child):
                found += self._text.paragraphs(run)
                run = []
                found += self._block(child)
            else:
                run.append(child)
        return [block for block in (*found, *self._text.paragraphs(run)) if block.strip()]

    def _is_block(self, node: Node) -> bool:
        if node.tag in BLOCKS:
            return True
        if node.tag == "a" and node.attributes.get("href"):
            return any(each.tag in ("table", "ul", "ol", "pre") for each in node.walk())
        return any(each.tag in BLOCKS for each in node.walk() if each is not node)

    def _block(self, node: Node) -> list[str]:
        if unread(node, self._targets):
            return []
        tag = node.tag
        if tag[0] == "h" and tag[1:].isdigit():
            return self._heading(node)
        if tag in EMBEDDED:
            return self._embedded(node)
        if note := callout(node):
            return self._callout(note.kind, note.title, note.children)
        if tag in ("ul", "ol", "menu"):
            return list_block(node, self._text, self.blocks)
        if tag == "blockquote":
            inner = "\n\n".join(self._quoted(node))
            return ["\n".join(f"> {line}".rstrip() for line in inner.split("\n"))] if inner else []
        if tag == "pre":
            return self._code(node)
        if tag == "table":
            return table_blocks(node, self._text.flat, self.blocks, self._targets)
        if tag == "dl":
            return definitions(node, self._text, self.blocks)
        if tag == "hr":
            return ["---"]
        if tag == "figure":
            return self._figure(node)
        if tag == "summary":
            return self._text.paragraphs([Node("strong", {}, node.children, node.line)])
        self._text.remember(node)
        if tag == "p":
            return (
                self._text.paragraphs(node.children)
                if not any(map(self._is_block, node.elements))
                else self.blocks(node.children)
            )
        return self.blocks(node.children)

    def _heading(self, node: Node) -> list[str]:
        pictures = [each for each in node.walk() if each.tag == "img"]
        named = next(
            (e for e in node.walk() if e.tag == "a" and (e.attributes.get("id") or e.attributes.get("name"))), None
        )
        anchor = node.attributes.get("id") or (named and (named.attributes.get("id") or named.attributes["name"]))
        anchor, self._text.anchor = anchor_name(anchor or self._text.anchor), ""
        text = " ".join(self._text.inline(node.children, frozenset({"img", "strong"})).replace(BREAK, " ").split())
        shown = [line for picture in pictures for line in self._text.paragraphs([picture])]
        if not text:
            return shown
        if self._title and node.text() == self._title:
            self._title = ""
            return shown
        level = max(2, min(6, int(node.tag[1])))
        text = text.replace("{", "\\{").rstrip("#") or text
        return [f"{'#' * level} {text}{f' {{#{anchor}}}' if anchor else ''}", *shown]

    def _embedded(self, node: Node) -> list[str]:
        target = node.attributes.get(EMBEDDED[node.tag]) or next(
            (e.attributes["src"] for e in node.elements if e.attributes.get("src")), ""
        )
        inner = self.blocks(child for child in node.children if not (isinstance(child, Node) and child.tag == "source"))
        if target.startswith("//"):
            target = f"https:{target}"
        link = self._targets.link(target, node.line) if target else None
        if not link:
            return inner
        self._targets.report(f"what was shown inside the page ({node.tag}) is now a link: {target[:80]}", node.line)
        label = node.attributes.get("title") or node.attributes.get("aria-label") or target.split("?")[0]
        return [f"[{escape(label)}]({address(link)})", *inner]

    def _callout(self, kind: str, title: str, children: Sequence[Item]) -> list[str]:
        inner = "\n\n".join(self.blocks(children))
        head = f"!!! {kind}{f' {quoted(title)}' if title else ''}"
        return [f"{head}\n{indented(inner)}"] if inner else ([f"**{escape(title)}**"] if title else [])

    def _figure(self, node: Node) -> list[str]:
        caption = node.find("figcaption")
        if caption is not None:
            text = self._text.flat(caption.children)
            image = [e for e in node.walk() if e.tag == "img"]
            others = [c for c in node.children if c is not caption]
            blocks = self.blocks(others)
            if (
                len(image) == 1
                and len(blocks) == 1
                and blocks[0].startswith("![")
                and blocks[0].endswith(")")
                and "](" not in text
                and not re.search(r' "[^"]*"\)$', blocks[0])
            ):
                return [f"{blocks[0][:-1]} {quoted(caption.text())})"]
            return [*blocks, *([f"*{text}*"] if text and not text.startswith("*") else [text])]
        return self.blocks(node.children)

    def _quoted(self, node: Node) -> list[str]:
        """Blocks of a quotation: fences are not read there, so code is indented."""
        blocks = self.blocks(node.children)
        return [indented("\n".join(b.split("\n")[1:-1])) if b.startswith("```") else b for b in blocks]

    def _code(self, node: Node) -> list[str]:
        language = ""
        for each in node.walk():
            said = " ".join(each.attributes.get(name, "") for name in _SAYS_LANGUAGE)
            if match := _LANGUAGE.search(said):
                language = match[1]
                break
        return [fence(text, language)] if (text := raw(node).strip("\n")).strip() else []


def fragment(root: Node, targets: Targets) -> list[str]:
    """Blocks of HTML inside Markdown: its text is Markdown already, so nothing is escaped and links stay as written."""
    return _Writer(_AsWritten(targets), "", escaped=False).blocks(root.children)


class _AsWritten:
    """Leaves addresses alone: they are looked at with those of the Markdown around them."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets

    def link(self, address: str, _line: int) -> str | None:
        return address

    def picture(self, address: str, _line: int) -> Shown | None:
        return Shown(address, True)

    def report(self, message: str, line: int) -> None:
        self._targets.report(message, line)
