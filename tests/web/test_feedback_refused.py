"""What the feedback form does not take: other bodies, unknown articles, an eleventh vote, robots, old forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.web.pages.feedback import OLDEST, TRAP
from app.web.security.form_times import FormTimes
from app.web.services import KEY, Services
from tests.support.sites import SECRET, article
from tests.web.conftest import (
    AGENT,
    CANARY,
    READER,
    app_over,
    record_of,
    recording,
    today,
)
from tests.web.voting import HOSTILE, PATH, comment, comments, give, kept_text, sums, token


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
