"""What the reply desk keeps, whichever database is behind it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from app.accounts import Role, User
from app.model import MAX_PINNED, MAX_USED, KeptArticle, Missing
from app.ports import Store

NOW = datetime(2026, 8, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def agent(store: Store) -> str:
    return an_agent(store)


def an_agent(store: Store) -> str:
    user = User(uuid4().hex, uuid4().hex, Role.AGENT, NOW, None)
    assert store.accounts.add(user)
    return user.id


def test_pinned_and_used_articles_are_an_agents_own(store: Store, agent: str) -> None:
    store.replies.pin(agent, "b", NOW)
    store.replies.use(agent, "a", NOW)
    store.replies.use(agent, "b", NOW + SECOND)
    assert store.replies.kept(agent) == [KeptArticle("a", None, NOW), KeptArticle("b", NOW, NOW + SECOND)]
    assert store.replies.kept(an_agent(store)) == []
    store.replies.pin(agent, "b", None)
    assert store.replies.kept(agent)[1] == KeptArticle("b", None, NOW + SECOND)
    store.replies.pin(agent, "nothing", None)
    assert len(store.replies.kept(agent)) == 2


def test_the_latest_are_kept(store: Store, agent: str) -> None:
    for number in range(MAX_USED + 3):
        store.replies.use(agent, f"u{number:02}", NOW + number * SECOND)
    for number in range(MAX_PINNED + 1):
        store.replies.pin(agent, f"p{number:02}", NOW + number * SECOND)
    kept = store.replies.kept(agent)
    assert next(each.article for each in kept if each.used) == "u03"
    assert len([each for each in kept if each.used]) == MAX_USED
    assert next(each.article for each in kept if each.pinned) == "p01"
    assert len(kept) == MAX_USED + MAX_PINNED


def test_reported_questions_wait_until_they_are_handled(store: Store) -> None:
    first = Missing(uuid4(), NOW, "fr", "Comment exporter mes factures ?")
    second = Missing(uuid4(), NOW + SECOND, "en", "How do I export my invoices?")
    store.replies.report(first)
    store.replies.report(second)
    assert store.replies.missing() == [second, first]
    assert store.replies.missing("fr") == [first]
    assert store.replies.missing(limit=1, offset=1) == [first]
    assert (store.replies.waiting(), store.replies.waiting("en")) == (2, 1)
    assert store.replies.handle_missing(first.id, NOW)
    assert [each.id for each in store.replies.missing(handled=True)] == [first.id]
    assert store.replies.missing(handled=False) == [second]
    assert store.replies.handle_missing(first.id, None)
    assert store.replies.waiting() == 2
    assert not store.replies.handle_missing(uuid4(), NOW)


def test_reported_questions_are_purged_with_the_events(store: Store) -> None:
    store.replies.report(Missing(uuid4(), NOW, "fr", "?"))
    store.replies.report(Missing(late := uuid4(), NOW + timedelta(days=2), "fr", "?"))
    store.purge(date(2026, 8, 2), date(2026, 8, 2))
    assert [each.id for each in store.replies.missing()] == [late]
