"""POST /api/v1/events and POST /api/v1/articles/{id}/feedback: what is taken, what is refused, what is recorded."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from app.settings import Settings
from app.web.api.feedback import FeedbackBody
from app.web.services import KEY, Services
from tests.support.sites import article
from tests.web.conftest import (
    AGENT,
    CANARY,
    READER,
    ROBOT,
    WIDGET,
    app_over,
    app_with,
    close,
    record_of,
    recording,
    today,
)
from tests.web.sending import EVENTS, FEEDBACK, VIEW, VOTE, code, everything, send


def test_a_view_from_a_cached_page_and_the_page_itself_are_one_read(counting: Flask) -> None:
    client = counting.test_client()
    client.get("/fr/articles/code-epp", headers=READER)
    for _ in range(3):
        response = send(counting, VIEW)
        assert (response.status_code, response.data) == (202, b"")
        assert response.headers["Cache-Control"] == "no-store"
    send(counting, VIEW, User_Agent=AGENT.replace("140", "139"))
    assert [row.reads for row in record_of(counting).articles(today(), today())] == [2]


def test_each_type_is_recorded_as_what_it_is(counting: Flask) -> None:
    for body in (
        {"type": "search", "query": "Couscous de jean@zzqqx.ma"},
        {"type": "search", "query": "code epp"},
        {"type": "click", "query": "Code EPP", "article": "epp-code", "position": 2},
        {"type": "action", "workflow": "domains.list", "article": "epp-code"},
        {"type": "open", "article": "epp-code"},
        {"type": "solved", "article": "epp-code"},
        {"type": "ticket", "article": "epp-code"},
        {"type": "ticket"},
    ):
        for _ in range(2):
            assert send(counting, {"locale": "fr", **body}).status_code == 202
    store = record_of(counting)
    (row,) = store.articles(today(), today())
    assert (row.clicks, row.actions, row.opened, row.solved, row.tickets) == (1, 1, 1, 1, 1)
    searches = {row.query: (row.searches, row.unanswered, row.clicks) for row in store.searches(today(), today())}
    assert searches == {"couscous de [email]": (1, 1, 0), "code epp": (1, 0, 1)}
    assert [day.tickets for day in store.days(today(), today())] == [2]


TICKET = "support.open-ticket"


def beside(app: Flask) -> dict[str, int]:
    """What came of articles beside tickets, by kind."""
    return {row.type: row.count for row in record_of(app).staff(today(), today()) if row.via == "ticket"}


def test_what_came_of_answers_beside_a_ticket_is_counted_without_a_word_of_it(counting: Flask) -> None:
    shown = {"type": "search", "query": "", "article": "epp-code", "position": 1, "workflow": TICKET}
    for body in (
        shown,
        shown | {"article": "facture", "position": 2},
        {"type": "open", "article": "epp-code", "workflow": TICKET},
        {"type": "solved", "article": "epp-code", "workflow": TICKET},
        {"type": "ticket", "article": "epp-code", "workflow": TICKET},
        {"type": "open", "article": "facture"},
        {"type": "ticket"},
    ):
        for _ in range(2):
            assert send(counting, {"locale": "fr", **body}).status_code == 202
    assert beside(counting) == {"search": 2, "open": 1, "solved": 1, "ticket": 1}
    store = record_of(counting)
    rows = {row.article: (row.opened, row.solved, row.tickets) for row in store.articles(today(), today())}
    assert rows == {"epp-code": (1, 1, 1), "facture": (1, 0, 0)}
    assert list(store.searches(today(), today())) == []
    assert [(day.searches, day.tickets) for day in store.days(today(), today())] == [(0, 2)]


@pytest.mark.parametrize(
    "missing", [{"article": None}, {"position": None}, {"workflow": None}, {"workflow": "domains.list"}], ids=str
)
def test_a_search_without_words_that_showed_nothing_beside_a_ticket_is_nothing(
    counting: Flask, missing: dict[str, str | None]
) -> None:
    shown = {"type": "search", "query": "", "article": "epp-code", "position": 1, "workflow": TICKET, **missing}
    body = {name: value for name, value in shown.items() if value is not None}
    assert send(counting, {"locale": "fr", **body}).status_code == 202
    assert everything(counting) == []


def test_b2_an_id_counts_once_however_often_and_from_wherever(counting: Flask) -> None:
    solved = {"id": str(uuid4()), "type": "solved", "locale": "fr", "article": "epp-code"}
    threads = [threading.Thread(target=send, args=(counting, solved)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert send(counting, solved, User_Agent=AGENT.replace("140", "139")).status_code == 202
    assert send(counting, solved | {"id": str(uuid4())}).status_code == 202
    assert [row.solved for row in record_of(counting).articles(today(), today())] == [2]


def test_b3_b13_the_latest_vote_of_a_reader_replaces_the_one_before(counting: Flask) -> None:
    for vote in ({"locale": "fr", "helpful": True}, VOTE, VOTE):
        response = send(counting, vote, FEEDBACK)
        assert (response.status_code, response.data) == (202, b"")
    store = record_of(counting)
    assert [(row.helpful, row.unhelpful) for row in store.articles(today(), today())] == [(0, 1)]
    (comment,) = store.comments(today(), today())
    assert (comment.article, comment.locale, comment.reason) == ("epp-code", "fr", "incomplete")
    assert comment.comment == "Il manque le délai."


@pytest.mark.parametrize("path", [EVENTS, FEEDBACK])
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:81"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": WIDGET + ".evil.example"},
        {"Origin": WIDGET.upper()},
        {"Origin": f"{WIDGET}, {WIDGET}"},
    ],
)
def test_b1_s8_another_site_cannot_send(still: Flask, path: str, headers: dict[str, str]) -> None:
    response = still.test_client().post(path, json=VIEW, headers={**READER, **headers})
    assert code(response) == (403, "cross_site")
    preflight = still.test_client().options(path, headers={**headers, "Access-Control-Request-Method": "POST"})
    assert [name for name, _ in preflight.headers if name.startswith("Access-Control-")] == []


@pytest.mark.parametrize(("path", "body"), [(EVENTS, VIEW), (FEEDBACK, VOTE)])
def test_a_widget_of_a_named_origin_may_send_without_credentials(counting: Flask, path: str, body: object) -> None:
    asked = {
        "Origin": WIDGET,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    preflight = counting.test_client().options(path, headers=asked)
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Methods"] == "POST"
    assert preflight.headers["Access-Control-Allow-Headers"] == "Content-Type"
    response = send(counting, body, path, Origin=WIDGET, Sec_Fetch_Site="cross-site")
    assert response.status_code == 202
    for each in (preflight, response):
        assert each.headers["Access-Control-Allow-Origin"] == WIDGET
        assert "Origin" in each.headers["Vary"]
        assert "Access-Control-Allow-Credentials" not in each.headers
    assert len(everything(counting)) >= 1


def test_p2_a_widget_may_not_use_other_addresses(still: Flask) -> None:
    client = still.test_client()
    for path in ("/api/v1/articles", "/fr/feedback/epp-code", "/api/v1/nothing"):
        assert client.post(path, data={"answer": "no"}, headers={**READER, "Origin": WIDGET}).status_code == 403


def test_b4_a_comment_is_kept_as_text_and_not_longer_than_4000_characters(counting: Flask) -> None:
    assert code(send(counting, {**VOTE, "comment": "x" * 4001}, FEEDBACK)) == (400, "too_long")
    assert code(send(counting, {**VOTE, "comment": "😀" * 5000}, FEEDBACK))[0] in (400, 413)
    hostile = "<script>alert(1)</script>\r\n=cmd|' /C calc'!A0\x00\x07"
    assert send(counting, {**VOTE, "comment": hostile}, FEEDBACK).status_code == 202
    assert send(counting, {**VOTE, "comment": "😀" * 4000}, FEEDBACK, User_Agent="Mozilla/5.0 X").status_code == 202
    texts = {row.comment for row in record_of(counting).comments(today(), today())}
    assert texts == {"<script>alert(1)</script>\n=cmd|' /C calc'!A0", "😀" * 4000}


def test_b8_unknown_private_and_draft_articles_are_equally_unknown(counting: Flask) -> None:
    names = ("unknown", "secret-note", "draft-note", "constructor")
    for answers in (
        [send(counting, VOTE, f"/api/v1/articles/{name}/feedback") for name in names],
        [send(counting, {**VIEW, "article": name}) for name in names],
        [send(counting, {**VIEW, "type": "ticket", "article": name}) for name in names],
    ):
        assert {code(response) for response in answers} == {(404, "unknown_article")}
        assert len({(response.data, tuple(response.headers)) for response in answers}) == 1
        assert CANARY.encode() not in answers[0].data
    assert everything(counting) == []


def test_other_things_that_do_not_exist_are_named(still: Flask) -> None:
    assert code(send(still, {**VIEW, "locale": "zz"})) == (400, "unknown_locale")
    assert code(send(still, {**VOTE, "locale": "../etc"}, FEEDBACK)) == (400, "unknown_locale")
    action = {"type": "action", "locale": "fr", "workflow": "no.such"}
    assert code(send(still, action)) == (404, "unknown_workflow")
    assert still.test_client().get(EVENTS).status_code == 405


def test_a_search_for_what_may_not_be_kept_is_taken_and_not_recorded(counting: Flask) -> None:
    assert send(counting, {"type": "search", "locale": "fr", "query": "???"}).status_code == 202
    assert code(send(counting, {"type": "search", "locale": "fr", "query": "a\x00b"}))[0] in (202, 400)
    assert everything(counting) == []


@pytest.fixture
def eleven(tmp_path: Path) -> Iterator[Flask]:
    """A help centre of eleven articles, whose writer runs."""
    files: dict[str, str | bytes] = {
        f"fr/a{number}.md": article(f"Article {number}", id=f"a{number}") for number in range(11)
    }
    yield from recording(app_over(tmp_path, {"site.yaml": "locales: [fr]\n", **files}))


def test_b9_the_eleventh_article_of_a_reader_and_day_is_429(eleven: Flask) -> None:
    votes = [send(eleven, {"locale": "fr", "helpful": True}, f"/api/v1/articles/a{n}/feedback") for n in range(11)]
    assert [vote.status_code for vote in votes[:10]] == [202] * 10
    assert code(votes[10]) == (429, "too_many_votes")
    assert 0 < int(votes[10].headers["Retry-After"]) <= 86_400


@pytest.mark.parametrize("headers", [ROBOT, {"User-Agent": "curl/8.5.0"}, {"User-Agent": ""}])
def test_robots_get_202_and_nothing_is_recorded(counting: Flask, headers: dict[str, str]) -> None:
    client = counting.test_client()
    assert client.post(EVENTS, json=VIEW, headers=headers).status_code == 202
    assert client.post(FEEDBACK, json=VOTE, headers=headers).status_code == 202
    assert everything(counting) == []


@pytest.mark.parametrize("objection", [{"DNT": "1"}, {"Sec-GPC": "1"}])
def test_s12_who_objects_is_not_counted_and_is_heard_all_the_same(counting: Flask, objection: dict[str, str]) -> None:
    client = counting.test_client()
    assert client.post(EVENTS, json=VIEW, headers={**READER, **objection}).status_code == 202
    assert client.post(EVENTS, json={**VIEW, "type": "solved"}, headers={**READER, **objection}).status_code == 202
    assert client.post(FEEDBACK, json=VOTE, headers={**READER, **objection}).status_code == 202
    (row,) = record_of(counting).articles(today(), today())
    assert (row.reads, row.solved, row.unhelpful) == (0, 0, 1)


def test_b12_nothing_is_acknowledged_while_nothing_can_be_recorded(counting: Flask) -> None:
    parts: Services = counting.extensions[KEY]
    parts.writer.stop()
    for path, body in ((EVENTS, VIEW), (EVENTS, {**VIEW, "type": "open"}), (FEEDBACK, VOTE)):
        response = send(counting, body, path)
        assert code(response) == (503, "unavailable")
        assert response.headers["Retry-After"] == "30"


def test_p3_p4_credentials_open_nothing_here(still: Flask) -> None:
    assert code(send(still, VIEW, f"{EVENTS}?token=x")) == (400, "token_in_url")
    assert code(send(still, VIEW, Authorization="Bearer x")) == (401, "invalid_token")


def test_q15_more_events_than_people_make_get_429(small_settings: Settings) -> None:
    app = app_with(replace(small_settings, rate_limits=True))
    statuses = [send(app, VIEW, User_Agent="curl/8").status_code for _ in range(210)]
    assert statuses == [202] * 200 + [429] * 10
    votes = [send(app, VOTE, FEEDBACK, User_Agent="curl/8") for _ in range(21)]
    assert [vote.status_code for vote in votes] == [202] * 20 + [429]
    assert code(votes[-1]) == (429, "rate_limited")
    assert 1 <= int(votes[-1].headers["Retry-After"]) <= 11
    close(app)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
fields = st.dictionaries(st.sampled_from([*FeedbackBody.__struct_fields__, "x"]), values, max_size=5)


@settings(max_examples=150, deadline=None)
@given(body=st.one_of(st.binary(max_size=60), fields.map(lambda value: json.dumps(value).encode())))
def test_b5_any_body_is_taken_or_refused_in_words(small_app: Flask, body: bytes) -> None:
    response = send(small_app, body, FEEDBACK, User_Agent="curl/8")
    assert response.status_code in (202, 400)
    if response.status_code == 400:
        assert code(response)[1] in ("invalid_body", "unknown_locale", "too_long")
