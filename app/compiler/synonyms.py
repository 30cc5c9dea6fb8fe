"""Synonyms as the search understands them: groups that contradict each other, and members that do nothing."""

from __future__ import annotations

from collections.abc import Iterator

from app.compiler.reading import Draft
from app.content.source import synonyms_path
from app.content.synonyms import Terms, contradictions
from app.model import Problem
from app.search.analysis import analyzer
from app.search.thesaurus import kept


def contradicting_synonyms(draft: Draft) -> Iterator[Problem]:
    """The problems of every locale's groups that only the analysis of its language shows."""
    for locale, synonyms in draft.content.synonyms.items():
        yield from contradictions(synonyms, synonyms_path(locale), _terms(locale))


def _terms(locale: str) -> Terms:
    analysis = analyzer(locale)
    return lambda text: kept(analysis.tokens(text))
