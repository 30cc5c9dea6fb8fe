"""Choosing the search engine from its URL."""

from __future__ import annotations

from app.errors import SettingError
from app.ports import SearchEngine
from app.search.whoosh_engine import WhooshEngine

__all__ = ["open_engine"]


def open_engine(url: str) -> SearchEngine:
    """The engine that a URL (`whoosh:`) names. Raises SettingError for one that this version does not have."""
    if url.partition(":")[0] == "whoosh":
        return WhooshEngine()
    raise SettingError(f"GUICHET_SEARCH is {url!r}; this version knows whoosh: only.")
