"""What is remembered of reading: who never, how often only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.model.search import MAX_QUERY_CHARACTERS

Label = Literal["popular", "regular", "few", "new"]


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
class SearchMiss:
    """One search of one reader on one day (UTC) that nothing answered confidently; nothing says whose it was.

    `query` is normalised and free of personal data before it is put here, `results` is how many closest articles
    were shown. Raises ValueError for a query that no search can have.
    """

    query: str
    locale: str
    day: date
    results: int

    def __post_init__(self) -> None:
        if not 0 < len(self.query) <= MAX_QUERY_CHARACTERS or self.results < 0:
            raise ValueError(f"a query has 1 to {MAX_QUERY_CHARACTERS} characters, and no fewer than 0 results")


@dataclass(frozen=True, slots=True)
class MissCount:
    """How often readers searched for something in a locale on a day (UTC) without an answer.

    `results` is how many closest articles the latest of them saw.
    """

    query: str
    locale: str
    day: date
    searches: int
    results: int


@dataclass(frozen=True, slots=True)
class Standing:
    """An article's popularity in its locale: a label for readers, figures for programs.

    `score` is decayed reads (half-life from the thresholds), `views_30d` readers of the last 30 days.
    """

    label: Label
    score: float = 0.0
    views_30d: int = 0
