"""The feedback form: what is recorded, what comes back, what is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.settings import Settings
from app.store import upgrade
from app.web.pages.feedback import TRAP
from app.web.security.form_times import FormTimes
from app.web.services import KEY, Services
from tests.support.postgres import PostgresServer, postgres_server
from tests.support.sites import SECRET
from tests.web.conftest import (
    AGENT,
    READER,
    ROBOT,
    app_with,
    close,
    eventually,
    record_of,
    start,
    today,
)
from tests.web.voting import HOSTILE, PATH, comment, comments, give, kept_text, sums, token


@pytest.fixture
def client(counting: Flask) -> FlaskClient:
    return counting.test_client()


def test_the_article_asks_the_same_of_every_reader(client: FlaskClient) -> None:
    first = client.get("/fr/articles/code-epp", headers=READER)
    assert '<form class="helped" action="/fr/feedback/epp-code" method="post">' in first.text
    assert "token" not in first.text
    give(client)
    again = client.get("/fr/articles/code-epp", headers={**READER, "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(("answer", "votes"), [("yes", (1, 0)), ("no", (0, 1))])
def test_an_answer_is_recorded_and_leads_to_the_next_page(counting: Flask, answer: str, votes: tuple[int, int]) -> None:
    response = give(counting.test_client(), answer)
    assert response.status_code == 303
    assert response.headers["Location"] == f"{PATH}?answer={answer}"
    assert response.headers["Cache-Control"] == "no-store"
    page = counting.test_client().get(response.headers["Location"])
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex">' in page.text
    assert sums(counting) == {"epp-code": votes}


def test_b3_a_changed_mind_replaces_the_first_answer(counting: Flask) -> None:
    for answer in ("yes", "no", "yes", "no"):
        give(counting.test_client(), answer)
    assert comment(counting, "Il manque le délai.", reason="incomplete").status_code == 303
    assert sums(counting) == {"epp-code": (0, 1)}
    assert [(each.reason, each.comment) for each in comments(counting)] == [("incomplete", "Il manque le délai.")]


def test_the_same_answer_given_again_keeps_the_comment_and_another_one_drops_it(counting: Flask) -> None:
    comment(counting, "Il manque le délai.", reason="incomplete")
    give(counting.test_client(), "no")
    parts: Services = counting.extensions[KEY]
    assert [each.comment for each in parts.store.comments(today(), today())] == ["Il manque le délai."]
    give(counting.test_client(), "yes")
    assert comments(counting) == []
    assert sums(counting) == {"epp-code": (1, 0)}


def test_a_comment_leads_to_thanks_that_say_what_happens_and_where_a_person_is(counting: Flask) -> None:
    response = comment(counting, "Il manque le délai.", reason="incomplete")
    assert response.headers["Location"] == f"{PATH}?answer=no&sent=1"
    page = counting.test_client().get(response.headers["Location"]).text
    assert "Merci, votre message est transmis" in page
    assert re.search(r"effacés\sau\sbout\sde\s90\sjours", page), re.findall("effac.*", page)
    assert "/go/support.open-ticket?from=epp-code" in page
    assert "mailto:aide@example.com" in page
    assert "tel:0102030405" in page
    assert "/fr/privacy#h-feedback" in page


def test_a_helpful_answer_may_have_a_comment_too(counting: Flask) -> None:
    assert comment(counting, "Parfait", "yes").headers["Location"] == f"{PATH}?answer=yes&sent=1"
    assert [(each.helpful, each.comment) for each in comments(counting)] == [(True, "Parfait")]


def test_a_vote_is_for_the_article_that_was_read_whatever_language_surrounds_it(counting: Flask) -> None:
    client = counting.test_client()
    give(client, "yes", "/en/feedback/epp-code")
    give(client, "yes", "/en/feedback/facture", agent=AGENT.replace("140", "139"))
    rows = record_of(counting).articles(today(), today())
    assert {(row.article, row.locale) for row in rows} == {("epp-code", "en"), ("facture", "fr")}


def test_a_former_id_leads_on_and_its_votes_count_for_the_successor(counting: Flask) -> None:
    response = counting.test_client().get("/fr/feedback/auth-code")
    assert (response.status_code, response.headers["Location"]) == (301, PATH)
    give(counting.test_client(), "yes", "/fr/feedback/auth-code")
    assert sums(counting) == {"epp-code": (1, 0)}


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
)
def test_b1_another_site_cannot_answer_for_a_reader(counting: Flask, headers: dict[str, str]) -> None:
    response = counting.test_client().post(PATH, data={"answer": "no"}, headers={**READER, **headers})
    assert response.status_code == 403
    assert sums(counting) == {}


def test_b4_a_comment_is_text_whatever_it_holds(counting: Flask) -> None:
    assert comment(counting, f"  {HOSTILE}\r\n\x00\x1b[2J fin ", "no").status_code == 303
    assert [each.comment for each in comments(counting)] == [f"{HOSTILE}\n[2J fin"]


@pytest.mark.parametrize("text", ["x" * 4001, "é" * 10_240, HOSTILE * 80])
def test_b4_a_comment_that_is_too_long_comes_back_as_text(counting: Flask, text: str) -> None:
    response = comment(counting, text, reason="unclear")
    assert response.status_code == 400
    assert "Votre commentaire est trop long" in response.text
    assert kept_text(response).count("<") == 0
    assert len(kept_text(response)) >= len(text)
    assert 'value="unclear" checked' in response.text
    assert 'aria-describedby="problem comment-care" aria-invalid="true"' in response.text
    assert sums(counting) == {}


def test_b4_the_longest_comment_and_one_of_spaces_only(counting: Flask) -> None:
    assert comment(counting, "é" * 4000).status_code == 303
    assert len(comments(counting)[0].comment) == 4000


def test_b4_spaces_are_no_comment(counting: Flask) -> None:
    assert comment(counting, " \r\n\t ", reason="other").status_code == 303
    assert comments(counting) == []
    assert sums(counting) == {"epp-code": (0, 1)}


def test_b4_a_comment_that_is_far_too_long_is_refused_before_it_is_read(counting: Flask) -> None:
    response = comment(counting, "x" * 100_000)
    assert response.status_code == 413
    assert sums(counting) == {}


def test_b11_the_form_warns_of_personal_data_under_its_box(client: FlaskClient) -> None:
    for answer in ("yes", "no"):
        page = client.get(f"{PATH}?answer={answer}").text
        assert re.search(r'<textarea id="comment"[^>]* aria-describedby="comment-care">', page)
        assert re.search(r'id="comment-care">.*ni nom, ni adresse', page, re.S)
    assert "Please leave out passwords" in client.get("/en/feedback/epp-code?answer=no").text


def test_robots_are_thanked_and_not_counted_but_readers_who_object_are_heard(counting: Flask) -> None:
    client = counting.test_client()
    assert client.post(PATH, data={"answer": "no"}, headers=ROBOT).status_code == 303
    objector = {**READER, "DNT": "1", "Sec-GPC": "1"}
    assert client.post(PATH, data={"answer": "yes"}, headers=objector).status_code == 303
    assert sums(counting) == {"epp-code": (1, 0)}


def test_s8_no_get_changes_anything(counting: Flask) -> None:
    client = counting.test_client()
    for query in ("", "?answer=yes", "?answer=no", "?answer=no&sent=1", "?answer=yes&comment=x", "?answer=%3Cb%3E"):
        assert client.get(PATH + query, headers=READER).status_code == 200
        client.head(PATH + query, headers=READER)
    assert list(record_of(counting).articles(today(), today())) == []


def test_s12_no_page_sets_a_cookie(client: FlaskClient) -> None:
    for path in (PATH, f"{PATH}?answer=no", "/fr/privacy", "/fr/articles/code-epp"):
        assert "Set-Cookie" not in client.get(path, headers=READER).headers
    assert "Set-Cookie" not in give(client).headers


def assert_away(app: Flask, text: str) -> None:
    """The form comes back with its text, pages and searches are as they were."""
    client = app.test_client()
    response = comment(app, text, reason="unclear")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert "pas pu être enregistré" in response.text
    assert kept_text(response) == text
    assert 'value="unclear" checked' in response.text
    assert give(client, "yes").status_code == 503
    for path in ("/fr/", "/fr/articles/code-epp", "/fr/search?q=code", "/fr/privacy", f"{PATH}?answer=no"):
        assert client.get(path, headers=READER).status_code == 200
    assert client.post("/api/v1/events", json=VIEW, headers=READER).status_code == 503


VIEW = {"type": "view", "locale": "fr", "article": "epp-code"}


def test_r7_b12_with_the_database_gone_the_text_is_kept_and_pages_go_on(counting: Flask, tmp_path: Path) -> None:
    assert give(counting.test_client(), "yes").status_code == 303
    moved = [(path, path.with_suffix(".away")) for path in tmp_path.glob("record.db*")]
    for path, away in moved:
        path.rename(away)
    (tmp_path / "record.db").mkdir()
    parts: Services = counting.extensions[KEY]
    parts.store.close()
    assert_away(counting, "Un texte qui ne doit pas se perdre")
    (tmp_path / "record.db").rmdir()
    for path, away in moved:
        away.rename(path)
    parts.store.close()
    assert eventually(lambda: comment(counting, "De retour").status_code == 303)
    assert sums(counting) == {"epp-code": (0, 1)}


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


def test_r7_b12_with_postgresql_stopped_the_text_is_kept_and_pages_go_on(
    small_settings: Settings, postgres: PostgresServer
) -> None:
    settings = replace(small_settings, store=postgres.url())
    upgrade(settings.store)
    app = app_with(settings)
    parts = start(app)
    try:
        assert give(app.test_client(), "yes").status_code == 303
        postgres.stop()
        assert_away(app, "Un texte qui ne doit pas se perdre")
        postgres.start()
        assert eventually(lambda: comment(app, "De retour").status_code == 303)
        assert sums(app) == {"epp-code": (0, 1)}
    finally:
        parts.writer.stop()
        close(app)


def test_r11_b14_a_clock_that_was_set_back_only_asks_to_send_again() -> None:
    now = 1_000_000.0
    times = FormTimes(SECRET, "feedback", lambda: now)
    made = times.token("epp-code")
    for shift in (-86_400, 86_400, 3 * 86_400):
        later = FormTimes(SECRET, "feedback", partial(float, now + shift))
        assert later.age("epp-code", made) == shift


def test_the_form_can_be_sent_as_browsers_write_it(counting: Flask) -> None:
    body = urlencode({"answer": "no", "token": token(counting), "reason": "", "comment": "Été\r\n\r\nfin", TRAP: ""})
    response = counting.test_client().post(
        PATH,
        data=body,
        content_type="application/x-www-form-urlencoded;charset=UTF-8",
        headers={**READER, "Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"},
    )
    assert response.status_code == 303
    assert [each.comment for each in comments(counting)] == ["Été\n\nfin"]
