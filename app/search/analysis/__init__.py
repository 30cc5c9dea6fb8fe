"""From text to terms, one file for each language."""

from __future__ import annotations

from app.search.analysis.analyzer import Analyzer, Slot, Token, key, wording
from app.search.analysis.common_words import common_words
from app.search.analysis.english import ENGLISH
from app.search.analysis.french import FRENCH
from app.search.analysis.language import Language
from app.search.analysis.normalise import fold, normalise

__all__ = [
    "LANGUAGES",
    "Analyzer",
    "Language",
    "Slot",
    "Token",
    "analyzer",
    "common_words",
    "fold",
    "key",
    "language",
    "normalise",
    "wording",
]

LANGUAGES = {each.code: each for each in (FRENCH, ENGLISH)}
"""Those with a file of their own, by code."""


def language(locale: str) -> Language:
    """The language of a locale (`fr`, `fr-CA`); one without a file gets tokens and folding only."""
    code = locale.replace("_", "-").split("-")[0].lower()
    return LANGUAGES.get(code) or Language(code=code)


def analyzer(locale: str) -> Analyzer:
    """A new analyser for a locale."""
    return Analyzer(language(locale))
