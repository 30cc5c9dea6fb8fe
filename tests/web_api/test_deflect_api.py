"""POST /api/v1/deflect: the articles that answer a ticket, and the button that does the thing."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from app.model import MAX_TICKET_CHARACTERS
from tests.web_api.conftest import CANARY

DEFLECT = "/api/v1/deflect"
WIDGET = "https://clients.example"
TICKET = {"text": "Bonjour, j'ai oublié mon mot de passe, que faire ?", "locale": "fr"}


def send(client: FlaskClient, body: object, **headers: str) -> TestResponse:
    """POST a value as JSON, or bytes as they are."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(DEFLECT, data=data, headers={"Content-Type": "application/json", **names})


def results(response: TestResponse) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.get_json()["results"]
    return found


def code(response: TestResponse) -> tuple[int, str]:
    """Status and stable code of a refusal."""
    assert response.content_type == "application/problem+json"
    return response.status_code, response.get_json()["code"]


@pytest.fixture
def embedding(make_app: Callable[..., Flask]) -> FlaskClient:
    """A client of an application that a portal may embed."""
    return make_app(widget_origins=(WIDGET,)).test_client()


def test_the_answer_has_a_hit_a_confidence_and_an_action(client: FlaskClient) -> None:
    response = send(client, TICKET)
    (first, *_) = results(response)
    assert first["id"] == "password-reset"
    assert first["confidence"] in ("high", "medium", "low")
    assert first["action"]["label"] == "Réinitialiser mon mot de passe"
    assert first["action"]["url"].endswith("/go/account.password-reset?from=password-reset")
    searched = client.get("/api/v1/search?q=mot+de+passe&locale=fr").get_json()["results"][0]
    assert set(first) == {*searched, "confidence", "action"}


def test_each_of_two_questions_has_its_article_and_says_which_it_answers(client: FlaskClient) -> None:
    text = "Bonjour, j'ai oublié mon mot de passe. Par ailleurs, comment obtenir le code EPP de mon domaine ?"
    found = results(send(client, {"text": text, "locale": "fr", "limit": 2}))
    assert [(each["id"], each["question"]) for each in found] == [
        ("password-reset", "Bonjour, j'ai oublié mon mot de passe."),
        ("epp-code", "Par ailleurs, comment obtenir le code EPP de mon domaine ?"),
    ]
    assert all("question" not in each for each in results(send(client, TICKET)))


def test_it_is_never_cached(client: FlaskClient) -> None:
    response = send(client, TICKET)
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_a_ticket_in_another_language_is_answered_in_the_asked_one(client: FlaskClient) -> None:
    (first, *_) = results(send(client, {"text": "Hello, I forgot my password, what can I do?", "locale": "fr"}))
    assert (first["id"], first["locale"]) == ("password-reset", "fr")
    assert first["snippet_html"] == first["summary"]


def test_the_action_is_the_first_one_that_the_portal_has(client: FlaskClient) -> None:
    (first, *_) = results(send(client, {"text": "Obtenir le code EPP de mon domaine", "locale": "fr"}))
    assert first["action"] == {"label": "Mes domaines", "url": first["action"]["url"]}
    assert "/go/domains.list?" in first["action"]["url"]
    (first, *_) = results(send(client, {"text": "crochet et esperluette", "locale": "fr"}))
    assert (first["id"], first["action"]) == ("brackets", None)


def test_b5_what_is_not_the_shape_is_refused_with_the_field(client: FlaskClient) -> None:
    bodies: tuple[object, ...] = (
        None,
        [],
        "text",
        {},
        {"text": "a"},
        {"locale": "fr"},
        {**TICKET, "extra": 1},
        {**TICKET, "text": 5},
        {**TICKET, "text": None},
        {**TICKET, "context": []},
        {**TICKET, "context": {"invoice_id": "1"}},
        {**TICKET, "context": {"domain_id": ["1"]}},
        {**TICKET, "context": {"domain_id": True}},
        {**TICKET, "context": {"domain_id": 1.5}},
        {**TICKET, "context": {"domain_id": "1" * 257}},
        {**TICKET, "context": {"workflow": 1}},
        b'{"text": "a", "locale": "fr", "limit": NaN}',
        b'{"text": "a", "text": "b", "locale": "fr"}',
        b'{"text": "\\ud800", "locale": "fr"}',
    )
    for body in bodies:
        assert code(send(client, body)) == (400, "invalid_body"), body


@pytest.mark.parametrize("limit", [-1, 0, 11, 10**9, "3", 1.5, True, None])
def test_p6_a_limit_out_of_range_is_refused_with_its_name(client: FlaskClient, limit: object) -> None:
    response = send(client, {**TICKET, "limit": limit})
    assert code(response) == (400, "invalid_body")
    assert "limit" in response.get_json()["detail"]


