"""A simulated month: readers by Zipf's law, a robot, a burst, a new article, and the labels of each day."""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from app.model import DailyReads, Label, Thresholds
from app.popularity import past, standings

FIRST = date(2026, 5, 1)
BEFORE, MONTH = 60, 31
"""Days of reading before the month, and the days that are drawn."""
BIRTH, BURST = 8, 15
"""Day of the month on which the new article appears; day on which a mailing sends 2,000 readers to one nobody reads."""
ARTICLES = 20
READERS = 120
"""Reads on a weekday; a third of them at the weekend."""
ROBOT, SENT, NEW, HANDFUL = "robot's favourite", "sent by a mailing", "new and read", "new and not read"

_COLOURS: dict[Label, str] = {"popular": "#0b6e99", "regular": "#8cc4da", "few": "#e7edf0", "new": "#f2b84b"}
_LETTERS: dict[Label, str] = {"popular": "P", "regular": "r", "few": "·", "new": "N"}
_CELL, _LEFT, _TOP = 18, 190, 44


@dataclass(frozen=True, slots=True)
class Month:
    """Names of the articles in the order of their real readers, and each one's label on each day."""

    names: Sequence[str]
    labels: Mapping[str, Sequence[Label]]
    reads: Mapping[str, int]

    def changes(self, name: str) -> int:
        """How often an article's label changed."""
        return sum(one != next for one, next in pairwise(self.labels[name]))


def simulate(seed: int = 1) -> Month:
    """The month of a seed."""
    draw = random.Random(seed)  # noqa: S311
    usual = [f"article {place:02}" for place in range(1, ARTICLES + 1)]
    names = [*usual, ROBOT, SENT, NEW, HANDFUL]
    old = FIRST - timedelta(days=400)
    born: dict[str, date | None] = dict.fromkeys(names, old)
    born |= dict.fromkeys((NEW, HANDFUL), FIRST + timedelta(days=BIRTH))
    reads: list[DailyReads] = []
    labels: dict[str, list[Label]] = {name: [] for name in names}
    for number in range(-BEFORE, MONTH):
        day = FIRST + timedelta(days=number)
        reads += _reads(draw, number, day, usual)
        there = {name: birth for name, birth in born.items() if birth is not None and birth <= day}
        known = past(reads, {"fr": there}, Thresholds(), day + timedelta(days=1))
        found = standings(known, (), {"fr": there}, Thresholds())
        if number >= 0:
            for name in there:
                labels[name].append(found["fr", name].label)
    month = {name: sum(read.readers for read in reads if read.article == name and read.day >= FIRST) for name in names}
    return Month(names, labels, month)


def _reads(draw: random.Random, number: int, day: date, usual: Sequence[str]) -> list[DailyReads]:
    busy = 1.0 if day.weekday() < 5 else 1 / 3
    weights = [1 / place for place in range(1, len(usual) + 1)]
    counts = dict.fromkeys((*usual, ROBOT, SENT, NEW, HANDFUL), 0)
    for name in draw.choices(usual, weights, k=int(READERS * busy * draw.uniform(0.8, 1.2))):
        counts[name] += 1
    counts[ROBOT] = 1  # it calls a thousand times a day; one address and agent is one reader
    counts[SENT] = draw.choice((0, 0, 0, 1)) + (2_000 if number == BURST else 0)
    if number >= BIRTH:
        counts[NEW] = round(draw.uniform(12, 18) * busy)
        counts[HANDFUL] = draw.choice((0, 0, 1))
    return [DailyReads(name, "fr", day, count) for name, count in counts.items() if count]


def text(month: Month) -> str:
    """One line an article: its readers in the month, and a letter a day."""
    lines = [f"{'':20} readers  1{'·' * 8}10{'·' * 8}20{'·' * 8}30"]
    for name in month.names:
        days = "".join(_LETTERS[label] for label in month.labels[name]).rjust(MONTH)
        lines.append(f"{name:20} {month.reads[name]:7,}  {days}")
    return "\n".join(lines)


def picture(month: Month) -> str:
    """The same as an SVG picture."""
    width, height = _LEFT + MONTH * _CELL + 10, _TOP + len(month.names) * _CELL + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        'font-size="12">',
        "<title>Labels of each article on each day of a simulated month</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for place, (label, colour) in enumerate(_COLOURS.items()):
        x = _LEFT + place * 90
        parts.append(
            f'<rect x="{x}" y="6" width="12" height="12" fill="{colour}"/><text x="{x + 18}" y="16">{label}</text>'
        )
    parts += [f'<text x="{_LEFT + day * _CELL}" y="{_TOP - 6}">{day + 1}</text>' for day in (0, 9, 19, 29)]
    for row, name in enumerate(month.names):
        y = _TOP + row * _CELL
        parts.append(f'<text x="4" y="{y + 13}">{name} ({month.reads[name]:,})</text>')
        first = MONTH - len(month.labels[name])
        for day, label in enumerate(month.labels[name]):
            x = _LEFT + (first + day) * _CELL
            parts.append(f'<rect x="{x}" y="{y}" width="{_CELL - 2}" height="{_CELL - 2}" fill="{_COLOURS[label]}"/>')
    return "\n".join([*parts, "</svg>"]) + "\n"


_DRAWN = re.compile(r"(?<=```\n).*?(?=\n```)", re.DOTALL)


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/simulate", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--docs", type=Path, default=Path("docs"))
    options = parser.parse_args()
    month = simulate(options.seed)
    table = text(month)
    page: Path = options.docs / "popularity.md"
    page.write_text(_DRAWN.sub(lambda _: table, page.read_text("utf-8"), count=1), "utf-8")
    (options.docs / "pictures" / "popularity.svg").write_text(picture(month), "utf-8")
    print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
