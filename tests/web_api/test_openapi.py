"""The description of the API: complete, true, and made of what validates."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.api.codes import CODES
from app.web.api.endpoint import PREFIX, Endpoint
from app.web.api.endpoints import ENDPOINTS
from app.web.security.rates import LIMITS

ROOT = Path(__file__).resolve().parents[2]
each = pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)


@pytest.fixture
def described(client: FlaskClient) -> Any:
    response = client.get(f"{PREFIX}/openapi.json")
    assert (response.status_code, response.content_type) == (200, "application/json")
    return response.json


def test_every_route_is_described_and_every_description_is_a_route(app: Flask, described: Any) -> None:
    routes = {
        (re.sub(r"<(?:article_)?(id|workflow)(?:_id)?>", r"{\1}", rule.rule.removeprefix(PREFIX)), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == {(path, method) for path, methods in described["paths"].items() for method in methods}


def test_the_contract_s_addresses_are_there(described: Any) -> None:
    assert set(described["paths"]) >= {
        "/search",
        "/suggest",
        "/deflect",
        "/articles",
        "/articles/{id}",
        "/articles/{id}/link",
        "/articles/{id}/feedback",
        "/workflows",
        "/workflows/{workflow}/articles",
        "/events",
    }
    assert described["openapi"] == "3.1.0"
    assert described["servers"] == [{"url": "http://127.0.0.1:8000/api/v1"}]


@each
def test_example_answers_and_bodies_have_their_shape(described: Any, endpoint: Endpoint) -> None:
    operation = described["paths"][endpoint.path][endpoint.method.lower()]
    if endpoint.example is not None:
        content = operation["responses"][str(endpoint.status)]["content"]["application/json"]
        assert msgspec.convert(content["example"], endpoint.answer) == endpoint.example
    if endpoint.sent is not None:
        sent = operation["requestBody"]["content"]["application/json"]["example"]
        assert msgspec.convert(sent, endpoint.body) == endpoint.sent


@each
def test_every_reference_leads_to_a_shape(described: Any, endpoint: Endpoint) -> None:
    operation = described["paths"][endpoint.path][endpoint.method.lower()]
    names = re.findall(r"#/components/schemas/(\w+)", repr(operation) + repr(described["components"]))
    assert set(names) <= set(described["components"]["schemas"])
    assert "x-values" not in repr(described)


def test_the_site_s_locales_and_categories_are_named(described: Any) -> None:
    asked = {each["name"]: each["schema"] for each in described["paths"]["/search"]["get"]["parameters"]}
    assert asked["locale"]["enum"] == ["", "fr", "en"]
    assert {"account", "domains"} < set(asked["category"]["enum"])
    assert described["components"]["schemas"]["ViewEvent"]["properties"]["locale"]["enum"] == ["fr", "en"]
    assert (asked["limit"]["minimum"], asked["limit"]["maximum"], asked["limit"]["default"]) == (1, 50, 10)


def test_before_the_first_build_there_is_a_description_too(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    client = make_app(index=tmp_path).test_client()
    for path in ("openapi.json", "docs"):
        response = client.get(f"{PREFIX}/{path}")
        assert response.status_code == 200
        assert "/workflows/{workflow}/articles" in response.text


def test_the_description_is_kept_until_it_changes(client: FlaskClient) -> None:
    etag = client.get(f"{PREFIX}/openapi.json").headers["ETag"]
    assert etag.startswith('W/"')
    assert client.get(f"{PREFIX}/openapi.json", headers={"If-None-Match": etag}).status_code == 304


def test_errors_name_their_codes_and_statuses(described: Any) -> None:
    for methods in described["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                for code, example in (
                    response.get("content", {}).get("application/problem+json", {"examples": {}})["examples"].items()
                ):
                    assert CODES[code].status == int(status) == example["value"]["status"]
                    assert example["value"]["code"] == code


def test_every_code_that_is_raised_is_described_with_its_status() -> None:
    sources = [ROOT / "app" / "web" / "problems.py", *(ROOT / "app" / "web" / "api").glob("*.py")]
    texts = [source.read_text("utf-8") for source in sources]
    raised = {found for text in texts for found in re.findall(r'Problem\(\s*(\d{3}), "([a-z_]+)"', text)}
    raised |= set(re.findall(r'^        (\d{3}): "([a-z_]+)"', texts[0], re.MULTILINE))
    assert len(raised) > 15
    assert {(int(status), code) for status, code in raised} <= {(code.status, code.name) for code in CODES.values()}


def test_limits_are_described(described: Any) -> None:
    for limit in LIMITS:
        texts = [
            operation["description"]
            for methods in described["paths"].values()
            for operation in methods.values()
            if f"At most {limit.requests} requests in 10 s" in operation["description"]
            and "429" in operation["responses"]
        ]
        assert texts, limit.name


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_the_page_shows_every_address_field_and_error(client: FlaskClient, described: Any, locale: str) -> None:
    page = client.get(f"{PREFIX}/docs?lang={locale}")
    assert (page.status_code, page.content_type) == (200, "text/html; charset=utf-8")
    assert f'<html lang="{locale}"' in page.text
    for path in described["paths"]:
        assert f"</b> {path}</code>" in page.text
    for name in described["components"]["schemas"]:
        assert f'id="s-{name}"' in page.text
    for code in ("unknown_locale", "invalid_body", "token_in_url", "rate_limited", "no_index"):
        assert f"<code>{code}</code>" in page.text
    anchors = set(re.findall(r'href="#([^"]+)"', page.text))
    assert anchors <= set(re.findall(r'id="([^"]+)"', page.text))


def test_the_page_s_language_is_the_reader_s(client: FlaskClient) -> None:
    response = client.get(f"{PREFIX}/docs", headers={"Accept-Language": "en-GB,en"})
    assert '<html lang="en"' in response.text
    assert "Accept-Language" in response.headers["Vary"]
    assert '<html lang="fr"' in client.get(f"{PREFIX}/docs?lang=../etc").text


def test_the_page_s_example_requests_are_answered(client: FlaskClient) -> None:
    text = client.get(f"{PREFIX}/docs").text.replace("&#39;", "'").replace("&amp;", "&")
    commands = re.findall(r"curl '?http://127\.0\.0\.1:8000(/[^'\s<]+)", text)
    assert len(commands) == len(ENDPOINTS)
    for path in commands:
        assert client.get(path).status_code in (200, 404, 405)
        assert client.options(path).status_code == 204
