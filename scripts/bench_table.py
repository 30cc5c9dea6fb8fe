"""Tables of figures by engine, as text or Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of each engine that has it, one value a round; the less the better where it is `compared`."""

    label: str
    values: Mapping[str, Sequence[float]]
    digits: int = 2
    compared: bool = True


def table(rows: Sequence[Row], names: Sequence[str], *, markdown: bool) -> str:
    """Medians, with least and most over the rounds, and ours divided by each of the others."""
    ours, *peers = names
    cells = [["", *names, *(f"÷ {peer}" for peer in peers)]]
    for row in rows:
        cells.append([row.label, *(_cell(row.values.get(name, ()), row.digits) for name in names)])
        cells[-1] += [_ratio(row, ours, peer) for peer in peers]
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    lines = [_line(line, widths, markdown=markdown) for line in cells]
    if markdown:
        lines.insert(1, "|" + "|".join("---" if not column else "---:" for column in range(len(widths))) + "|")
    return "\n".join(lines)


def _line(cells: Sequence[str], widths: Sequence[int], *, markdown: bool) -> str:
    if markdown:
        return f"| {' | '.join(cells)} |"
    first, *others = (cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
    return "  ".join((first.strip().ljust(widths[0]), *others))


def _cell(values: Sequence[float], digits: int) -> str:
    if not values:
        return ""
    middle = f"{statistics.median(values):,.{digits}f}"
    return middle if len(values) == 1 else f"{middle} ({min(values):,.{digits}f}–{max(values):,.{digits}f})"


def _ratio(row: Row, ours: str, peer: str) -> str:
    if not row.compared or not row.values.get(ours) or not row.values.get(peer):
        return ""
    return f"{statistics.median(row.values[ours]) / (statistics.median(row.values[peer]) or 1e-9):.2f}"
