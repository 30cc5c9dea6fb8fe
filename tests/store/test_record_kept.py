"""What stays of the record, whichever database is behind it: comments, ranges of sums, and what a purge leaves."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.model import (
    MAX_COMMENT_CHARACTERS,
    Event,
    Purged,
    SearchSum,
    View,
)
from app.ports import Store
from app.store import open_store
from tests.store.entries import DAY, EVER, NEXT, at, click, search, vote


def test_comments_come_latest_first_and_can_be_marked_handled(store: Store) -> None:
    store.record([vote(comment="un", reader=1), vote(comment="deux", reader=2, article="b", day=NEXT, locale="en")])
    latest, first = store.comments(*EVER)
    assert (latest.comment, latest.article, latest.locale, latest.at) == ("deux", "b", "en", at(NEXT))
    assert store.handle(first.id)
    assert store.handle(first.id)
    assert [one.comment for one in store.comments(*EVER, handled=False)] == ["deux"]
    (handled,) = store.comments(*EVER, handled=True)
    assert handled.handled is not None
    assert handled.handled.tzinfo is UTC
    assert store.handle(first.id, handled=False)
    assert store.comments(*EVER, handled=True) == []
    assert not store.handle(uuid4())
    assert not store.handle(uuid4(), handled=False)


def test_comments_are_found_by_day_locale_and_article_and_paged(store: Store) -> None:
    store.record([vote(comment=f"c{number}", reader=number, article=f"a{number % 2}") for number in range(6)])
    assert store.comments(NEXT, NEXT) == []
    assert store.comments(DAY, DAY, "en") == []
    assert len(store.comments(DAY, DAY, "fr", article="a1")) == 3
    pages = [one.id for offset in range(0, 6, 2) for one in store.comments(DAY, DAY, limit=2, offset=offset)]
    assert len(set(pages)) == 6


def test_a_comment_that_is_written_anew_waits_again(store: Store) -> None:
    store.record([vote(comment="un")])
    (first,) = store.comments(*EVER)
    store.handle(first.id)
    store.record([vote(comment="deux")])
    (second,) = store.comments(*EVER)
    assert (second.id, second.comment, second.handled) == (first.id, "deux", None)


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "=HYPERLINK(1)", "'; DROP TABLE comment; --", "\u202eabc", "é" * 4000, " a\n b"],
)
def test_b4_comments_are_kept_as_they_were_written(store: Store, text: str) -> None:
    store.record([vote(comment=text)])
    assert [one.comment for one in store.comments(*EVER)] == [text]


def test_b4_a_comment_of_more_than_4000_characters_is_none() -> None:
    with pytest.raises(ValueError, match="4000 characters"):
        vote(comment="a" * (MAX_COMMENT_CHARACTERS + 1))


def test_d5_nothing_of_a_group_is_kept_when_a_text_cannot_be(store: Store) -> None:
    with pytest.raises(ValueError):
        store.record([search(), vote(), search("\ud800")])
    assert store.days(*EVER) == []
    assert store.record([vote()]) == ["new"]


def test_purge_removes_what_has_been_kept_long_enough_and_nothing_else(store: Store) -> None:
    old, month_later = date(2024, 6, 30), date(2024, 7, 1)
    for day in (old, month_later, DAY):
        store.record([search(day=day), click(day=day), View("a", "fr", day, bytes(16))])
        store.record([vote(True, "other", "oui", day=day)])
        store.record([Event(uuid4(), "action", at(day), "fr", workflow="w")])
        store.record([Event(uuid4(), "ticket", at(day), "fr", via="agent")])
    assert store.purge(DAY, month_later) == Purged(events=8, sums=12, comments=2)
    assert store.purge(DAY, month_later) == Purged(0, 0, 0)
    assert [day.day for day in store.days(*EVER)] == [month_later, DAY]
    assert [(one.searches, one.first_day) for one in store.searches(*EVER)] == [(2, month_later)]
    assert [one.at.date() for one in store.comments(*EVER)] == [DAY]
    assert store.reasons(*EVER)[0].votes == 2


def test_purge_removes_more_than_one_transaction_holds(store: Store) -> None:
    store.record([search(str(number)) for number in range(4_500)])
    assert store.purge(NEXT, date.min).events == 4_500
    assert len(store.searches(*EVER, limit=9_999)) == 4_500


def test_ranges_over_months_answer_as_their_days_do(store: Store) -> None:
    days = [date(2026, 1, 15) + timedelta(days=9 * number) for number in range(20)]
    for results, day in enumerate(days):
        store.record([search(day=day, results=results), click(day=day), View("a", "fr", day, bytes(16))])
    for since, until in ((days[0], days[-1]), (date(2026, 2, 1), date(2026, 3, 31)), (days[3], days[4])):
        inside = [day for day in days if since <= day <= until]
        (found,) = store.searches(since, until)
        assert found == SearchSum(
            "epp", "fr", len(inside), 0, 0, len(inside), days.index(inside[-1]), inside[0], inside[-1]
        )
        assert [one.reads for one in store.articles(since, until)] == [len(inside)]
        assert [one.clicks for one in store.clicks(since, until)] == [len(inside)]


def test_the_rare_queries_of_a_very_large_range_are_left_out_and_only_there(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/guichet.db"
    store = open_store(url)
    store.record([*(search("often", answered=False) for _ in range(5)), search("rare"), search("gap", answered=False)])
    assert len(store.searches(DAY, DAY)) == 3
    with closing(sqlite3.connect(tmp_path / "guichet.db")) as database, database:
        database.execute("UPDATE daily_total SET searches = 2000000")
    assert [one.query for one in store.searches(DAY, DAY)] == ["often"]
    assert [one.query for one in store.searches(DAY, DAY, kind="unanswered")] == ["often", "gap"]
    store.close()


EVENTS = st.builds(
    lambda kind, day, article, query, answered, id: Event(
        UUID(int=id),
        kind,
        at(DAY + timedelta(days=day)),
        "fr",
        article=article,
        query=query if kind in ("search", "click") else None,
        results=1,
        answered=answered,
        workflow="w",
    ),
    st.sampled_from(["search", "click", "action", "open", "solved", "ticket"]),
    st.sampled_from([0, 1, 29, 30, 31, 62]),
    st.sampled_from(["a", "b"]),
    st.sampled_from(["x", "y"]),
    st.booleans(),
    st.integers(1, 40),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(EVENTS, max_size=10), max_size=5), st.sampled_from([0, 1, 30, 40]), st.integers(0, 70))
def test_r4_every_sum_is_the_number_of_distinct_events(
    store: Store, groups: Sequence[Sequence[Event]], start: int, length: int
) -> None:
    since = DAY + timedelta(days=start)
    until = since + timedelta(days=length)
    store.purge(date.max, date.max)  # one database serves all examples
    known: dict[UUID, Event] = {}
    for group in groups:
        for outcome, event in zip(store.record(group), group, strict=True):
            assert (outcome == "new") == (event.id not in known)
            known.setdefault(event.id, event)
    inside = [event for event in known.values() if since <= event.at.date() <= until]
    articles: defaultdict[str, Counter[str]] = defaultdict(Counter)
    queries: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for event in inside:
        articles[event.article or ""][event.type] += event.type != "search"
        queries[event.query or ""][event.type] += event.query is not None
        queries[event.query or ""]["unanswered"] += event.type == "search" and not event.answered
    assert {
        one.article: (one.clicks, one.opened, one.solved, one.tickets, one.actions)
        for one in store.articles(since, until)
    } == {
        article: (count["click"], count["open"], count["solved"], count["ticket"], count["action"])
        for article, count in articles.items()
        if count.total()
    }
    assert {one.query: (one.searches, one.unanswered, one.clicks) for one in store.searches(since, until)} == {
        query: (count["search"], count["unanswered"], count["click"])
        for query, count in queries.items()
        if count["search"]
    }
    days = store.days(since, until)
    counted = sum(day.searches + day.clicks + day.actions + day.solved + day.tickets for day in days)
    assert counted == sum(event.type != "open" for event in inside)
