"""The feedback form: what is recorded, what comes back, what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.model import ArticleSum, Comment
from app.settings import Settings
from app.store import upgrade
from app.web.pages.feedback import OLDEST, TRAP, YOUNGEST
from app.web.pages.kit import KEY as KIT
from app.web.pages.kit import Kit
from app.web.security.form_times import FormTimes
from app.web.services import KEY, Services
from tests.support.postgres import PostgresServer, postgres_server
from tests.support.sites import SECRET, article
from tests.web.conftest import (
    AGENT,
    CANARY,
    READER,
    ROBOT,
    app_over,
    app_with,
    close,
    eventually,
    record_of,
    recording,
    start,
    today,
)

PATH = "/fr/feedback/epp-code"
HOSTILE = '<script>alert(1)</script> =HYPERLINK("http://x") +cmd @SUM \u202eלא\u202c'


@pytest.fixture
def client(counting: Flask) -> FlaskClient:
    return counting.test_client()


def token(app: Flask, age: int = YOUNGEST, subject: str = "epp-code") -> str:
    """A token of the comment form, handed out `age` seconds ago."""
    kit: Kit = app.extensions[KIT]
    return kit.form_times.token(subject, age)


def give(client: FlaskClient, answer: str = "no", path: str = PATH, agent: str = AGENT, **fields: str) -> TestResponse:
    return client.post(path, data={"answer": answer, **fields}, headers={"User-Agent": agent})


def comment(app: Flask, text: str, answer: str = "no", **fields: str) -> TestResponse:
    return give(app.test_client(), answer, comment=text, **{"token": token(app), **fields})


def sums(app: Flask) -> dict[str, tuple[int, int]]:
    """Helpful and unhelpful votes by article, once everything was written."""
    rows: list[ArticleSum] = list(record_of(app).articles(today(), today()))
    return {row.article: (row.helpful, row.unhelpful) for row in rows if row.helpful or row.unhelpful}


def comments(app: Flask) -> list[Comment]:
    return list(record_of(app).comments(today(), today()))


def kept_text(response: TestResponse) -> str:
    """What stands in the box of the page that came back."""
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", response.text, re.S)
    assert found
    return found[1]


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


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("answer=no&comment=" + "x" * 40_960 + "&token=x", "application/x-www-form-urlencoded", 400),
        ("&".join(f"a{number}=1" for number in range(5000)), "application/x-www-form-urlencoded", 400),
        ("answer=no&comment=%ff%fe&token=x", "application/x-www-form-urlencoded", 400),
        ("answer=no&comment=%ED%A0%80&token=x", "application/x-www-form-urlencoded", 400),
        ("answer=no\xff", "application/x-www-form-urlencoded", 400),
        ("answer=no&answer=yes", "application/x-www-form-urlencoded", 400),
        ("answer=perhaps", "application/x-www-form-urlencoded", 400),
        ("answer=no&reason=nonsense", "application/x-www-form-urlencoded", 400),
        ("comment=x", "application/x-www-form-urlencoded", 400),
        ("", "application/x-www-form-urlencoded", 400),
        ('{"answer": "no"}', "application/json", 415),
        ("answer=no", "text/plain", 415),
        ("", "multipart/form-data", 415),
        ("--b\r\n\r\n" * 30, "multipart/form-data; boundary=b", 415),
    ],
)
def test_b7_what_our_form_cannot_send_is_refused(counting: Flask, body: str, content_type: str, status: int) -> None:
    data = body.encode("latin-1")
    response = counting.test_client().post(PATH, data=data, content_type=content_type, headers=READER)
    assert response.status_code == status
    assert sums(counting) == {}


def test_b7_a_compressed_body_is_refused(counting: Flask) -> None:
    headers = {**READER, "Content-Encoding": "gzip", "Content-Type": "application/x-www-form-urlencoded"}
    assert counting.test_client().post(PATH, data=b"\x1f\x8b" + b"0" * 500, headers=headers).status_code == 415
    assert sums(counting) == {}


def test_b8_unknown_private_and_draft_articles_are_equally_unknown(counting: Flask) -> None:
    client = counting.test_client()
    for method in ("GET", "POST"):
        answers = {
            (response.status_code, response.data, tuple(response.headers))
            for name in ("unknown", "secret-note", "draft-note", "x" * 300)
            for response in [client.open(f"/fr/feedback/{name}", method=method, data={"answer": "no"}, headers=READER)]
        }
        assert {status for status, _, _ in answers} == {404}
        assert len(answers) == 1
        assert CANARY.encode() not in next(iter(answers))[1]
    assert list(record_of(counting).articles(today(), today())) == []


def many_articles() -> dict[str, str | bytes]:
    names = [f"a{number}" for number in range(11)]
    files = {f"fr/{name}.md": article(f"Article {name}", id=name, slug=name) for name in names}
    return {"site.yaml": "locales: [fr]\nsupport: {email: aide@example.com}\n", **files}


@pytest.fixture
def eleven(tmp_path: Path) -> Iterator[Flask]:
    """A help centre of eleven articles, whose writer runs."""
    app = app_over(tmp_path, many_articles())
    yield from recording(app)


def test_b9_the_eleventh_article_of_a_day_is_refused_without_thanks(eleven: Flask) -> None:
    client = eleven.test_client()
    for number in range(10):
        assert give(client, "yes", f"/fr/feedback/a{number}").status_code == 303
    text = "Mon long commentaire"
    response = give(client, "no", "/fr/feedback/a10", comment=text, token=token(eleven, subject="a10"))
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 86_400
    assert "Merci" not in response.text
    assert kept_text(response) == text
    assert "mailto:aide@example.com" in response.text
    assert give(client, "no", "/fr/feedback/a3").status_code == 303
    assert give(client, "yes", "/fr/feedback/a10", agent=AGENT.replace("140", "139")).status_code == 303
    found = sums(eleven)
    assert (sum(yes for yes, _ in found.values()), sum(no for _, no in found.values())) == (10, 1)


def test_b10_a_filled_trap_gets_the_same_answer_and_is_discarded(counting: Flask) -> None:
    response = comment(counting, "Achetez", **{TRAP: "http://spam.example", "token": token(counting)})
    assert (response.status_code, response.headers["Location"]) == (303, f"{PATH}?answer=no&sent=1")
    assert comments(counting) == []
    assert sums(counting) == {}


def test_b10_what_came_faster_than_people_is_discarded_and_a_person_only_sends_it_again(counting: Flask) -> None:
    response = comment(counting, HOSTILE, token=token(counting, 0), reason="other")
    assert response.status_code == 200
    assert "Merci" not in response.text
    assert "Envoyez-le encore une fois" in response.text
    assert "&lt;script&gt;" in kept_text(response)
    assert 'value="other" checked' in response.text
    fresh = re.search(r'name="token" value="([^"]+)"', response.text)
    assert fresh
    parts: Services = counting.extensions[KEY]
    assert list(parts.store.comments(today(), today())) == []
    assert comment(counting, HOSTILE, token=fresh[1]).status_code == 303
    assert [each.comment for each in comments(counting)] == [HOSTILE]


def test_a_mind_may_change_after_the_comment_too(counting: Flask) -> None:
    for answer, change in (("no", "Finalement, il m’a aidé"), ("yes", "Finalement, il ne m’a pas aidé")):
        page = counting.test_client().get(f"{PATH}?answer={answer}&sent=1").text
        assert change in page
        assert f'name="answer" value="{"no" if answer == "yes" else "yes"}"' in page
        assert "Changer d’avis retire votre message" in page


@pytest.mark.parametrize(
    "made",
    [
        lambda app: token(app, OLDEST + 1),
        lambda app: token(app, -3600),
        lambda app: token(app, subject="facture"),
        lambda app: FormTimes(SECRET + "x", "feedback").token("epp-code", 10),
        lambda app: FormTimes(SECRET, "other").token("epp-code", 10),
        lambda app: token(app)[:-1],
        lambda app: "",
        lambda app: "é\x00.....",
    ],
)
def test_b10_an_old_or_foreign_form_comes_back_with_its_text(counting: Flask, made: Callable[[Flask], str]) -> None:
    response = comment(counting, HOSTILE, token=made(counting), reason="other")
    assert response.status_code == 400
    assert "Ce formulaire est resté ouvert trop longtemps" in response.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; =HYPERLINK" in kept_text(response)
    assert 'value="other" checked' in response.text
    assert response.headers["Cache-Control"] == "no-store"
    fresh = re.search(r'name="token" value="([^"]+)"', response.text)
    assert fresh
    assert comment(counting, HOSTILE, token=fresh[1]).status_code == 303
    assert [each.comment for each in comments(counting)] == [HOSTILE]


def test_b10_a_comment_without_our_form_is_not_taken(counting: Flask) -> None:
    assert give(counting.test_client(), comment="Bonjour").status_code == 400
    assert give(counting.test_client(), reason="other").status_code == 400
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
