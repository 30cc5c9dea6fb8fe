"""GET /api/v1/articles and /api/v1/workflows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ENTRY = {
    "id", "locale", "title", "summary", "url", "permalink", "category", "popularity", "updated", "source"
}  # fmt: skip
READS = [
    "search?q=mot",
    "articles",
    "articles/brackets",
    "articles/brackets/link",
    "workflows",
    "workflows/domains.list/articles",
]
PATHS = st.tuples(
    st.sampled_from(["articles", "workflows"]), st.text(max_size=40), st.sampled_from(["", "/link", "/x"])
)


def get(client: FlaskClient, path: str, **parameters: object) -> Any:
    response = client.get(f"/api/v1/{path}", query_string=parameters)
    assert response.status_code == 200
    return response.json


def test_articles_are_listed_in_the_order_of_the_site(client: FlaskClient) -> None:
    answer = get(client, "articles")
    assert set(answer) == {"total", "articles"}
    assert answer["total"] == 3
    assert [article["id"] for article in answer["articles"]] == ["password-reset", "brackets", "epp-code"]
    first = answer["articles"][0]
    assert set(first) == ENTRY
    assert (first["updated"], first["source"]) == ("2026-03-05", "account/password-reset.md")
    assert answer["articles"][1]["updated"] is None


def test_articles_of_a_locale_and_category(client: FlaskClient) -> None:
    assert [article["locale"] for article in get(client, "articles", locale="en")["articles"]] == ["en"]
    in_category = get(client, "articles", category="domains", limit=1, offset=1)
    assert (in_category["total"], [a["id"] for a in in_category["articles"]]) == (2, ["epp-code"])


@pytest.mark.parametrize("limit", ["0", "1001", "-1", "ten", "1e2"])
def test_p6_a_wrong_limit_is_400_and_named(client: FlaskClient, limit: str) -> None:
    response = client.get("/api/v1/articles", query_string={"limit": limit})
    assert response.json is not None
    assert (response.status_code, response.json["code"]) == (400, "invalid_parameter")
    assert response.json["detail"].startswith("limit")


def test_up_to_1000_articles_are_given_at_once(client: FlaskClient) -> None:
    assert get(client, "articles", limit=1000)["total"] == 3
    assert get(client, "articles", offset=999_999_999)["articles"] == []


def test_an_article_has_its_text_sections_and_translations(client: FlaskClient) -> None:
    article = get(client, "articles/password-reset", locale="fr")
    assert set(article) == ENTRY | {"html", "markdown", "sections", "alternates"}
    assert article["html"].startswith("<p>Cliquez")
    assert article["sections"] == [
        {"anchor": "h-steps", "title": "Étapes", "level": 2, "url": f"{article['url']}#h-steps"}
    ]
    assert article["alternates"] == [
        {
            "locale": "en",
            "title": "I forgot my password",
            "url": "http://127.0.0.1:8000/en/articles/password-reset-en",
        }
    ]


def test_a_missing_translation_is_answered_by_another_one_that_says_so(client: FlaskClient) -> None:
    assert get(client, "articles/epp-code", locale="en")["locale"] == "fr"


def test_a_former_id_gives_its_successor(client: FlaskClient) -> None:
    assert get(client, "articles/lost-password")["id"] == "password-reset"


@pytest.mark.parametrize("suffix", ["", "/link"])
def test_s2_an_article_for_agents_is_as_unknown_as_any_other(client: FlaskClient, suffix: str) -> None:
    private = client.get(f"/api/v1/articles/refund-rules{suffix}")
    unknown = client.get(f"/api/v1/articles/never-existed{suffix}")
    assert private.status_code == 404
    assert private.json is not None
    assert private.json["code"] == "unknown_article"
    assert private.data == unknown.data
    assert list(private.headers) == list(unknown.headers)


@pytest.mark.parametrize(
    ("form", "snippet"),
    [
        ("markdown", r"[Le \[crochet\] & \<b\>l'esperluette\</b\>](http://127.0.0.1:8000/a/brackets)"),
        (
            "html",
            '<a href="http://127.0.0.1:8000/a/brackets">Le [crochet] &amp; &lt;b&gt;l&#x27;esperluette&lt;/b&gt;</a>',
        ),
        ("text", "Le [crochet] & <b>l'esperluette</b>\nhttp://127.0.0.1:8000/a/brackets"),
        ("url", "http://127.0.0.1:8000/a/brackets"),
    ],
)
def test_a_link_is_ready_to_be_pasted(client: FlaskClient, form: str, snippet: str) -> None:
    answer = get(client, "articles/brackets/link", format=form)
    assert answer == {
        "id": "brackets",
        "locale": "fr",
        "format": form,
        "url": "http://127.0.0.1:8000/a/brackets",
        "snippet": snippet,
    }


def test_a_link_keeps_the_locale_that_was_asked_for(client: FlaskClient) -> None:
    link = get(client, "articles/password-reset/link", locale="en")
    assert link["snippet"] == "[I forgot my password](http://127.0.0.1:8000/a/password-reset?lang=en)"
    assert client.get("/a/password-reset?lang=en").headers["Location"] == "/en/articles/password-reset-en"


def test_a_link_leads_to_a_section_and_says_who_sends_it(client: FlaskClient) -> None:
    sections = get(client, "articles/password-reset", locale="fr")["sections"]
    anchor, title = sections[0]["anchor"], sections[0]["title"]
    for written in (anchor, anchor.removeprefix("h-")):
        link = get(client, "articles/password-reset/link", locale="fr", format="text", anchor=written, via="agent")
        assert link["url"] == f"http://127.0.0.1:8000/a/password-reset?lang=fr&via=agent#{anchor}"
        assert link["snippet"].splitlines()[0].endswith(f" – {title}")


@pytest.mark.parametrize("query", ["anchor=nowhere", "anchor=h-%22%3E", "via=somebody"])
def test_a_section_that_is_not_there_is_400_and_named(client: FlaskClient, query: str) -> None:
    response = client.get(f"/api/v1/articles/password-reset/link?{query}")
    assert response.json is not None
    assert (response.status_code, response.json["code"]) == (400, "invalid_parameter")


def test_an_unknown_format_is_400_and_named(client: FlaskClient) -> None:
    response = client.get("/api/v1/articles/brackets/link?format=docx")
    assert response.json is not None
    assert (response.status_code, response.json["code"]) == (400, "invalid_parameter")
    assert response.json["detail"] == "format must be one of: html, markdown, text, url."


def test_a_parameter_that_may_be_left_out_is_not_said_to_be_one_of_nothing(client: FlaskClient) -> None:
    response = client.get("/api/v1/articles/brackets/link?via=me")
    assert response.json is not None
    assert (response.status_code, response.json["detail"]) == (400, "via must be one of: agent.")


def test_workflows_are_listed_with_their_labels(client: FlaskClient) -> None:
    answer = get(client, "workflows", locale="en")
    assert [workflow["id"] for workflow in answer["workflows"]] == [
        "account.password-reset",
        "domains.details",
        "domains.list",
    ]
    assert answer["workflows"][0] == {
        "id": "account.password-reset",
        "label": "Reset my password",
        "hint": "The form.",
        "login": True,
        "url": "http://127.0.0.1:8000/go/account.password-reset",
        "parameters": [],
    }
    assert answer["workflows"][1]["parameters"] == ["domain_id"]


def test_a_workflow_s_articles_begin_with_those_it_is_the_first_action_of(client: FlaskClient) -> None:
    answer = get(client, "workflows/account.password-reset/articles")
    assert set(answer) == {"workflow", "total", "articles"}
    assert [article["id"] for article in answer["articles"]] == ["password-reset", "epp-code"]
    assert get(client, "workflows/domains.details/articles")["articles"] == []


def test_an_unknown_workflow_is_404(client: FlaskClient) -> None:
    response = client.get("/api/v1/workflows/no.such/articles")
    assert response.json is not None
    assert (response.status_code, response.json["code"]) == (404, "unknown_workflow")


@pytest.mark.parametrize("path", READS)
def test_answers_carry_weak_etags_and_are_asked_for_again(client: FlaskClient, path: str) -> None:
    first = client.get(f"/api/v1/{path}")
    assert first.headers["ETag"].startswith('W/"')
    assert "max-age=0, must-revalidate" in first.headers["Cache-Control"]
    assert first.headers["Vary"] == "Authorization"
    again = client.get(f"/api/v1/{path}", headers={"If-None-Match": f'"other", {first.headers["ETag"]}'})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_p13_head_gives_the_headers_of_get(client: FlaskClient) -> None:
    for path in ("articles", "articles/brackets", "workflows"):
        get_, head = client.get(f"/api/v1/{path}"), client.head(f"/api/v1/{path}")
        assert (head.status_code, head.data) == (200, b"")
        assert {n: v for n, v in head.headers if n != "Date"} == {n: v for n, v in get_.headers if n != "Date"}


def test_u8_answers_do_not_depend_on_what_is_not_asked_for(client: FlaskClient) -> None:
    plain = client.get("/api/v1/articles")
    for response in (
        client.get("/api/v1/articles?utm=<script>&callback=alert"),
        client.get("/api/v1/articles", data=b"x" * 100),
        client.get("/api/v1/articles", headers={"Accept": "text/html;q=0.9", "Accept-Language": "en"}),
        client.get("/api/v1/articles", headers={"Cookie": "session=abc", "User-Agent": "curl", "Origin": "https://e"}),
    ):
        assert response.data == plain.data
        assert {n: v for n, v in response.headers if n != "Date"} == {n: v for n, v in plain.headers if n != "Date"}


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(parts=PATHS)
def test_u7_any_address_gives_an_answer_or_a_problem(client: FlaskClient, parts: tuple[str, str, str]) -> None:
    path = "/api/v1/{}/{}{}".format(*parts).encode().decode("latin-1")
    response = client.open(environ_overrides={"PATH_INFO": path})
    assert response.status_code in (200, 404)
    assert "Location" not in response.headers
    if response.status_code == 404:
        assert response.content_type == "application/problem+json"
        assert json.loads(response.data)["code"] in ("not_found", "unknown_article", "unknown_workflow")
