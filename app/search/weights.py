"""Every number that ranking depends on, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


def _fields() -> dict[str, float]:
    return {
        "title": 5.0,
        "questions": 4.0,
        "keywords": 4.0,
        "headings": 1.0,
        "summary": 1.0,
        "body": 0.5,
        "category": 0.5,
        "called": 0.5,
    }


def _lengths() -> dict[str, float]:
    return {
        "title": 0.5,
        "questions": 0.3,
        "keywords": 0.3,
        "headings": 0.3,
        "summary": 0.5,
        "body": 0.75,
        "category": 0.0,
        "called": 0.3,
    }


@dataclass(frozen=True, slots=True)
class Certainty:
    """How sure an article's answer is: a sum that must reach `floor`, lest the article is only one of the closest.

    Of the query, by weight of its words, `held` is worth what the article holds and `headed` what its title, questions,
    keywords and headings do; `close` is worth how nearly one of these is the query, and `word` each of the query's
    words, `words` at most: of a long question no article holds all.
    """

    held: float = 0.4
    headed: float = 0.2
    close: float = 0.4
    word: float = 0.07
    words: int = 6
    floor: float = 0.66


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of ranking; the bonuses are shares of an article's own BM25F score.

    `fields` multiply a field's score and `lengths` are its B of BM25F. A word's stand-in counts `synonym`, `prefix` or
    `corrected` times, a word such as « quand » `weak` times, a word inside a phrase of the synonyms `inside` times, to
    which the phrase adds `phrase` times what all its names score together.
    `contrast` is the power to which BM25F is raised, so that many mentions in a long text do not outdo a title.
    `closeness` rewards a title, question, keyword or heading that holds the query: the cube of the share it holds, so
    that half a query is hardly rewarded, and the share `brief` of that only as far as it says nothing else. Of what it
    holds, `exact` is kept for words that stand there just as they were typed, and `number` of that for those in the
    other number. A line that is the query but for fillers has `verbatim` more. What others call the article is worth
    `called` times as much. An article whose text lacks words of the
    query has less of all that, by the power `whole` of the share it holds. `popularity` is the largest share that
    readers give: two articles change places only within it. `overdue` is the share that an article loses whose review
    has been due for more than `overdue_days` days: nobody knows whether it is still true.
    """

    fields: Mapping[str, float] = field(default_factory=_fields)
    lengths: Mapping[str, float] = field(default_factory=_lengths)
    k1: float = 2.0
    synonym: float = 0.7
    phrase: float = 0.6
    inside: float = 0.6
    weak: float = 0.6
    prefix: float = 0.8
    corrected: float = 0.9
    coverage: float = 1.0
    contrast: float = 0.7
    exact: float = 0.5
    number: float = 0.7
    brief: float = 0.8
    verbatim: float = 1.5
    called: float = 0.9
    whole: float = 0.5
    closeness: float = 4.0
    proximity: float = 0.0
    popularity: float = 0.05
    overdue: float = 0.05
    overdue_days: int = 90
    certainty: Certainty = Certainty()

    def for_tickets(self) -> Weights:
        """The bonuses of a ticket's passages, which are sentences and seldom in the words of a title: brevity and the
        very words tell less (81 French tickets: .975 instead of .951 first)."""
        return replace(self, exact=0.3, brief=0.5, closeness=6.0)


DEFAULT = Weights()
