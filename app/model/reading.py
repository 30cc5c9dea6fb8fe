"""What is remembered of reading: who never, how often only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

Label = Literal["popular", "regular", "few", "new"]


def utc_today() -> date:
    """The day that is counted now, whatever the time zone of the machine or of readers."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class View:
    """One article read by one reader on one day (UTC).

    `reader` is a keyed hash made with a salt that is destroyed after the day: it says "the same reader
    again", never who it was.
    """

    article: str
    locale: str
    day: date
    reader: bytes


@dataclass(frozen=True, slots=True)
class DailyReads:
    """How many readers read an article in a locale on a day (UTC)."""

    article: str
    locale: str
    day: date
    readers: int


@dataclass(frozen=True, slots=True)
class Standing:
    """An article's popularity in its locale: a label for readers, figures for programs.

    `score` is decayed reads (half-life from the thresholds), `views_30d` readers of the last 30 days.
    """

    label: Label
    score: float = 0.0
    views_30d: int = 0
