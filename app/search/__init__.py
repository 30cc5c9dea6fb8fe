"""Choosing the search engine from its URL."""

from __future__ import annotations

from pathlib import Path

from app.errors import SearchUnavailable, SettingError
from app.model import Synonyms
from app.ports import SearchEngine
from app.search.whoosh_engine import WhooshEngine

__all__ = ["open_engine", "read_synonyms"]


def open_engine(url: str) -> SearchEngine:
    """The engine that a URL (`whoosh:`) names. Raises SettingError for one that this version does not have."""
    if url.partition(":")[0] == "whoosh":
        return WhooshEngine()
    raise SettingError(f"GUICHET_SEARCH is {url!r}; this version knows whoosh: only.")


def read_synonyms(folder: Path, locale: str) -> Synonyms:
    """The synonyms that the index in a folder was built with. Raises SearchUnavailable."""
    from app.search.whoosh_engine.builder import UNREADABLE, read_about  # 80 ms, which no check needs

    try:
        return Synonyms(locale, read_about(folder).groups)
    except UNREADABLE as error:
        raise SearchUnavailable(f"The search index in {folder} cannot be read: {error}; build it again.") from error
