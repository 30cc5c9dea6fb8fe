"""HTML tables as Markdown tables; those that Markdown has no form for, as paragraphs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.content.importers.escaping import guard_lines
from app.content.importers.html_tree import Node
from app.content.importers.targets import Targets

_MAX_SPAN = 50
_TOO_MUCH = frozenset({"table", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})

Children = Iterable[Node | str]


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[Node, ...]
    head: bool


def table_blocks(
    table: Node, flat: Callable[[Children], str], blocks: Callable[[Children], list[str]], targets: Targets
) -> list[str]:
    """A table's blocks: its caption, then the table, or the content of its cells one after the other."""
    rows = _rows(table)
    captions = [child for child in table.elements if child.tag == "caption"]
    found = [f"**{text}**" for caption in captions if (text := flat(caption.children))]
    if not rows:
        return found + blocks(child for child in table.children if child not in captions)
    width = max(sum(_span(cell, "colspan") for cell in row.cells) for row in rows)
    cells = [cell for row in rows for cell in row.cells]
    layout = len(cells) == 1 or (width == 1 and not any(row.head for row in rows))
    if layout or any(each.tag in _TOO_MUCH for cell in cells for child in cell.elements for each in child.walk()):
        if not layout:
            targets.report("a table with code, headings or a table in it is now paragraphs", table.line)
        return found + [block for cell in cells for block in blocks(cell.children)]
    if any(_span(cell, "rowspan") > 1 for cell in cells):
        targets.report("cells that spanned several rows are now in the first of them", table.line)
    lines = [_line(texts, width) for texts in _grid(rows, flat)]
    if not rows[0].head:
        lines.insert(0, _line([], width))
    lines.insert(1, "|" + " --- |" * width)
    return [*found, "\n".join(lines)]


def _rows(table: Node) -> list[_Row]:
    """The table's own rows; a row of header cells at the top is its head."""
    rows: list[_Row] = []
    groups = [(table, False)]
    while groups:
        group, inside_head = groups.pop(0)
        for child in group.elements:
            if child.tag in ("thead", "tbody", "tfoot"):
                groups.append((child, child.tag == "thead"))
            elif child.tag == "tr":
                cells = tuple(cell for cell in child.elements if cell.tag in ("td", "th"))
                if cells:
                    rows.append(_Row(cells, inside_head or all(cell.tag == "th" for cell in cells)))
    return rows


def _grid(rows: Iterable[_Row], flat: Callable[[Children], str]) -> Iterable[list[str]]:
    """The text of each cell; what a cell spans beside or below itself is empty."""
    waiting: dict[int, int] = {}
    for row in rows:
        texts: list[str] = []
        for cell in row.cells:
            while waiting.get(len(texts), 0) > 0:
                waiting[len(texts)] -= 1
                texts.append("")
            place, wide = len(texts), _span(cell, "colspan")
            texts += [_one_line(flat(cell.children)), *[""] * (wide - 1)]
            if (high := _span(cell, "rowspan")) > 1:
                waiting.update(dict.fromkeys(range(place, place + wide), high - 1))
        while waiting.get(len(texts), 0) > 0:
            waiting[len(texts)] -= 1
            texts.append("")
        yield texts


def _one_line(text: str) -> str:
    # In code a backslash would be shown: a bar there is worth more than its typeface.
    if "|" in text and "`" in text:
        text = text.replace("`", "")
    return guard_lines(" ".join(text.split(" "))).replace("|", "\\|")


def _line(texts: list[str], width: int) -> str:
    filled = (texts + [""] * width)[: max(width, len(texts))]
    return "| " + " | ".join(filled) + " |"


def _span(cell: Node, name: str) -> int:
    value = cell.attributes.get(name, "1")
    return min(int(value), _MAX_SPAN) if value.isdecimal() and len(value) < 6 and int(value) > 0 else 1
