"""Links that the support sends are recorded as such and lead to the plain address; staff's own visits count nowhere."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from app.accounts import RoleName
from tests.support.accounts import a_person, begin_session
from tests.web.conftest import READER, ROBOT, record_of, today

PAGE = "/fr/articles/code-epp"
ORIGIN = "https://aide.example.com"


def signed_in(app: Flask, role: RoleName) -> FlaskClient:
    """A browser with a session, under the name that its cookie has where there is https."""
    client = app.test_client()
    client.set_cookie("__Host-guichet", begin_session(client, a_person(app, role)))
    return client


def test_a_link_that_is_followed_leads_to_the_article_without_saying_who_sent_it(small: FlaskClient) -> None:
    response = small.get("/a/epp-code?lang=fr&via=agent", headers=READER)
    assert (response.status_code, response.headers["Location"]) == (302, PAGE)


def test_a_former_id_keeps_language_and_sender_and_nothing_else(small: FlaskClient) -> None:
    response = small.get("/a/auth-code?lang=en&via=agent", headers=ROBOT)
    assert (response.status_code, response.headers["Location"]) == (301, "/a/epp-code?lang=en&via=agent")
    assert small.get("/a/auth-code?via=%0d%0aX", headers=ROBOT).headers["Location"] == "/a/epp-code"


def test_a_link_that_an_agent_sent_is_recorded_apart_and_its_reader_reads(counting: Flask) -> None:
    client = counting.test_client()
    for _ in range(2):
        assert client.get("/a/epp-code?lang=fr&via=agent", headers=READER, follow_redirects=True).status_code == 200
    client.get("/a/epp-code?lang=fr", headers=READER)
    client.get("/a/epp-code?lang=fr&via=agent", headers=ROBOT)
    store = record_of(counting)
    assert [(row.via, row.type, row.count) for row in store.staff(today(), today())] == [("agent", "open", 1)]
    assert [(row.locale, row.article, row.query, row.count) for row in store.support(today(), today())] == [
        ("fr", "epp-code", None, 1)
    ]
    assert list(store.support(today(), today(), "en")) == []
    assert [(row.article, row.reads, row.opened) for row in store.articles(today(), today())] == [("epp-code", 1, 0)]


def test_what_staff_read_search_and_do_counts_nowhere(counting: Flask) -> None:
    client = signed_in(counting, "agent")
    for path in (PAGE, "/fr/search?q=code+epp", "/go/billing.invoices?from=facture", "/a/epp-code?lang=fr&via=agent"):
        assert client.get(path, headers=READER).status_code in (200, 302)
    vote = {"locale": "fr", "helpful": False}
    assert (
        client.post("/api/v1/articles/epp-code/feedback", json=vote, headers={**READER, "Origin": ORIGIN}).status_code
        == 202
    )
    store = record_of(counting)
    assert list(store.staff(today(), today())) == []
    assert list(store.articles(today(), today())) == []
    assert list(store.searches(today(), today())) == []


def test_whoever_is_signed_in_without_a_role_is_a_reader(counting: Flask) -> None:
    signed_in(counting, "reader").get(PAGE, headers=READER)
    assert [row.reads for row in record_of(counting).articles(today(), today())] == [1]
