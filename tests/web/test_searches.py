"""Which searches are recorded for the editors, and what of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.model import Answer, Hit, Query, SearchSum
from app.web.counting import count_search
from app.web.readers import Repeats
from app.web.services import KEY, Services
from tests.web.conftest import AGENT, READER, record_of, today

ADDRESS = "198.51.100.77"
DAY = date(2026, 8, 1)


def search(app: Flask, query: str, headers: dict[str, str] = READER, path: str = "/fr/search", **others: str) -> int:
    found = app.test_client().get(path, query_string={"q": query, **others}, headers=headers)
    return found.status_code


def recorded(app: Flask) -> dict[tuple[str, str], int]:
    """How often each query was recorded, by query and locale."""
    return {(row.query, row.locale): row.searches for row in sums(app)}


def sums(app: Flask) -> Sequence[SearchSum]:
    """What is recorded of searches, once everything was written."""
    return record_of(app).searches(today(), today())


def test_a_search_is_recorded_as_it_may_be_kept(counting: Flask) -> None:
    assert search(counting, "  Couscous   ROYAL jean.dupont@zzqqx.ma ") == 200
    assert recorded(counting) == {("couscous royal [email]", "fr"): 1}


def test_a_search_says_whether_it_was_answered_and_corrected(counting: Flask) -> None:
    for query in ("code epp", "couscous", "payer une fatcure"):
        search(counting, query)
    found = {row.query: (row.unanswered, row.corrected, row.results_last > 0) for row in sums(counting)}
    assert found == {"code epp": (0, 0, True), "couscous": (1, 0, False), "payer une fatcure": (0, 1, True)}


@pytest.mark.parametrize("answered", [True, False])
def test_closest_articles_are_no_answer(counting: Flask, answered: bool) -> None:
    answer = Answer(Query("recette de couscous", "fr"), 1, (Hit("facture", "fr", 0.1, ""),), answered)
    with counting.test_request_context("/fr/search", headers=READER):
        count_search(answer, "page")
    assert [row.unanswered for row in sums(counting)] == [0 if answered else 1]


def test_one_reader_who_repeats_a_search_is_recorded_once_a_day(counting: Flask) -> None:
    for query in ("couscous", "COUSCOUS ", "couscous"):
        search(counting, query)
    search(counting, "couscous", path="/api/v1/search", locale="fr")
    search(counting, "couscous", path="/en/search")
    assert recorded(counting) == {("couscous", "fr"): 1, ("couscous", "en"): 1}


def test_two_readers_are_recorded_twice(counting: Flask) -> None:
    search(counting, "couscous")
    search(counting, "couscous", {"User-Agent": AGENT.replace("140", "139")})
    assert recorded(counting) == {("couscous", "fr"): 2}


def test_no_reader_fills_the_record(counting: Flask) -> None:
    for number in range(40):
        search(counting, f"couscous {number}")
    assert len(recorded(counting)) == 30


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": "python-requests/2.32.3"},
        {**READER, "DNT": "1"},
        {**READER, "Sec-GPC": "1"},
        {**READER, "Sec-Purpose": "prefetch"},
        {},
    ],
)
@pytest.mark.parametrize("path", ["/fr/search", "/api/v1/search"])
def test_s12_robots_programs_and_objectors_are_not_recorded(
    counting: Flask, path: str, headers: dict[str, str]
) -> None:
    assert search(counting, "couscous", headers, path) == 200
    assert recorded(counting) == {}


def test_a_browser_that_calls_the_api_is_recorded(counting: Flask) -> None:
    assert search(counting, "couscous", path="/api/v1/search", locale="fr") == 200
    assert recorded(counting) == {("couscous", "fr"): 1}


def test_a_search_within_a_category_is_not_recorded(counting: Flask) -> None:
    assert search(counting, "couscous", category="domains") == 200
    assert search(counting, "couscous", path="/api/v1/search", category="domains") == 200
    assert recorded(counting) == {}


@pytest.mark.parametrize("query", ["", "   ", "???", "a" * 201, "a\x00b"])
def test_what_is_no_search_is_not_recorded(counting: Flask, query: str) -> None:
    search(counting, query)
    search(counting, query, path="/api/v1/search")
    assert recorded(counting) == {}


def test_r7_a_store_that_is_away_does_not_touch_the_search(counting: Flask) -> None:
    parts: Services = counting.extensions[KEY]
    parts.writer.stop()
    parts.store.close()
    assert search(counting, "couscous") == 200


def test_s12_files_hold_neither_who_searched_nor_what_leads_there(counting: Flask, tmp_path: Path) -> None:
    client = counting.test_client()
    query = "couscous zzcanary@zzhost.ma 06 77 88 99 00"
    client.get("/fr/search", query_string={"q": query}, headers=READER, environ_base={"REMOTE_ADDR": ADDRESS})
    assert recorded(counting) == {("couscous [email] [phone]", "fr"): 1}
    content = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"couscous" in content
    assert not [needle for needle in (ADDRESS, "Firefox", "zzcanary", "zzhost", "77 88") if needle.encode() in content]


def test_repeats_are_bounded_and_end_with_the_day() -> None:
    repeats = Repeats(readers=2, each=2)
    assert [repeats.is_first(DAY, b"1", text) for text in "aabcd"] == [True, False, True, False, False]
    assert repeats.is_first(DAY + timedelta(days=1), b"1", "a")
    assert repeats.is_first(DAY + timedelta(days=1), b"2", "a")
    assert repeats.is_first(DAY + timedelta(days=1), b"3", "a")
    assert not repeats.is_first(DAY + timedelta(days=1), b"2", "a")
    assert repeats.is_first(DAY + timedelta(days=1), b"1", "a")
