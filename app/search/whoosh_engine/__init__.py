"""Search over Whoosh: the only door to that library."""

from app.search.whoosh_engine.engine import WhooshEngine

__all__ = ["WhooshEngine"]
