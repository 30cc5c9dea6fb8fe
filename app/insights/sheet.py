"""Tables for spreadsheets and programs: CSV that is shown and never run, and records of names and values."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

Cell = str | int | float | date | datetime | None

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""What begins a formula or a command in a spreadsheet, the wide forms of East Asian keyboards included."""
_CELL_AFTER = re.compile(r"(?<=[;\t\r\n])(?=(?:[^\S\t\r\n]|\")*[=+\-@＝＋－＠])")
"""Where a spreadsheet that separates cells by semicolons or tabs, as French ones do, would see one that begins so."""
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: the names of its columns, and rows of as many values."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def csv(self) -> str:
        """After RFC 4180, with a byte order mark (spreadsheets then read accents), every text made harmless."""
        out = io.StringIO()
        out.write("\N{ZERO WIDTH NO-BREAK SPACE}")
        writer = csv.writer(out)
        writer.writerow(self.columns)
        writer.writerows(map(_cells, self.rows))
        return out.getvalue()

    def records(self) -> Iterator[dict[str, str | int | float | None]]:
        """Rows by column name; dates and times as RFC 3339, shares rounded to 4 decimals."""
        for row in self.rows:
            yield dict(zip(self.columns, map(_plain, row), strict=True))


def harmless(text: str) -> str:
    """The text, with an apostrophe before whatever a spreadsheet could take for a formula (OWASP ASVS 1.2.10).

    That is its beginning, also after blanks, and what follows a semicolon, a tab or a line break.
    """
    text = _CELL_AFTER.sub("'", text)
    return f"'{text}" if text.startswith(_STARTS) or text.lstrip().startswith(_STARTS) else text


def sheet(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Sheet:
    """The table of these rows."""
    return Sheet(tuple(columns), tuple(map(tuple, rows)))


def _cells(row: Iterable[Cell]) -> list[str]:
    plain = map(_plain, row)
    return [harmless(value) if isinstance(value, str) else "" if value is None else str(value) for value in plain]


def _plain(value: Cell) -> str | int | float | None:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    return round(value, _DECIMALS) if isinstance(value, float) else value
