"""HTML to Markdown, block by block; no word, picture or address of it is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.content.importers.callouts import callout
from app.content.importers.escaping import address, code_span, escape, fence, guard_lines, quoted
from app.content.importers.html_table import table_blocks
from app.content.importers.html_tree import BLOCKS, Node
from app.content.importers.markdown_parts import BREAK, folded, indented, is_list, joined, raw
from app.content.importers.targets import Shown, Targets
from app.content.text import ascii_words

_UNREAD = frozenset({"script", "style", "template", "head", "title", "meta", "link", "base", "col", "colgroup"})
_EMBEDDED = {"iframe": "src", "video": "src", "audio": "src", "embed": "src", "object": "data", "source": "src"}
_STRONG, _EMPHASIS = frozenset({"b", "strong"}), frozenset({"i", "em", "cite", "dfn", "var"})
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_LANGUAGE = re.compile(r"(?:language|lang|brush|highlight-source)[-:]\s*([\w+#-]+)")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
MAX_ANCHOR = 70

Item = Node | str


def to_markdown(root: Node, targets: Targets, title: str = "") -> str:
    """The Markdown of a tree. A first heading that only repeats `title` is left out."""
    return "\n\n".join(_Writer(targets, title).blocks(root.children)).strip() + "\n"


class _Writer:
    def __init__(self, targets: Targets, title: str, escaped: bool = True) -> None:
        self._targets = targets
        self._title = title
        self._escape = escape if escaped else str
        self._anchor = ""

    def blocks(self, children: Iterable[Item]) -> list[str]:
        """Each block of a container as its lines."""
        found: list[str] = []
        run: list[Item] = []
        for child in children:
            if isinstance(child, Node) and self._is_block(child):
                found += self._paragraphs(run)
                run = []
                found += self._block(child)
            else:
                run.append(child)
        return [block for block in (*found, *self._paragraphs(run)) if block.strip()]

    def _is_block(self, node: Node) -> bool:
        if node.tag in BLOCKS:
            return True
        if node.tag == "a" and node.attributes.get("href"):
            return any(each.tag in ("table", "ul", "ol", "pre") for each in node.walk())
        return any(each.tag in BLOCKS for each in node.walk() if each is not node)

    def _block(self, node: Node) -> list[str]:
        if self._unread(node):
            return []
        tag = node.tag
        if tag[0] == "h" and tag[1:].isdigit():
            return self._heading(node)
        if tag in _EMBEDDED:
            return self._embedded(node)
        if note := callout(node):
            return self._callout(note.kind, note.title, note.children)
        if tag in ("ul", "ol", "menu"):
            return self._list(node)
        if tag == "blockquote":
            inner = "\n\n".join(self._quoted(node))
            return ["\n".join(f"> {line}".rstrip() for line in inner.split("\n"))] if inner else []
        if tag == "pre":
            return self._code(node)
        if tag == "table":
            return table_blocks(node, self.flat, self.blocks, self._targets)
        if tag == "dl":
            return self._definitions(node)
        if tag == "hr":
            return ["---"]
        if tag == "figure":
            return self._figure(node)
        if tag == "summary":
            return self._paragraphs([Node("strong", {}, node.children, node.line)])
        self._remember(node)
        if tag == "p":
            return (
                self._paragraphs(node.children)
                if not any(map(self._is_block, node.elements))
                else self.blocks(node.children)
            )
        return self.blocks(node.children)

    def _unread(self, node: Node) -> bool:
        if node.tag in ("script", "style", "template"):
            if node.tag == "script":
                self._targets.report("a script was left out", node.line)
            return True
        if node.tag in _UNREAD:
            return True
        if "hidden" in node.attributes or _HIDDEN.search(node.attributes.get("style", "")):
            if text := node.text():
                self._targets.report(f"hidden text was left out: {text[:60]}", node.line)
            return True
        return False

    def _remember(self, node: Node) -> None:
        """An element's id, for the next heading that has none."""
        self._anchor = node.attributes.get("id") or (node.tag == "a" and node.attributes.get("name")) or self._anchor

    def _heading(self, node: Node) -> list[str]:
        pictures = [each for each in node.walk() if each.tag == "img"]
        named = next(
            (e for e in node.walk() if e.tag == "a" and (e.attributes.get("id") or e.attributes.get("name"))), None
        )
        anchor = node.attributes.get("id") or (named and (named.attributes.get("id") or named.attributes["name"]))
        anchor, self._anchor = ascii_words(anchor or self._anchor)[:MAX_ANCHOR].strip("-"), ""
        text = " ".join(self._inline(node.children, frozenset({"img", "strong"})).replace(BREAK, " ").split())
        shown = [line for picture in pictures for line in self._paragraphs([picture])]
        if not text:
            return shown
        if self._title and node.text() == self._title:
            self._title = ""
            return shown
        level = max(2, min(6, int(node.tag[1])))
        text = text.replace("{", "\\{").rstrip("#") or text
        return [f"{'#' * level} {text}{f' {{#{anchor}}}' if anchor else ''}", *shown]

    def _embedded(self, node: Node) -> list[str]:
        target = node.attributes.get(_EMBEDDED[node.tag]) or next(
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

    def _list(self, node: Node) -> list[str]:
        ordered = node.tag == "ol"
        items: list[list[str]] = []
        for child in node.children:
            if isinstance(child, str):
                if child.strip():
                    items.append(self._paragraphs([child]))
            elif child.tag == "li":
                items += self._item(child)
            elif child.tag in ("ul", "ol") and items:
                items[-1] += self._list(child)
            elif blocks := self.blocks([child]):
                items.append(blocks)
        items = [item for item in items if item]
        loose = any(len([b for b in item[1:] if not is_list(b)]) > 0 for item in items)
        start = node.attributes.get("start", "1")
        number = int(start) if start.isdecimal() and len(start) < 6 else 1
        lines = []
        for place, item in enumerate(items):
            marker = f"{number + place}. " if ordered else "- "
            lines.append(marker + joined(item, loose).replace("\n", "\n    ").replace("\n    \n", "\n\n"))
        return [("\n\n" if loose else "\n").join(lines)] if lines else []

    def _item(self, node: Node) -> list[list[str]]:
        """The blocks of an item; one that begins with a list has nothing of its own to say, so that list's items."""
        box = next((e for e in node.elements if e.tag == "input" and e.attributes.get("type") == "checkbox"), None)
        self._remember(node)
        blocks = self.blocks(node.children)
        if blocks and is_list(blocks[0]):
            blocks = ["…", *blocks] if len(blocks) > 1 else blocks
            if len(blocks) == 1:
                return [[line] for line in re.split(r"\n+(?=[-\d])", re.sub(r"(?m)^(?:- |\d+\. )", "", blocks[0]))]
        if blocks and blocks[0].startswith(("```", "|", "!!!", ">")):
            blocks = ["…", *blocks]
        if box is not None and blocks:
            blocks[0] = f"[{'x' if 'checked' in box.attributes else ' '}] {blocks[0]}"
        return [blocks]

    def _definitions(self, node: Node) -> list[str]:
        lines: list[str] = []
        entries = [e for child in node.elements for e in (child.elements if child.tag == "div" else [child])]
        for child in entries:
            if child.tag == "dt":
                text = self.flat(child.children)
                lines.append(f"\n{guard_lines(text)}" if lines else guard_lines(text))
            else:
                inner = "\n\n".join(self.blocks(child.children)) or "…"
                lines.append(f":   {indented(inner).lstrip()}")
        return ["\n".join(lines)] if lines else []

    def _figure(self, node: Node) -> list[str]:
        caption = node.find("figcaption")
        if caption is not None:
            text = self.flat(caption.children)
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
            if match := _LANGUAGE.search(each.attributes.get("class", "")):
                language = match[1]
                break
        return [fence(text, language)] if (text := raw(node).strip("\n")).strip() else []

    def _paragraphs(self, children: Sequence[Item]) -> list[str]:
        text = self._inline(children, frozenset())
        found = []
        for part in re.split(f"{BREAK} *(?:{BREAK} *)+", folded(text)):
            lines = [line.strip(" ") for line in part.split(BREAK)]
            if whole := "  \n".join(line for line in lines if line):
                found.append(guard_lines(whole) if self._escape is escape else whole)
        return found

    def flat(self, children: Iterable[Item]) -> str:
        """Everything of some children in one line, items of lists with a bullet."""
        return " ".join(folded(self._inline(children, frozenset())).replace(BREAK, " ").split(" ")).strip()

    def _inline(self, children: Iterable[Item], inside: frozenset[str]) -> str:
        return "".join(
            self._escape(child) if isinstance(child, str) else self._within(child, inside) for child in children
        )

    def _within(self, node: Node, inside: frozenset[str]) -> str:
        tag = node.tag
        if tag == "br":
            return BREAK
        if tag in _EMBEDDED:
            return f"{BREAK}{BREAK}{' '.join(self._embedded(node))}{BREAK}{BREAK}"
        if self._unread(node):
            return ""
        if tag == "img":
            return "" if "img" in inside else self._image(node)
        if tag in _STRONG:
            return self._marked(node, "**", "strong", inside)
        if tag in _EMPHASIS:
            return self._marked(node, "*", "em", inside)
        if tag in _CODE:
            return code_span(node.text()) if not node.find("img", "a") else self._inline(node.children, inside)
        if tag == "a":
            return self._link(node, inside)
        if tag == "li":
            return f" • {self._inline(node.children, inside)} "
        if tag == "pre":
            return f" {code_span(node.text())} "
        if tag == "q":
            return f"“{self._inline(node.children, inside)}”"
        inner = self._inline(node.children, inside)
        return f"{BREAK}{BREAK}{inner}{BREAK}{BREAK}" if tag in BLOCKS else inner

    def _marked(self, node: Node, sign: str, name: str, inside: frozenset[str]) -> str:
        """Emphasis, which neither begins nor ends with a space, and ends with its line."""
        inner = self._inline(node.children, inside | {name})
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
            self._remember(node)
            return self._inline(node.children, inside)
        inner = self._inline(node.children, inside | {"a"}).replace(BREAK, " ")
        text = folded(inner).strip()
        if not text:
            return " " if inner else ""
        target = self._targets.link(written, node.line)
        if target is None:
            return inner
        before = " " if inner[0] in " \n\t" else ""
        after = " " if inner[-1] in " \n\t" else ""
        return f"{before}[{text}]({address(target)}){after}"


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
