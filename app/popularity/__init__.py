"""The front door: who is a reader, what may be kept of what they type, and what many reads make of an article."""

from app.popularity.readers import ReaderFilter, reader_hash
from app.popularity.scrub import recordable, scrub, words_of
from app.popularity.standings import Past, Published, horizon_days, past, standings, tie_breaker

__all__ = [
    "Past",
    "Published",
    "ReaderFilter",
    "horizon_days",
    "past",
    "reader_hash",
    "recordable",
    "scrub",
    "standings",
    "tie_breaker",
    "words_of",
]
