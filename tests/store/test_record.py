"""The record, whichever database is behind it: what counts once, what replaces what, and that every sum adds up."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.model import (
    MAX_COMMENT_CHARACTERS,
    VOTES_A_DAY,
    ActionSum,
    ArticleSum,
    ClickSum,
    DaySum,
    Event,
    Purged,
    Reason,
    ReasonSum,
    SearchDay,
    SearchSum,
    StaffSum,
    Via,
    View,
    Vote,
)
from app.ports import Store
from app.store import open_store

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


def test_b2_an_event_counts_once_however_often_it_is_sent(store: Store) -> None:
    event = search()
    assert store.record([event, event]) == ["new", "repeated"]
    assert store.record([event, search()]) == ["repeated", "new"]
    assert [one.searches for one in store.searches(*EVER)] == [2]


def test_b2_a_repeat_on_another_day_or_of_another_kind_does_not_count(store: Store) -> None:
    event = search()
    store.record([event])
    assert store.record([Event(event.id, "ticket", at(NEXT), "fr")]) == ["repeated"]
    assert [day.day for day in store.days(*EVER)] == [DAY]


def test_b2_fifty_repeats_from_four_connections_count_once(store_url: str) -> None:
    stores = [open_store(store_url) for _ in range(4)]
    together = Barrier(len(stores))
    events = [search("a"), click("b"), search("c")]

    def send(number: int) -> int:
        together.wait()
        mine = events if number % 2 else events[::-1]
        return sum(list(stores[number].record(mine)).count("new") for _ in range(12))

    with ThreadPoolExecutor(len(stores)) as pool:
        assert sum(pool.map(send, range(4))) == 3
    assert sum(one.searches for one in stores[0].searches(*EVER)) == 2
    for one in stores:
        one.close()


def test_entries_of_all_kinds_are_recorded_together_and_answered_in_their_order(store: Store) -> None:
    view, event, word = View("a", "fr", DAY, bytes(16)), search(), vote()
    assert store.record([word, event, view, event, word, view]) == [
        "new",
        "new",
        "new",
        "repeated",
        "changed",
        "repeated",
    ]


def test_searches_and_clicks_add_up_by_query(store: Store) -> None:
    store.record([search(results=9), search("mx", corrected=True), search("xyz", results=0, answered=False)])
    store.record([search(day=NEXT, results=4), click(position=1), click(position=4), click("b", position=None)])
    assert store.searches(DAY, NEXT) == [
        SearchSum("epp", "fr", 2, 0, 0, 3, 4, DAY, NEXT),
        SearchSum("mx", "fr", 1, 0, 1, 0, 3, DAY, DAY),
        SearchSum("xyz", "fr", 1, 1, 0, 0, 0, DAY, DAY),
    ]
    assert store.clicks(DAY, NEXT) == [ClickSum("epp", "fr", "a", 2, 2.5), ClickSum("epp", "fr", "b", 1, None)]
    assert store.clicks(DAY, NEXT, article="b") == [ClickSum("epp", "fr", "b", 1, None)]
    assert store.search_days(DAY, NEXT, "fr", ["epp", "none"]) == [
        SearchDay("epp", "fr", DAY, 1, 0, 3),
        SearchDay("epp", "fr", NEXT, 1, 0, 0),
    ]


def test_searches_are_told_by_what_came_of_them(store: Store) -> None:
    store.record([search("none", answered=False), search("none", answered=False), search("once", answered=False)])
    store.record([search("ignored"), search("ignored"), search("ignored"), search("opened"), click(query="opened")])
    assert [one.query for one in store.searches(*EVER, kind="unanswered")] == ["none", "once"]
    assert [one.query for one in store.searches(*EVER, kind="unopened")] == ["ignored"]
    assert [one.query for one in store.searches(*EVER, limit=2)] == ["ignored", "none"]
    assert store.searches(*EVER, "en") == []


def test_what_the_latest_search_saw_does_not_change_by_a_click(store: Store) -> None:
    store.record([search(results=7)])
    store.record([click()])
    assert [one.results_last for one in store.searches(*EVER)] == [7]


def test_a_click_without_a_query_counts_for_its_article_only(store: Store) -> None:
    store.record([click(query=None)])
    assert store.searches(*EVER) == []
    assert store.clicks(*EVER) == []
    assert [one.clicks for one in store.articles(*EVER)] == [1]


def test_articles_and_days_count_what_happens_around_an_article(store: Store) -> None:
    def event(type: str, article: str | None = "a", workflow: str | None = None) -> Event:
        return Event(uuid4(), type, at(), "fr", article=article, workflow=workflow)  # type: ignore[arg-type]

    store.record(
        [View("a", "fr", DAY, bytes(16)), event("open"), event("solved"), event("ticket"), event("action", "a", "w")]
    )
    store.record([event("ticket", None), event("action", None, "w"), vote(False, "unclear")])
    assert store.articles(DAY, DAY) == [ArticleSum("a", "fr", 1, 0, 1, 0, 1, 1, 1, 1)]
    assert store.actions(DAY, DAY) == [ActionSum(None, "fr", "w", 1), ActionSum("a", "fr", "w", 1)]
    assert store.reasons(DAY, DAY) == [ReasonSum("a", "fr", False, "unclear", 1)]
    assert store.days(DAY, DAY) == [DaySum(DAY, 1, 0, 0, 0, 0, 1, 1, 2, 2)]


@pytest.mark.parametrize("via", ["agent", "assistant"])
def test_staff_and_assistants_are_counted_apart(store: Store, via: Via) -> None:
    store.record([Event(uuid4(), "search", at(), "fr", query="epp", results=1, via=via)])
    assert store.searches(*EVER) == []
    assert store.days(*EVER) == []
    assert store.staff(DAY, DAY) == [StaffSum(via, "search", 1)]


def test_b3_a_changed_mind_replaces_the_first_answer_and_the_total_stays(store: Store) -> None:
    assert store.record([vote(False, "unclear", "Trop court")]) == ["new"]
    assert store.record([vote(True, "other", "")]) == ["changed"]
    assert helpful_of(store) == [("a", 1, 0)]
    assert store.reasons(*EVER) == [ReasonSum("a", "fr", True, "other", 1)]
    assert store.comments(*EVER) == []
    assert [(day.helpful, day.unhelpful) for day in store.days(*EVER)] == [(1, 0)]


def test_b3_minds_that_change_in_one_group_count_as_they_end(store: Store) -> None:
    assert store.record([vote(True), vote(False), vote(True), vote(False, "not-it")]) == [
        "new",
        "changed",
        "changed",
        "changed",
    ]
    assert helpful_of(store) == [("a", 0, 1)]


def test_b3_votes_of_one_reader_from_four_connections_count_once(store_url: str) -> None:
    stores = [open_store(store_url) for _ in range(4)]
    together = Barrier(len(stores))

    def send(number: int) -> int:
        together.wait()
        return sum(list(stores[number].record([vote(bool(turn % 2), "other")])).count("new") for turn in range(10))

    with ThreadPoolExecutor(len(stores)) as pool:
        assert sum(pool.map(send, range(4))) == 1
    ((_, helpful, unhelpful),) = helpful_of(stores[0])
    assert helpful + unhelpful == 1
    assert sum(one.votes for one in stores[0].reasons(*EVER)) == 1
    for one in stores:
        one.close()


def test_b9_a_reader_judges_ten_articles_a_day_and_may_still_change_them(store: Store) -> None:
    votes = [vote(article=f"a{number}") for number in range(VOTES_A_DAY + 1)]
    assert store.record(votes) == ["new"] * VOTES_A_DAY + ["too_many"]
    assert store.record([votes[0], votes[-1], vote(reader=2, article="a10")]) == ["changed", "too_many", "new"]
    assert store.record([vote(article="a10", day=NEXT)]) == ["new"]
    assert sum(helpful for _, helpful, _ in helpful_of(store)) == VOTES_A_DAY + 2


def test_b14_a_vote_of_a_day_that_is_over_is_too_late(store: Store) -> None:
    store.salt(NEXT)
    assert store.record([vote(), vote(day=NEXT)]) == ["too_late", "new"]
    assert [day.day for day in store.days(*EVER)] == [NEXT]


def test_s12_nothing_tells_who_voted_once_the_day_is_over(store: Store) -> None:
    store.salt(DAY)
    store.record([vote(False, "unclear", "Il manque le prix.")])
    store.salt(NEXT)
    assert helpful_of(store) == [("a", 0, 1)]
    assert [one.comment for one in store.comments(*EVER)] == ["Il manque le prix."]
    assert store.record([vote(True, day=NEXT)]) == ["new"]


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
