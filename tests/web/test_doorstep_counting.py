"""A read of a page that stands ready is recorded as one of a page that the application makes."""

from __future__ import annotations

import pytest
from flask import Flask

from app.web.services import KEY, Services
from tests.support.accounts import a_person, begin_session
from tests.web.conftest import AGENT, ROBOT, record_of, today
from tests.web.doorsteps import Door

ARTICLE = "/fr/articles/code-epp"
ASSISTANT = "Mozilla/5.0 AppleWebKit/537.36 (compatible; ChatGPT-User/1.0; +https://openai.com/bot)"
RESULTS = "http://localhost/fr/search?q=code"


@pytest.fixture
def ready(counting: Flask) -> Door:
    """A doorstep where the article stands ready, whole and unchanged, without anybody having read it."""
    door = Door(counting)
    door.get(ARTICLE, If_None_Match=etag_of(door), **NOBODY)
    return door


NOBODY = {"User_Agent": ROBOT["User-Agent"]}


def etag_of(door: Door) -> str:
    """The validator of the article."""
    return dict(door.get(ARTICLE, **NOBODY)[1])["ETag"]


def agent(number: int) -> dict[str, str]:
    """Another browser."""
    return {"User_Agent": AGENT.replace("140", str(number))}


def readers(door: Door) -> dict[tuple[str, str], int]:
    """How many readers each article has, once everything was written."""
    return {(row.article, row.locale): row.readers for row in record_of(door.flask).reads(today())}


def test_each_reader_of_a_page_that_stands_ready_counts_once(ready: Door) -> None:
    before = ready.asked
    for number in (130, 131, 131, 132):
        ready.get(ARTICLE, **agent(number))
    assert ready.asked == before
    assert readers(ready) == {("epp-code", "fr"): 3}


def test_a_reader_counts_once_with_and_without_the_application(ready: Door) -> None:
    for headers in ({}, {"Cookie": "guichet=unknown"}, {"Referer": "http://localhost/fr/search?q="}, {}):
        ready.get(ARTICLE, **agent(130), **headers)
    assert readers(ready) == {("epp-code", "fr"): 1}


def test_a_304_that_stands_ready_is_a_read_all_the_same(ready: Door) -> None:
    etag, before = etag_of(ready), ready.asked
    assert ready.get(ARTICLE, If_None_Match=etag, **agent(130))[0] == "304 NOT MODIFIED"
    assert ready.asked == before
    assert readers(ready) == {("epp-code", "fr"): 1}


@pytest.mark.parametrize(
    "headers",
    [NOBODY, {"User_Agent": "curl/8.5.0"}, {"DNT": "1"}, {"Sec_GPC": "1"}, {"Sec_Purpose": "prefetch"}, {"X_Moz": "p"}],
)
def test_s12_robots_prefetches_and_objectors_are_no_readers_of_it(ready: Door, headers: dict[str, str]) -> None:
    before = ready.asked
    ready.get(ARTICLE, **headers)
    ready.get(ARTICLE, "HEAD", **agent(130))
    assert ready.asked == before
    assert readers(ready) == {}


def test_other_pages_that_stand_ready_are_no_reads(counting: Flask) -> None:
    door = Door(counting)
    for path in ("/fr/", "/fr/c/domains", "/fr/privacy", "/en/articles/payer"):
        assert door.stands_ready(path)
    assert readers(door) == {}


def test_an_assistant_that_reads_it_for_somebody_is_counted_apart(ready: Door) -> None:
    before = ready.asked
    ready.get(ARTICLE, User_Agent=ASSISTANT)
    ready.get(ARTICLE, User_Agent=ASSISTANT)
    assert ready.asked == before
    store = record_of(ready.flask)
    assert [(row.via, row.type, row.count) for row in store.staff(today(), today())] == [("assistant", "open", 1)]
    assert list(store.reads(today())) == []


def test_who_comes_from_results_is_recorded_as_a_click_and_a_read(ready: Door) -> None:
    ready.get(ARTICLE, Referer=RESULTS, **agent(130))
    store = record_of(ready.flask)
    assert [(row.query, row.article, row.clicks) for row in store.clicks(today(), today())] == [("code", "epp-code", 1)]
    assert [row.readers for row in store.reads(today())] == [1]


def test_the_staffs_reading_is_not_recorded_though_the_page_stands_ready(ready: Door) -> None:
    secret = begin_session(ready.flask.test_client(), a_person(ready.flask, "agent"))
    ready.get(ARTICLE, Cookie=f"__Host-guichet={secret}", **agent(130))
    assert readers(ready) == {}


def test_r7_a_store_that_is_away_does_not_touch_a_page_that_stands_ready(ready: Door) -> None:
    parts: Services = ready.flask.extensions[KEY]
    parts.writer.stop()
    parts.store.close()
    before = ready.asked
    assert ready.get(ARTICLE, **agent(130))[0] == "200 OK"
    assert ready.asked == before
