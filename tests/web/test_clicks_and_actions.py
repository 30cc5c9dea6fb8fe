"""Which result was opened, which action was followed, and what assistants read."""

from __future__ import annotations

import pytest
from flask import Flask

from app.web.counting import count_action
from tests.web.conftest import AGENT, READER, ROBOT, record_of, today

PAGE = "/fr/articles/code-epp"
RESULTS = "http://localhost/fr/search?q=Code+EPP+de+jean%40zzqqx.ma&page=2"


def clicks(app: Flask) -> dict[tuple[str, str, str], int]:
    """How often each article was opened from the results of each query, once everything was written."""
    rows = record_of(app).clicks(today(), today())
    return {(row.query, row.locale, row.article): row.clicks for row in rows}


def read_from(app: Flask, referer: str, path: str = PAGE, **headers: str) -> None:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    app.test_client().get(path, headers={**READER, "Referer": referer, **names})


def test_a_result_that_is_opened_is_recorded_without_a_script(counting: Flask) -> None:
    read_from(counting, RESULTS)
    read_from(counting, RESULTS)
    assert clicks(counting) == {("code epp de [email]", "fr", "epp-code"): 1}


def test_the_page_says_the_same_with_the_place_and_both_are_one_click(counting: Flask) -> None:
    client = counting.test_client()
    told = {"type": "click", "locale": "fr", "query": "code epp", "article": "epp-code", "position": 3}
    assert client.post("/api/v1/events", json=told, headers=READER).status_code == 202
    read_from(counting, "http://localhost/fr/search?q=Code++EPP")
    rows = record_of(counting).clicks(today(), today())
    assert [(row.query, row.clicks, row.position) for row in rows] == [("code epp", 1, 3.0)]


def test_the_address_of_the_site_is_this_site_behind_a_proxy_too(counting: Flask) -> None:
    read_from(counting, "https://aide.example.com/fr/search?q=code")
    assert clicks(counting) == {("code", "fr", "epp-code"): 1}


@pytest.mark.parametrize(
    "referer",
    [
        "https://evil.example/fr/search?q=code",
        "http://localhost.evil.example/fr/search?q=code",
        "http://localhost:81/fr/search?q=code",
        "http://localhost/de/search?q=code",
        "http://localhost/fr/search?q=",
        "http://localhost/fr/search?x=code",
        "http://localhost/fr/search?" + "&".join(["q=a"] * 20),
        "http://localhost/fr/",
        "http://[/fr/search?q=code",
        "/fr/search?q=code",
        "",
    ],
)
def test_who_comes_from_elsewhere_clicked_on_no_result(counting: Flask, referer: str) -> None:
    read_from(counting, referer)
    assert clicks(counting) == {}
    assert [row.reads for row in record_of(counting).articles(today(), today())] == [1]


@pytest.mark.parametrize("headers", [ROBOT, {"User-Agent": AGENT, "DNT": "1"}, {"User-Agent": AGENT, "Sec-GPC": "1"}])
def test_s12_robots_and_objectors_click_and_act_unrecorded(counting: Flask, headers: dict[str, str]) -> None:
    client = counting.test_client()
    client.get(PAGE, headers={**headers, "Referer": RESULTS})
    with counting.test_request_context("/go/domains.list", headers=headers):
        count_action("domains.list", "epp-code", "fr")
    store = record_of(counting)
    assert list(store.articles(today(), today())) == []
    assert list(store.actions(today(), today())) == []


def test_an_article_of_another_language_is_opened_from_results_too(counting: Flask) -> None:
    read_from(counting, "http://localhost/en/search?q=payer", "/en/articles/payer")
    assert clicks(counting) == {("payer", "en", "facture"): 1}


def act(app: Flask, workflow: str, article: str | None, agent: str = AGENT, locale: str = "fr") -> None:
    with app.test_request_context(f"/go/{workflow}", headers={"User-Agent": agent}):
        count_action(workflow, article, locale)


def test_an_action_counts_once_a_reader_article_and_day(counting: Flask) -> None:
    act(counting, "domains.list", "epp-code")
    act(counting, "domains.list", "epp-code")
    act(counting, "domains.list", None)
    act(counting, "domains.list", "epp-code", AGENT.replace("140", "139"))
    found = {(row.article, row.workflow): row.count for row in record_of(counting).actions(today(), today())}
    assert found == {("epp-code", "domains.list"): 2, (None, "domains.list"): 1}


def test_a_ticket_after_reading_is_held_against_the_article(counting: Flask) -> None:
    act(counting, "support.open-ticket", "epp-code")
    store = record_of(counting)
    assert [(row.article, row.locale, row.tickets) for row in store.articles(today(), today())] == [
        ("epp-code", "fr", 1)
    ]
    assert [day.tickets for day in store.days(today(), today())] == [1]


def test_an_action_counts_for_the_text_that_was_read(counting: Flask) -> None:
    act(counting, "billing.invoices", "facture", locale="en")
    assert [(row.article, row.locale) for row in record_of(counting).actions(today(), today())] == [("facture", "fr")]


@pytest.mark.parametrize("name", ["ChatGPT-User/1.0", "Claude-User/1.0", "Perplexity-User/1.0", "MistralAI-User/1.0"])
def test_an_assistant_that_reads_for_somebody_is_counted_apart(counting: Flask, name: str) -> None:
    agent = f"Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; {name}; +https://example.com/bot"
    for path in (PAGE, f"{PAGE}.md", PAGE):
        counting.test_client().get(path, headers={"User-Agent": agent})
    store = record_of(counting)
    assert [(row.via, row.type, row.count) for row in store.staff(today(), today())] == [("assistant", "open", 1)]
    assert [(row.reads, row.opened) for row in store.articles(today(), today())] in ([], [(0, 0)])


def test_a_crawler_is_no_assistant(counting: Flask) -> None:
    counting.test_client().get(PAGE, headers=ROBOT)
    counting.test_client().get(PAGE, headers={"User-Agent": "Mozilla/5.0 (compatible; GPTBot/1.1)"})
    assert list(record_of(counting).staff(today(), today())) == []
