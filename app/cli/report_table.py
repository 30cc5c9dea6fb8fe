"""A table as lines of a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.insights import Sheet

WIDEST = 60
_MISSING = "-"


def text_table(sheet: Sheet, columns: Sequence[str]) -> Iterator[str]:
    """Some columns of a table under their names, numbers to the right, texts cut at 60 characters."""
    records = list(sheet.records())
    cells = [[_text(record[name]) for name in columns] for record in records]
    numeric = [all(isinstance(record[name], int | float | None) for record in records) for name in columns]
    widths = [max(len(row[i]) for row in [list(columns), *cells]) for i in range(len(columns))]
    for row in [list(columns), *cells]:
        parts = (cell.rjust(w) if n else cell.ljust(w) for cell, w, n in zip(row, widths, numeric, strict=True))
        yield "  ".join(parts).rstrip()


def _text(value: str | int | float | None) -> str:
    if value is None or value == "":
        return _MISSING
    if isinstance(value, float):
        return f"{value:.0%}"
    text = str(value)
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"
