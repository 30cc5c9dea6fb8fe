"""What every store does, whichever database is behind it."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.model import MAX_QUERY_CHARACTERS, DailyReads, Event, View
from app.ports import Store
from app.store import DayOver, open_store

DAY = date(2026, 8, 1)
NEXT = DAY + timedelta(days=1)


def view(article: str = "a", reader: int = 1, day: date = DAY, locale: str = "fr") -> View:
    return View(article, locale, day, reader.to_bytes(16))


def search(query: str, locale: str = "fr") -> Event:
    return Event(uuid4(), "search", datetime(2026, 8, 1, 12, tzinfo=UTC), locale, query=query, results=0)


def test_reader_counts_once_a_day(store: Store) -> None:
    assert store.record([view(), view()]) == ["new", "repeated"]
    assert store.record([view()]).count("new") == 0
    assert store.record([view(day=NEXT)]).count("new") == 1
    assert store.reads(DAY) == [DailyReads("a", "fr", DAY, 1), DailyReads("a", "fr", NEXT, 1)]


def test_reader_of_two_locales_counts_in_the_first(store: Store) -> None:
    assert store.record([view(locale="fr"), view(locale="en"), view(locale="en", reader=2)]).count("new") == 2
    assert store.record([view(locale="fr", reader=2)]).count("new") == 0
    assert store.reads(DAY) == [DailyReads("a", "en", DAY, 1), DailyReads("a", "fr", DAY, 1)]


def test_reads_begin_at_the_day_asked_for(store: Store) -> None:
    store.record([view(), view(day=NEXT)])
    assert [read.day for read in store.reads(NEXT)] == [NEXT]


def test_nothing_to_record_is_nothing_new(store: Store) -> None:
    assert store.record([]) == []


def test_counts_survive_a_restart(store_url: str) -> None:
    first = open_store(store_url)
    salt = first.salt(DAY)
    first.record([view()])
    first.close()
    second = open_store(store_url)
    assert second.salt(DAY) == salt
    assert second.record([view()]) == ["repeated"]
    assert second.reads(DAY) == [DailyReads("a", "fr", DAY, 1)]
    second.close()


def test_s12_salt_is_secret_and_of_one_day(store: Store) -> None:
    salt = store.salt(DAY)
    assert len(salt) == 32
    assert store.salt(DAY) == salt
    assert store.salt(NEXT) != salt


def test_s12_late_view_does_not_bring_the_salt_of_yesterday_back(store: Store) -> None:
    store.salt(DAY)
    today = store.salt(NEXT)
    with pytest.raises(DayOver, match="2026-08-01 is over"):
        store.salt(DAY)
    assert store.salt(NEXT) == today


def test_late_view_is_not_counted_because_its_reader_may_have_been(store: Store) -> None:
    store.salt(DAY)
    store.record([view()])
    store.salt(NEXT)
    assert store.record([view(), view(reader=2), view(day=NEXT)]).count("new") == 1
    assert store.reads(DAY) == [DailyReads("a", "fr", DAY, 1), DailyReads("a", "fr", NEXT, 1)]


def test_b14_clock_put_back_by_a_day_counts_nobody_twice(store: Store) -> None:
    store.salt(DAY)
    store.record([view()])
    store.salt(NEXT)
    assert store.record([view()]).count("new") == 0
    store.salt(NEXT)
    assert sum(read.readers for read in store.reads(DAY)) == 1


def test_b14_clock_that_was_years_ahead_does_not_stop_the_counting(store: Store) -> None:
    ahead = store.salt(DAY + timedelta(days=3650))
    salt = store.salt(DAY)
    assert salt != ahead
    assert store.salt(DAY) == salt
    assert store.record([view()]).count("new") == 1


def test_salt_is_the_same_for_all_who_ask_at_once(store_url: str) -> None:
    stores = [open_store(store_url) for _ in range(4)]
    together = Barrier(len(stores))

    def ask(store: Store, day: date) -> bytes:
        together.wait()
        return store.salt(day)

    with ThreadPoolExecutor(len(stores)) as pool:
        for later in range(8):
            days = [DAY + timedelta(days=later)] * len(stores)
            assert len(set(pool.map(ask, stores, days))) == 1
    for one in stores:
        one.close()


@pytest.mark.parametrize("text", ["'; DROP TABLE daily_reads; --", "%", "_", "\\", '"', "é\u202e", "a\nb"])
def test_d5_text_is_data(store: Store, text: str) -> None:
    assert store.record([view(article=text, locale=text)]).count("new") == 1
    assert store.reads(DAY) == [DailyReads(text, text, DAY, 1)]
    store.record([search(text, text), search("a%"), search("a_")])
    assert [one.query for one in store.searches(DAY, DAY, text)] == [text]
    assert [day.query for day in store.search_days(DAY, DAY, text, [text])] == [text]
    assert len(store.searches(DAY, DAY)) == 3


def test_longest_query_of_four_bytes_a_character_is_stored(store: Store) -> None:
    query = "".join(chr(0x1F300 + number) for number in range(MAX_QUERY_CHARACTERS))
    store.record([search(query)])
    assert [one.query for one in store.searches(DAY, DAY)] == [query]


def test_d5_text_that_no_database_holds_is_refused_and_harms_nothing(store: Store) -> None:
    with pytest.raises(ValueError):
        store.record([view(article="\ud800")])
    assert store.record([view()]).count("new") == 1


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(
            st.builds(
                view,
                article=st.sampled_from("abc"),
                reader=st.integers(1, 4),
                day=st.sampled_from([DAY, NEXT]),
                locale=st.sampled_from(["fr", "en"]),
            ),
            max_size=12,
        ),
        max_size=5,
    )
)
def test_nobody_moves_an_article_by_more_than_one_read_a_day(store: Store, groups: list[list[View]]) -> None:
    run = uuid4().hex
    groups = [[View(run + one.article, one.locale, one.day, one.reader) for one in group] for group in groups]
    new = sum(store.record(group).count("new") for group in groups)
    readers: dict[tuple[date, str], set[bytes]] = defaultdict(set)
    for one in (one for group in groups for one in group):
        readers[one.day, one.article].add(one.reader)
    counted: dict[tuple[date, str], int] = defaultdict(int)
    for read in store.reads(DAY):
        if read.article.startswith(run):
            counted[read.day, read.article] += read.readers
    assert counted == {key: len(who) for key, who in readers.items()}
    assert new == sum(counted.values())
