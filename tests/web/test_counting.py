"""Which requests for an article count as a read."""

from __future__ import annotations

import time

import pytest
from flask import Flask

from app.model import View
from app.web.readers import Seen
from app.web.services import KEY, Services
from tests.web.conftest import AGENT, record_of, today

PAGE = "/fr/articles/code-epp"


def readers(app: Flask) -> dict[tuple[str, str], int]:
    """How many readers the store has, by article and locale, once everything was written."""
    return {(row.article, row.locale): row.readers for row in record_of(app).reads(today())}


def test_one_reader_counts_once_however_often(counting: Flask) -> None:
    client = counting.test_client()
    for _ in range(3):
        client.get(PAGE, headers={"User-Agent": AGENT})
    assert readers(counting) == {("epp-code", "fr"): 1}


def test_a_read_that_was_recorded_lately_is_not_asked_of_the_record_again() -> None:
    seen, first, second = Seen(most=1), View("a", "fr", today(), b"1"), View("b", "fr", today(), b"1")
    assert not seen.has(first)
    seen.add(first)
    assert seen.has(first)
    seen.add(second)
    assert (seen.has(first), seen.has(second)) == (False, True)


def test_two_readers_count_twice_and_the_same_one_once_in_two_languages(counting: Flask) -> None:
    client = counting.test_client()
    client.get(PAGE, headers={"User-Agent": AGENT})
    client.get(PAGE, headers={"User-Agent": AGENT.replace("140", "139")})
    client.get("/en/articles/get-code", headers={"User-Agent": AGENT})
    client.get("/en/articles/get-code", headers={"User-Agent": AGENT.replace("140", "138")})
    assert readers(counting) == {("epp-code", "fr"): 2, ("epp-code", "en"): 1}


def test_a_page_that_the_browser_had_already_is_read_all_the_same(counting: Flask) -> None:
    client = counting.test_client()
    etag = client.get(PAGE).headers["ETag"]
    assert client.get(PAGE, headers={"User-Agent": AGENT, "If-None-Match": etag}).status_code == 304
    assert readers(counting) == {("epp-code", "fr"): 1}


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": "curl/8.5.0"},
        {"User-Agent": AGENT, "DNT": "1"},
        {"User-Agent": AGENT, "Sec-GPC": "1"},
        {"User-Agent": AGENT, "Sec-Purpose": "prefetch"},
    ],
)
def test_robots_prefetches_and_objectors_do_not_count(counting: Flask, headers: dict[str, str]) -> None:
    counting.test_client().get(PAGE, headers=headers)
    assert readers(counting) == {}


def test_only_the_article_itself_counts(counting: Flask) -> None:
    client = counting.test_client()
    for path in (
        f"{PAGE}.md",
        "/fr/",
        "/fr/c/domains",
        "/a/epp-code",
        "/fr/articles/ancien-code",
        "/en/articles/payer",
    ):
        client.get(path, headers={"User-Agent": AGENT})
    client.head(PAGE, headers={"User-Agent": AGENT})
    assert readers(counting) == {}


def test_r7_a_store_that_is_away_does_not_touch_the_page(counting: Flask) -> None:
    parts: Services = counting.extensions[KEY]
    parts.writer.stop()
    parts.store.close()
    start = time.monotonic()
    assert counting.test_client().get(PAGE, headers={"User-Agent": AGENT}).status_code == 200
    assert time.monotonic() - start < 30
