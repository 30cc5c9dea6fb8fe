"""Synonyms as the search understands them: groups that contradict each other, members that do nothing or too much."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from app.compiler.reading import Draft
from app.content.source import synonyms_path
from app.content.synonyms import Terms, contradictions
from app.model import Problem
from app.search.analysis import analyzer, common_words, fold
from app.search.thesaurus import kept


def contradicting_synonyms(draft: Draft) -> Iterator[Problem]:
    """The problems of every locale's groups that only the analysis of its language shows."""
    for locale, synonyms in draft.content.synonyms.items():
        yield from contradictions(synonyms, synonyms_path(locale), _terms(locale), partial(_everyday, locale))


def _terms(locale: str) -> Terms:
    analysis = analyzer(locale)
    return lambda text: kept(analysis.tokens(text))


def _everyday(locale: str, phrase: str) -> str:
    """The word of a phrase that the search keeps, where it is a common one of the language; else nothing."""
    left = [token.word for token in analyzer(locale).tokens(phrase) if not (token.stop or token.whole)]
    return left[0] if left and fold(left[0]) in common_words(locale) else ""
