"""The desk over a real store: what it keeps for a minute, and what it never does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from app.insights import Desk, Period, Scope
from app.model import Event, Vote
from app.ports import Store
from app.store import open_store

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
SCOPE = Scope(Period.last(30, NOW.date()))
KNOWN: dict[tuple[str, str], date | None] = {("fr", "a"): None}


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'guichet.db'}")
    store.salt(NOW.date())
    yield store
    store.close()


def search(store: Store, query: str, at: datetime = NOW) -> None:
    store.record([Event(uuid4(), "search", at, "fr", query=query, results=0, answered=False)])


def test_an_overview_is_kept_for_a_minute_and_not_for_other_articles(store: Store) -> None:
    clock = Clock()
    desk = Desk(store, clock)
    search(store, "dns")
    assert desk.overview(SCOPE, KNOWN).totals.now["searches"] == 1
    search(store, "dns")
    clock.now += 59
    assert desk.overview(SCOPE, KNOWN).totals.now["searches"] == 1
    assert desk.overview(SCOPE, dict(KNOWN)).totals.now["searches"] == 2
    assert desk.overview(Scope(SCOPE.period, "en"), KNOWN).totals.now["searches"] == 0
    search(store, "dns")
    clock.now += 61
    assert desk.overview(SCOPE, KNOWN).totals.now["searches"] == 3


def test_comments_that_wait_are_counted_anew_each_time(store: Store) -> None:
    desk = Desk(store, Clock())
    assert desk.overview(SCOPE, KNOWN).waiting == 0
    store.record([Vote(b"r" * 16, NOW.date(), NOW, "a", "fr", False, None, "Il manque une étape.")])
    assert desk.overview(SCOPE, KNOWN).waiting == 1
    (comment,) = desk.comments(SCOPE, limit=9)
    assert desk.handle(comment.id, True)
    assert desk.overview(SCOPE, KNOWN).waiting == 0


def test_a_gap_is_compared_with_the_period_before_in_all_its_spellings(store: Store) -> None:
    before = datetime(2026, 5, 1, tzinfo=UTC)
    for query in ("sauvegarde", "sauvegardes", "sauvegardes"):
        search(store, query)
        search(store, query, before)
    search(store, "sauvegarde")
    (gap,) = Desk(store).gaps("unanswered", SCOPE)
    assert (gap.query, gap.searches.now, gap.searches.before) == ("sauvegarde", 4, 3)


def test_without_anything_before_nothing_is_compared(store: Store) -> None:
    search(store, "dns")
    (gap,) = Desk(store).gaps("unanswered", SCOPE)
    assert gap.searches.before is None
    (article,) = Desk(store).articles(SCOPE, KNOWN)
    assert article.earlier is None
