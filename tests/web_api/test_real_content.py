"""The API over the articles that are shipped, built as they are built for readers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from tests.web_api.conftest import StrictClient

ORIGIN = "http://127.0.0.1:8000"


@pytest.fixture
def real_client(real_app: Flask) -> StrictClient:
    return StrictClient(real_app, real_app.response_class)


def get(client: StrictClient, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200, path
    return json.loads(response.data)


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_article_is_listed_and_every_address_given_for_it_leads_somewhere(
    real_client: StrictClient, locale: str
) -> None:
    listed = get(real_client, f"/api/v1/articles?locale={locale}&limit=1000")
    assert listed["total"] == len(listed["articles"]) == 29
    for entry in listed["articles"]:
        article = get(real_client, f"/api/v1/articles/{entry['id']}?locale={locale}")
        assert entry.items() <= article.items()
        page = real_client.get(article["url"].removeprefix(ORIGIN))
        assert page.status_code == 200
        assert all(f'id="{section["anchor"]}"' in page.text for section in article["sections"])
        assert {other["locale"] for other in article["alternates"]} == {"fr", "en"} - {locale}
        link = get(real_client, f"/api/v1/articles/{entry['id']}/link?locale={locale}&format=url")
        location = real_client.get(link["snippet"].removeprefix(ORIGIN)).headers["Location"]
        assert article["url"] == ORIGIN + location


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_workflow_s_articles_carry_it(real_client: StrictClient, locale: str) -> None:
    listed = get(real_client, f"/api/v1/workflows?locale={locale}")
    helped = 0
    for workflow in listed["workflows"]:
        assert workflow["label"] != workflow["id"]
        assert real_client.get(workflow["url"].removeprefix(ORIGIN)).status_code == 302
        helped += get(real_client, f"/api/v1/workflows/{workflow['id']}/articles?locale={locale}")["total"]
    assert helped >= 29


@pytest.mark.parametrize(
    ("query", "locale", "expected"),
    [("code epp", "fr", "epp-code"), ("epp code", "en", "epp-code"), ("mot de passe oublié", "fr", "password-reset")],
)
def test_search_finds_the_article(real_client: StrictClient, query: str, locale: str, expected: str) -> None:
    answer = get(real_client, f"/api/v1/search?q={query}&locale={locale}")
    assert answer["results"][0]["id"] == expected
    for hit in answer["results"]:
        page = real_client.get(hit["url"].removeprefix(ORIGIN))
        assert all(f'id="{section["anchor"]}"' in page.text for section in hit["sections"])
