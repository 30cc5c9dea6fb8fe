"""GET /api/v1/search over a real index."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from app.settings import Settings
from tests.web_api.conftest import CANARY, answered, problem, publish

SEARCH = "/api/v1/search"
HIT = {
    "id", "locale", "title", "summary", "snippet_html", "sections", "url", "permalink", "category", "visibility",
    "popularity", "workflows", "score", "matched",
}  # fmt: skip
get, refused = partial(answered, SEARCH), partial(problem, SEARCH)


def test_an_answer_has_the_shape_of_the_contract(client: FlaskClient) -> None:
    answer = get(client, q="mot de passe", locale="fr")
    assert set(answer) == {
        "query", "locale", "total", "took_ms", "answered", "corrected", "results", "suggestions"
    }  # fmt: skip
    assert (answer["query"], answer["locale"], answer["answered"]) == ("mot de passe", "fr", True)
    assert isinstance(answer["took_ms"], float)
    hit = answer["results"][0]
    assert set(hit) == HIT
    assert hit["id"] == "password-reset"
    assert hit["url"] == "http://127.0.0.1:8000/fr/articles/password-reset-fr"
    assert hit["permalink"] == "http://127.0.0.1:8000/a/password-reset"
    assert hit["visibility"] == "public"
    assert set(hit["popularity"]) == {"label", "views_30d"}
    assert hit["workflows"] == [
        {
            "id": "account.password-reset",
            "label": "Réinitialiser mon mot de passe",
            "url": "http://127.0.0.1:8000/go/account.password-reset?from=password-reset",
        }
    ]
    assert [section["url"] for section in hit["sections"]] == [f"{hit['url']}#h-steps"]


def test_a_query_that_nothing_answers_suggests_another_that_is_answered(client: FlaskClient) -> None:
    unanswered = get(client, q="mot de passe instagram", locale="fr")
    assert unanswered["answered"] is False
    assert unanswered["suggestions"] == ["mot de passe"]
    meant = get(client, q=unanswered["suggestions"][0], locale="fr")
    assert (meant["answered"], meant["suggestions"]) == (True, [])


def test_every_address_of_a_hit_leads_somewhere(client: FlaskClient) -> None:
    for hit in get(client, q="domaine mot lien adresse")["results"]:
        addresses = [hit["url"], hit["permalink"], *(action["url"] for action in hit["workflows"])]
        for address in addresses:
            assert client.get(address.removeprefix("http://127.0.0.1:8000")).status_code in (200, 302)


def test_without_a_locale_the_site_s_default_is_searched(client: FlaskClient) -> None:
    assert get(client, q="code EPP")["locale"] == "fr"
    assert get(client, q="code EPP", locale="")["locale"] == "fr"


def test_a_category_leaves_only_its_own_articles(client: FlaskClient) -> None:
    found = get(client, q="mot lien code adresse", category="domains")["results"]
    assert {hit["category"] for hit in found} == {"domains"}
    assert refused(client, "q=x&category=nothing") == (400, "invalid_parameter")


def test_limit_and_offset_page_through_the_same_results(client: FlaskClient) -> None:
    whole = get(client, q="mot lien code adresse texte")
    pages = [get(client, q="mot lien code adresse texte", limit=1, offset=n) for n in range(whole["total"])]
    assert [page["results"][0]["id"] for page in pages] == [hit["id"] for hit in whole["results"]]
    assert {page["total"] for page in pages} == {whole["total"]}


@pytest.mark.parametrize("query", ["", "   ", "de la", "😀😀", "\u202eabc", "?!", "zzzzzz"])
def test_q5_a_query_without_words_is_answered_with_nothing(client: FlaskClient, query: str) -> None:
    answer = get(client, q=query)
    assert answer["query"] == query
    assert isinstance(answer["results"], list)


@pytest.mark.parametrize("raw", ["%00", "a%00b", "%ff", "%ED%A0%80", "mot%C3", "%F8%88%80%80%80"])
def test_q5_what_is_not_text_is_400_invalid_text(client: FlaskClient, raw: str) -> None:
    assert refused(client, f"q={raw}") == (400, "invalid_text")


def test_q5_raw_bytes_that_are_no_utf_8_are_400_invalid_text(client: FlaskClient) -> None:
    response = client.get(SEARCH, environ_overrides={"QUERY_STRING": "q=\xff"})
    assert response.json is not None
    assert (response.status_code, response.json["code"]) == (400, "invalid_text")


def test_q5_bytes_that_are_no_text_do_not_matter_in_parameters_nobody_asked_for(client: FlaskClient) -> None:
    assert client.get(f"{SEARCH}?q=mot&other=%ff&%ff=x&%00=%00").status_code == 200


@pytest.mark.parametrize("query", ["x" * 201, "(" * 900, "a:" * 900, '"' * 900])
def test_s5_q2_more_than_200_characters_are_400(client: FlaskClient, query: str) -> None:
    response = client.get(SEARCH, query_string={"q": query})
    assert (response.status_code, response.json and response.json["code"]) == (400, "query_too_long")


def test_q2_200_characters_are_answered(client: FlaskClient) -> None:
    for query in ["x" * 200, "(" * 200, '"' * 200, "AND OR NOT (" * 16, "é" * 200]:
        assert get(client, q=query)["query"] == query


def test_q4_the_cap_holds_after_normalising(client: FlaskClient) -> None:
    query = "ﷺ" * 50
    assert len(unicodedata.normalize("NFKC", query)) > 200
    response = client.get(SEARCH, query_string={"q": query})
    assert (response.status_code, response.json and response.json["code"]) == (400, "query_too_long")


NAMED = [
    "*", "*a*", "??????*", "a* " * 20, "[a TO zzzz]", "babab~9", "x^1e308", "NOT x", "visibility:agents",
    "visibility:draft", "path:/etc", "id:*", "_stored_id:x", "title:mot", '"', '""', "-", "--", "- -", '-"mot"',
    "'; DROP TABLE views; --", "%", "_", "\\", "{{ config }}", "../../etc/passwd",
]  # fmt: skip


@pytest.mark.parametrize("query", NAMED)
def test_q1_q8_search_syntax_is_plain_words(client: FlaskClient, query: str) -> None:
    assert get(client, q=query)["query"] == query


@pytest.mark.parametrize("query", ["<svg/onload=alert(1)>", "the @<svg onload=x> mot", "<script>alert(1)</script>"])
def test_q6_markup_in_a_query_is_only_echoed_as_json(client: FlaskClient, query: str) -> None:
    response = client.get(SEARCH, query_string={"q": query})
    assert response.content_type == "application/json"
    assert response.json is not None
    assert response.json["query"] == query
    snippets = [hit["snippet_html"] for hit in response.json["results"]]
    assert snippets
    assert all("<svg" not in snippet and "<script" not in snippet for snippet in snippets)


@pytest.mark.parametrize("query", ["esperluette", "script alert", "crochet esperluette texte", "b"])
def test_q7_snippet_never_carries_markup(client: FlaskClient, query: str) -> None:
    for hit in get(client, q=query)["results"]:
        for snippet in [hit["snippet_html"], *(section["snippet_html"] for section in hit["sections"])]:
            assert set(re.findall(r"<[^>]*>?", snippet)) <= {"<mark>", "</mark>"}


@pytest.mark.parametrize("query", [CANARY, CANARY[:5], CANARY.replace("z", "s", 1), f"règle {CANARY}"])
def test_q9_s2_a_private_article_is_not_found(client: FlaskClient, query: str) -> None:
    response = client.get(SEARCH, query_string={"q": query})
    assert response.json is not None
    assert [hit["id"] for hit in response.json["results"] if hit["visibility"] != "public"] == []
    assert CANARY not in response.text.replace(query, "")
    assert "refund-rules" not in response.text


@pytest.mark.parametrize("query", ["ｍｏｔ ｄｅ ｐａｓｓｅ", "MOT DE PASSE", unicodedata.normalize("NFD", "oublié")])
def test_q10_compatible_spellings_find_the_article(client: FlaskClient, query: str) -> None:
    answer = get(client, q=query)
    assert answer["query"] == query
    assert answer["results"][0]["id"] == "password-reset"


@pytest.mark.parametrize(
    "parameter",
    [
        "limit=0", "limit=51", "limit=-1", "limit=1e3", "limit=%D9%A3", "limit=10.0", "limit=+1", "limit=%2B1",
        "limit=", "limit=0x1", "limit=1_0", "limit=%201", "limit=1000000000", "limit=" + "9" * 3000,
        "offset=-1", "offset=951", "offset=10000", "offset=%D9%A3", "offset=a", "limit=50&offset=951",
    ],
)  # fmt: skip
def test_q11_numbers_out_of_range_are_400_and_named(client: FlaskClient, parameter: str) -> None:
    response = client.get(f"{SEARCH}?q=mot&{parameter}")
    assert response.json is not None
    assert (response.status_code, response.json["code"]) == (400, "invalid_parameter")
    assert response.json["detail"].startswith("offset" if "offset" in parameter else "limit")


def test_q11_the_deepest_page_is_answered(client: FlaskClient) -> None:
    assert get(client, q="mot", limit=50, offset=950)["results"] == []
    assert get(client, q="mot", limit="007")["results"]


@pytest.mark.parametrize("locale", ["../../etc", "<script>", "fr_FR.UTF-8", "zz", "FR", "fr ", "x" * 3000])
def test_q12_an_unknown_locale_is_400(client: FlaskClient, locale: str) -> None:
    response = client.get(SEARCH, query_string={"q": "mot", "locale": locale})
    assert response.json is not None
    assert (response.status_code, response.json["code"]) == (400, "unknown_locale")
    assert locale not in response.json["detail"]


def test_q14_the_first_value_counts_and_the_rest_is_ignored(client: FlaskClient) -> None:
    answer = client.get(f"{SEARCH}?q=mot&q=epp&q[]=x&Q=y&limit=1&limit=0&locale=fr&locale=zz&unknown=1").json
    assert answer is not None
    assert answer["query"] == "mot"
    semicolon = client.get(f"{SEARCH}?q=mot;locale=en").json
    assert semicolon is not None
    assert (semicolon["query"], semicolon["locale"]) == ("mot;locale=en", "fr")


def test_q16_without_an_index_search_is_503_and_articles_are_not(
    make_app: Callable[..., Flask], base_settings: Settings, tmp_path: Path
) -> None:
    publish(replace(base_settings, index=tmp_path), searchable=("en",))
    client = make_app(index=tmp_path).test_client()
    response = client.get(f"{SEARCH}?q=mot&locale=fr")
    assert response.json is not None
    assert (response.status_code, response.json["code"]) == (503, "search_unavailable")
    assert response.headers["Retry-After"] == "5"
    assert client.get(f"{SEARCH}?q=password&locale=en").status_code == 200
    assert client.get("/api/v1/articles").status_code == 200
    assert client.get("/fr/articles/password-reset-fr").status_code == 200


def test_an_unchanged_answer_is_a_304_though_its_time_differs(client: FlaskClient) -> None:
    etags = {client.get(f"{SEARCH}?q=mot").headers["ETag"] for _ in range(3)}
    assert len(etags) == 1
    etag = etags.pop()
    assert etag.startswith('W/"')
    again = client.get(f"{SEARCH}?q=mot", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"{SEARCH}?q=epp", headers={"If-None-Match": etag}).status_code == 200


WORDS = ["mot", "passe", "code", "epp", "domaine", "oublié", "l'adresse", "e-mail", ".ma", "résilier", "password"]
PIECES = [
    *WORDS,
    *NAMED,
    '"mot de passe"',
    "-mot",
    "(",
    ")",
    "AND",
    "<b>",
    "&",
    "\u0301",
    "\u200b",
    "ﷺ",
    "😀",
    "\ufeff",
]
TEXTS = st.one_of(
    st.text(max_size=210),
    st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
)


@examples(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=TEXTS)
def test_s5_any_text_is_answered_or_refused(client: FlaskClient, text: str) -> None:
    response = client.get(SEARCH, query_string={"q": text})
    assert response.json is not None
    if response.status_code == 200:
        assert response.json["query"] == text
        for hit in response.json["results"]:
            assert set(re.findall(r"<[^>]*>?", hit["snippet_html"])) <= {"<mark>", "</mark>"}
    else:
        assert response.status_code == 400
        assert response.json["code"] in ("query_too_long", "invalid_text")


@examples(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(query_string=st.binary(max_size=120).map(lambda data: data.replace(b"#", b"").replace(b"q", b"q=")))
def test_s5_any_query_string_gives_no_error_of_ours(client: FlaskClient, query_string: bytes) -> None:
    raw = query_string.decode("latin-1")
    response = client.get(SEARCH, environ_overrides={"QUERY_STRING": raw})
    assert response.status_code in (200, 400)


@examples(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=st.sampled_from(["limit", "offset", "locale", "category", "q"]), value=st.text(max_size=30))
def test_p6_any_value_of_a_parameter_is_used_or_refused(client: FlaskClient, name: str, value: str) -> None:
    response = client.get(SEARCH, query_string={"q": "mot"} | {name: value})
    assert response.status_code in (200, 400)


def test_an_article_of_another_locale_is_found_and_says_its_locale(client: FlaskClient) -> None:
    answer = get(client, q="I forgot my password", locale="fr")
    assert (answer["locale"], answer["answered"]) == ("fr", True)
    assert [(hit["id"], hit["locale"]) for hit in answer["results"]] == [("password-reset", "en")]
    assert answer["results"][0]["url"] == "http://127.0.0.1:8000/en/articles/password-reset-en"
    assert answer["total"] == 1
