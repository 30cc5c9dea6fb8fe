"""HTML of any quality to a tree; nothing of it is ever shown, it is only read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

MAX_DEPTH = 60
MAX_TAGS = 200_000

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())  # noqa: SIM905
BLOCKS = frozenset(
    "address article aside blockquote body center details dd div dl dt fieldset figcaption figure footer form h1 h2 h3"  # noqa: SIM905
    " h4 h5 h6 header hr html iframe li main nav object ol p pre section summary table tbody td tfoot th thead tr ul"
    " video audio".split()
)
_IMPLIED: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "tr": (frozenset({"tr", "td", "th"}), frozenset({"table"})),
    "td": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "tbody": (frozenset({"thead", "tbody", "tfoot", "tr", "td", "th"}), frozenset({"table"})),
    "tfoot": (frozenset({"thead", "tbody", "tfoot", "tr", "td", "th"}), frozenset({"table"})),
}
"""By tag: which open elements it ends, up to the nearest of which others."""
_WALLS = frozenset({"td", "th", "table"})


@dataclass(slots=True, eq=False)
class Node:
    """An element: its tag, attributes, children (text and elements), and its line in the source."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)
    line: int = 1

    @property
    def classes(self) -> list[str]:
        """Its classes in lower case."""
        return self.attributes.get("class", "").lower().split()

    @property
    def elements(self) -> list[Node]:
        """Its children without text between them."""
        return [child for child in self.children if isinstance(child, Node)]

    def walk(self) -> Iterator[Node]:
        """This element and all below it, in order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.elements))

    def text(self) -> str:
        """All text below, in one line."""
        parts: list[str] = []
        stack: list[Node | str] = [self]
        while stack:
            item = stack.pop()
            if isinstance(item, str):
                parts.append(item)
            elif item.tag not in ("script", "style", "template"):
                stack.extend(reversed(item.children))
                if item.tag in BLOCKS or item.tag == "br":
                    parts.append(" ")
        return " ".join("".join(parts).split())

    def find(self, *tags: str) -> Node | None:
        """The first element with one of these tags."""
        return next((node for node in self.walk() if node.tag in tags), None)

    def with_class(self, name: str) -> Node | None:
        """The first element of a class."""
        return next((node for node in self.walk() if name in node.classes), None)


def parse_html(text: str, first_line: int = 1) -> Node:
    """The tree of a text. Lines count from `first_line`. Raises ValueError for more than 200,000 tags."""
    if text.count("<") > MAX_TAGS:
        raise ValueError(f"more than {MAX_TAGS:,} tags")
    builder = _Builder(first_line)
    # An unclosed `<a <a <a …` makes the library look at the rest of the text again for each of them.
    tail = text.rfind(">") + 1
    builder.feed(text[:tail])
    builder.close()
    if rest := text[tail:]:
        builder.handle_data(rest)
    return builder.root


class _Builder(HTMLParser):
    def __init__(self, first_line: int) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("body", line=first_line)
        self._stack = [self.root]
        self._beyond: list[str] = []
        self._first = first_line - 1

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        # The library knows `<![if …]>` and a few more of them, and raises for the others; to browsers all are comments.
        return self.parse_bogus_comment(i, report)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self._end_paragraph()
        if implied := _IMPLIED.get(tag):
            self._end_implied(*implied)
        node = Node(tag, {name: value or "" for name, value in attrs}, [], self.getpos()[0] + self._first)
        self._stack[-1].children.append(node)
        if tag in VOID:
            return
        if len(self._stack) < MAX_DEPTH:
            self._stack.append(node)
        else:
            self._beyond.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID and tag not in ("p", "div", "li", "td", "th", "span"):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._beyond:
            if tag in self._beyond:
                del self._beyond[len(self._beyond) - 1 - self._beyond[::-1].index(tag) :]
            return
        if tag == "br":
            self._stack[-1].children.append(Node("br", line=self.getpos()[0] + self._first))
            return
        for place in range(len(self._stack) - 1, 0, -1):
            if self._stack[place].tag == tag:
                del self._stack[place:]
                return
            if self._stack[place].tag in _WALLS and tag not in ("table", "tr", "tbody", "thead", "tfoot", "td", "th"):
                return

    def handle_data(self, data: str) -> None:
        self._stack[-1].children.append(data)

    def _end_paragraph(self) -> None:
        for place in range(len(self._stack) - 1, 0, -1):
            tag = self._stack[place].tag
            if tag == "p":
                del self._stack[place:]
                return
            if tag in BLOCKS:
                return

    def _end_implied(self, ended: frozenset[str], up_to: frozenset[str]) -> None:
        found = 0
        for place in range(len(self._stack) - 1, 0, -1):
            tag = self._stack[place].tag
            if tag in up_to:
                break
            if tag in ended:
                found = place
        if found:
            del self._stack[found:]
