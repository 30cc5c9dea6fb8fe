"""Tables as CSV that a spreadsheet shows and never runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

Cell = str | int | float | date | bool | None

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""What begins a formula or a command in a spreadsheet, the wide forms of East Asian keyboards included."""


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The table after RFC 4180, with a byte order mark (spreadsheets then read accents), every text made harmless."""
    out = io.StringIO()
    out.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def harmless(text: str) -> str:
    """The text, with an apostrophe before it when it begins like a formula, also after blanks (OWASP ASVS 1.2.10)."""
    return f"'{text}" if text.startswith(_STARTS) or text.lstrip().startswith(_STARTS) else text


def _cell(value: Cell) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return f"{value:.4f}"
    if isinstance(value, date):
        return value.isoformat()
    return harmless(value) if isinstance(value, str) else "" if value is None else str(value)
