"""The record, whichever database is behind it: what counts once, what replaces what, and that every sum adds up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from uuid import uuid4

import pytest

from app.model import (
    VOTES_A_DAY,
    ActionSum,
    ArticleSum,
    ClickSum,
    DaySum,
    Event,
    ReasonSum,
    SearchDay,
    SearchSum,
    StaffSum,
    Via,
    View,
)
from app.ports import Store
from app.store import open_store
from tests.store.entries import DAY, EVER, NEXT, at, click, helpful_of, search, vote


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


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("places", [(None, 3), (3, None), (3, 3)])
def test_a_click_reported_twice_keeps_its_place_whichever_report_is_first(
    store: Store, places: tuple[int | None, ...], together: bool
) -> None:
    one = click(position=None)
    told = [replace(one, position=place) for place in places]
    for batch in [told] if together else [[each] for each in told]:
        store.record(batch)
    assert store.clicks(*EVER) == [ClickSum("epp", "fr", "a", 1, 3)]


def test_another_click_under_a_known_id_places_nothing(store: Store) -> None:
    one = click(position=None)
    store.record([one])
    others = [
        replace(one, position=2, **other)
        for other in ({"article": "b"}, {"query": "mx"}, {"locale": "en"}, {"via": "agent"}, {"at": at(NEXT)})
    ]
    assert store.record(others) == ["repeated"] * len(others)
    for other in others:
        store.record([other])
    assert store.clicks(*EVER) == [ClickSum("epp", "fr", "a", 1, None)]


def test_a_click_of_staff_reported_twice_stays_out_of_the_readers_sums(store: Store) -> None:
    one = replace(click(position=None), via="agent")
    store.record([one])
    store.record([replace(one, position=2)])
    assert store.clicks(*EVER) == []


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
