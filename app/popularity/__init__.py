"""The front door: who is a reader, and what many reads make of an article."""

from app.popularity.readers import ReaderFilter, reader_hash
from app.popularity.standings import horizon_days, standings, tie_breaker

__all__ = ["ReaderFilter", "horizon_days", "reader_hash", "standings", "tie_breaker"]
