"""Words that everybody knows, and which are therefore no mistakes of others; the only door to pyspellchecker."""

from __future__ import annotations

from functools import cache

from spellchecker import SpellChecker

from app.search.analysis.normalise import fold, normalise

_COMMON = 1_000
"""How often a word stands in the library's texts (films' subtitles): the 10,000 to 19,000 commonest of a language."""


@cache
def common_words(code: str) -> frozenset[str]:
    """The folded common words of a language; none of one without a list. Takes 0.1 s the first time."""
    if code not in SpellChecker.languages():
        return frozenset()
    counted = SpellChecker(language=code).word_frequency.items()
    return frozenset(fold(normalise(word)) for word, count in counted if count >= _COMMON)
