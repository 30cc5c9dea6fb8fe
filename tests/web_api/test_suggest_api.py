"""GET /api/v1/suggest over a real index."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from app.web.security.rates import BURST, KEYSTROKES
from tests.web_api.conftest import CANARY, answered, problem

SUGGEST = "/api/v1/suggest"
get, refused = partial(answered, SUGGEST), partial(problem, SUGGEST)


def test_an_answer_has_exactly_the_shape_of_the_contract(client: FlaskClient) -> None:
    answer = get(client, q="mot de pa", locale="fr")
    assert set(answer) == {"query", "results", "completions"}
    assert answer["query"] == "mot de pa"
    assert answer["results"][0] == {
        "id": "password-reset",
        "title": "J’ai oublié mon mot de passe",
        "title_html": "J’ai oublié mon <mark>mot</mark> de <mark>pa</mark>sse",
        "url": "http://127.0.0.1:8000/fr/articles/password-reset-fr",
        "category": "account",
    }
    assert answer["completions"][0] == "mot de passe"


def test_every_address_leads_somewhere(client: FlaskClient) -> None:
    for result in get(client, q="c")["results"] + get(client, q="mot")["results"]:
        assert client.get(result["url"].removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_the_limit_bounds_articles_and_completions(client: FlaskClient) -> None:
    answer = get(client, q="co", limit=1)
    assert len(answer["results"]) <= 1
    assert len(answer["completions"]) <= 1


@pytest.mark.parametrize("limit", ["0", "21", "-1", "1e9", "", "٣", "9" * 5000])
def test_p6_an_impossible_limit_is_400(client: FlaskClient, limit: str) -> None:
    assert refused(client, f"q=mot&limit={limit}") == (400, "invalid_parameter")


def test_nothing_typed_is_answered_with_nothing(client: FlaskClient) -> None:
    for query in ("", "   ", "de la", "😀😀", "?!", "zzzzzz"):
        answer = get(client, q=query)
        assert answer["query"] == query
        assert isinstance(answer["results"], list)
    assert get(client)["results"] == []


def test_words_of_another_language_suggest_its_articles(client: FlaskClient) -> None:
    assert [each["url"].rpartition("/")[2] for each in get(client, q="forgott", locale="fr")["results"]] == [
        "password-reset-en"
    ]


@pytest.mark.parametrize("raw", ["%00", "a%00b", "%ff", "%ED%A0%80"])
def test_q5_what_is_not_text_is_400_invalid_text(client: FlaskClient, raw: str) -> None:
    assert refused(client, f"q={raw}") == (400, "invalid_text")


@pytest.mark.parametrize("query", ["x" * 201, "(" * 5000, "ﷺ" * 50])
def test_q2_q4_more_than_200_characters_are_400(client: FlaskClient, query: str) -> None:
    response = client.get(SUGGEST, query_string={"q": query})
    assert (response.status_code, response.json and response.json["code"]) == (400, "query_too_long")


@pytest.mark.parametrize("query", ["*", "*a*", "[a TO z]", "x~9", "NOT x", "visibility:agents", "id:*", '"', "-", "a*"])
def test_q1_q8_signs_of_query_languages_are_plain_words(client: FlaskClient, query: str) -> None:
    assert get(client, q=query)["query"] == query


@pytest.mark.parametrize("query", ["<svg/onload=alert(1)>", "esperl", "le cro", "crochet b", "& <b>", "quot amp lt"])
def test_q6_q7_titles_hold_no_markup_but_marks(client: FlaskClient, query: str) -> None:
    for result in get(client, q=query)["results"]:
        plain = re.sub(r"</?mark>", "", result["title_html"])
        assert not re.search(r"[<>]", plain)
        assert html.unescape(plain) == result["title"]


def test_q9_the_beginning_of_a_private_word_suggests_nothing(client: FlaskClient) -> None:
    for end in range(2, len(CANARY) + 1):
        answer = get(client, q=CANARY[:end])
        assert CANARY not in str(answer).replace(CANARY[:end], "", 1)
        assert all(result["id"] != "refund-rules" for result in answer["results"])


def test_q12_an_unknown_locale_is_400(client: FlaskClient) -> None:
    assert refused(client, "q=mot&locale=../../etc") == (400, "unknown_locale")


@pytest.mark.parametrize("query", ["q=mot&q=code", "q=mot&q[]=code", "q=mot&Q=code"])
def test_q14_the_first_value_counts(client: FlaskClient, query: str) -> None:
    response = client.get(f"{SUGGEST}?{query}")
    assert response.json is not None
    assert response.json["query"] == "mot"


def test_an_answer_is_kept_for_a_moment_and_has_a_validator(client: FlaskClient) -> None:
    response = client.get(f"{SUGGEST}?q=mot")
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get(f"{SUGGEST}?q=mot", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_q15_typing_has_a_limit_of_its_own(make_app: Callable[..., Flask]) -> None:
    client = make_app(rate_limits=True).test_client()
    typed = [client.get(f"{SUGGEST}?q=m{number}").status_code for number in range(KEYSTROKES + 1)]
    assert typed == [200] * KEYSTROKES + [429]
    assert "Retry-After" in client.get(f"{SUGGEST}?q=m").headers
    assert [client.get(f"/fr/search?q=m{number}").status_code for number in range(BURST)] == [200] * BURST
    assert client.get("/fr/search?q=m").status_code == 429


@examples(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(max_size=60), limit=st.integers(1, 20))
def test_s5_any_text_is_answered_or_refused(client: FlaskClient, text: str, limit: int) -> None:
    response = client.get(SUGGEST, query_string={"q": text.encode("utf-8", "replace"), "limit": limit})
    assert response.status_code in (200, 400)
