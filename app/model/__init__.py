"""Frozen values that travel through the pipeline; no input or output of their own."""

from app.model.article import AUDIENCES, Article, Audience, RenderedArticle, Section, Status
from app.model.problem import Problem, Severity
from app.model.reading import DailyReads, Label, Standing, View
from app.model.search import (
    MAX_QUERY_CHARACTERS,
    MAX_QUERY_TERMS,
    MAX_RESULTS,
    Answer,
    Hit,
    Query,
    SearchDocument,
    SectionHit,
    Suggestion,
)
from app.model.site import Category, Site, Synonyms, Thresholds

__all__ = [
    "AUDIENCES",
    "MAX_QUERY_CHARACTERS",
    "MAX_QUERY_TERMS",
    "MAX_RESULTS",
    "Answer",
    "Article",
    "Audience",
    "Category",
    "DailyReads",
    "Hit",
    "Label",
    "Problem",
    "Query",
    "RenderedArticle",
    "SearchDocument",
    "Section",
    "SectionHit",
    "Severity",
    "Site",
    "Standing",
    "Status",
    "Suggestion",
    "Synonyms",
    "Thresholds",
    "View",
]
