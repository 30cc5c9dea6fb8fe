"""Frozen values that travel through the pipeline; no input or output of their own."""

from app.model.article import AUDIENCES, Article, Audience, Body, RenderedArticle, Section, Status
from app.model.problem import Problem, Severity, in_order
from app.model.reading import DailyReads, Label, MissCount, SearchMiss, Standing, View
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
    "Body",
    "Category",
    "DailyReads",
    "Hit",
    "Label",
    "MissCount",
    "Problem",
    "Query",
    "RenderedArticle",
    "SearchDocument",
    "SearchMiss",
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
    "in_order",
]