@pytest.mark.parametrize(
    "body", [b"[" * 1000, b'{"a":' * 1000, b'{"text": ' + b"1" * 5000 + b"}", '{"text": ""}'.encode("utf-16")]
)
def test_b6_hostile_json_is_refused(client: FlaskClient, body: bytes) -> None:
    assert code(send(client, body)) == (400, "invalid_body")


def test_b7_only_small_plain_json_is_read(client: FlaskClient) -> None:
    assert code(send(client, gzip.compress(b"{}"), Content_Encoding="gzip")) == (415, "unsupported_media_type")
    assert code(client.post(DEFLECT, data={"text": "a", "locale": "fr"})) == (415, "unsupported_media_type")
    assert code(send(client, b'{"text": "' + b"a" * 70_000 + b'"}')) == (413, "too_large")


def test_q2_the_longest_ticket_is_taken_and_no_longer_one(client: FlaskClient) -> None:
    text = ("mot de passe oublié " * MAX_TICKET_CHARACTERS)[:MAX_TICKET_CHARACTERS]
    assert results(send(client, {**TICKET, "text": text}))[0]["id"] == "password-reset"
    assert code(send(client, {**TICKET, "text": text + "x"})) == (400, "too_long")


def test_q4_a_text_that_grows_in_normalising_is_cut(client: FlaskClient) -> None:
    assert results(send(client, {**TICKET, "text": "ﷺ" * 5000 + " mot de passe"})) == []


@pytest.mark.parametrize("text", ["", " ", "🙂", "\u202e", "le la", "?"])
def test_q5_a_text_that_says_nothing_has_no_answer(client: FlaskClient, text: str) -> None:
    assert results(send(client, {**TICKET, "text": text})) == []


def test_q5_nul_is_refused(client: FlaskClient) -> None:
    assert code(send(client, {**TICKET, "text": "mot\0passe"})) == (400, "invalid_text")


def test_q6_nothing_of_a_ticket_is_repeated(client: FlaskClient) -> None:
    response = send(client, {**TICKET, "text": "<svg/onload=alert(1)> mot de passe quelquechose"})
    assert b"svg" not in response.data
    assert b"quelquechose" not in response.data


def test_an_unknown_locale_or_workflow_is_named(client: FlaskClient) -> None:
    assert code(send(client, {**TICKET, "locale": "zz"})) == (400, "unknown_locale")
    assert code(send(client, {**TICKET, "context": {"workflow": "no.such"}})) == (404, "unknown_workflow")


def test_s2_articles_for_agents_answer_nobody(client: FlaskClient) -> None:
    found = results(send(client, {**TICKET, "text": f"Règle {CANARY} interne"}))
    assert "refund-rules" not in [each["id"] for each in found]


def test_p1_b1_a_portal_may_ask_without_credentials_and_nobody_else(embedding: FlaskClient) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    preflight = embedding.options(DEFLECT, headers={"Origin": WIDGET, **asked})
    response = send(embedding, TICKET, Origin=WIDGET, Sec_Fetch_Site="cross-site")
    assert (preflight.status_code, response.status_code) == (204, 200)
    for each in (preflight, response):
        assert each.headers["Access-Control-Allow-Origin"] == WIDGET
        assert "Origin" in each.headers["Vary"]
        assert "Access-Control-Allow-Credentials" not in each.headers
    for origin in ("https://evil.example", "null"):
        assert code(send(embedding, TICKET, Origin=origin)) == (403, "cross_site")
        refused = embedding.options(DEFLECT, headers={"Origin": origin, **asked})
        assert [name for name, _ in refused.headers if name.startswith("Access-Control-")] == []  # P2


def test_p2_p3_p4_credentials_open_nothing(client: FlaskClient) -> None:
    assert code(send(client, TICKET, Authorization="Bearer x")) == (401, "invalid_token")
    address = f"{DEFLECT}?token=x"
    assert code(client.post(address, json=TICKET)) == (400, "token_in_url")


def test_p13_only_post_is_taken(client: FlaskClient) -> None:
    response = client.get(DEFLECT)
    assert code(response) == (405, "method_not_allowed")
    assert "POST" in response.headers["Allow"]


def test_q15_a_client_that_asks_too_often_is_told_when_to_come_back(make_app: Callable[..., Flask]) -> None:
    limited = make_app(rate_limits=True).test_client()
    statuses = [send(limited, TICKET).status_code for _ in range(41)]
    assert statuses == [200] * 40 + [429]
    assert int(send(limited, TICKET).headers["Retry-After"]) >= 1
    assert limited.get("/api/v1/search?q=epp&locale=fr").status_code == 200


BODIES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda each: st.dictionaries(st.sampled_from(["text", "locale", "limit", "context", "workflow", "x"]), each),
    max_leaves=6,
)


@given(BODIES)
@settings(max_examples=60, deadline=None)
def test_any_json_is_answered_or_refused(app: Flask, body: object) -> None:
    assert send(app.test_client(), body).status_code in (200, 400, 404)
