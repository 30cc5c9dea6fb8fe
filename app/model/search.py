"""What goes into a search index and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.model.article import Audience, Section

MAX_QUERY_CHARACTERS = 200
MAX_QUERY_TERMS = 12
MAX_RESULTS = 50


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One article as the index sees it: plain text only, no markup.

    `category_title` is the category's name in the locale, so that it can be searched. `heading` is the first-level
    heading that the text begins with, the title in other words. `called` are the texts of links that lead here from
    other articles which the same readers see.
    """

    id: str
    locale: str
    title: str
    summary: str
    category: str
    category_title: str
    questions: tuple[str, ...]
    keywords: tuple[str, ...]
    sections: tuple[Section, ...]
    updated: date | None = None
    visibility: Audience = "public"
    review_by: date | None = None
    heading: str = ""
    called: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A search as a person typed it. `exact` asks for no spelling correction; `category` filters.

    `explain` asks for the score of each word in each field among the parts of a hit's score. `typed_in` is the locale
    of whoever searches, when another one is asked beside it: its words seldom mean the same elsewhere.
    """

    text: str
    locale: str
    category: str | None = None
    limit: int = 10
    offset: int = 0
    exact: bool = False
    explain: bool = False
    typed_in: str | None = None


@dataclass(frozen=True, slots=True)
class SectionHit:
    """A section that matched; `snippet_html` holds escaped text and `<mark>` only."""

    anchor: str
    title: str
    snippet_html: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One article that matches; `matched` are the words of the text that did, as they stand there.

    `parts` explains the score: pairs of a name (`bm25f`, `coverage`, …) and what it added; they add up to `score`.
    Of a query with `explain`, `bm25f` is given as `field:word:kind` (`title:résilier:typed`), where the kind is
    `typed`, `synonym`, `prefix`, `corrected`, or two of them (`corrected+synonym`); the word is the reader's, with the
    article's where that is another (`title:annuler → résilier:synonym`).
    """

    id: str
    locale: str
    score: float
    snippet_html: str
    sections: tuple[SectionHit, ...] = ()
    matched: tuple[str, ...] = ()
    parts: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What of a query must be absent, as it was typed (`-facture`), and the query without it."""

    text: str
    without: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a search. `total` counts all matching articles, `hits` is the asked page of them.

    `answered` is false when nothing is confidently about the query: `hits` are then only the closest.
    `corrected` is the query that was searched instead, None when nothing was corrected.
    `categories` counts all matches by category id (before the category filter).
    `emptied` is the exclusion that left nothing of what there was.
    """

    query: Query
    total: int
    hits: tuple[Hit, ...]
    answered: bool = True
    corrected: str | None = None
    suggestions: tuple[str, ...] = ()
    categories: tuple[tuple[str, int], ...] = ()
    emptied: Exclusion | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One article offered while typing; `title_html` holds escaped text and `<mark>` only."""

    id: str
    locale: str
    title_html: str
