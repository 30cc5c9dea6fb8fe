"""Entries as tests of the record make them: one day, one locale, short names."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from app.model import (
    Event,
    Reason,
    Vote,
)
from app.ports import Store

DAY = date(2026, 8, 1)
NEXT = DAY + timedelta(days=1)
EVER = (date.min, date.max)


def at(day: date = DAY, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def search(query: str = "epp", day: date = DAY, *, results: int = 3, answered: bool = True, **more: object) -> Event:
    return Event(uuid4(), "search", at(day), "fr", query=query, results=results, answered=answered, **more)  # type: ignore[arg-type]


def click(article: str = "a", query: str | None = "epp", position: int | None = 1, day: date = DAY) -> Event:
    return Event(uuid4(), "click", at(day), "fr", article=article, query=query, position=position)


def vote(
    helpful: bool = True,
    reason: Reason | None = None,
    comment: str = "",
    *,
    reader: int = 1,
    article: str = "a",
    day: date = DAY,
    locale: str = "fr",
) -> Vote:
    return Vote(reader.to_bytes(16), day, at(day), article, locale, helpful, reason, comment)


def helpful_of(store: Store) -> list[tuple[str, int, int]]:
    return [(one.article, one.helpful, one.unhelpful) for one in store.articles(*EVER)]
