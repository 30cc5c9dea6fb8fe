"""From an article to the portal: known workflows only, to the configured address only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.conftest import app_over, close, small_files

TARGET = "https://clients.example.com/"


@pytest.fixture(scope="module")
def unlinked_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    files = small_files() | {"portal.yaml": "preset: whmcs\n"}
    app = app_over(tmp_path_factory.mktemp("unlinked"), files)
    yield app
    close(app)


def test_g1_a_known_workflow_leads_to_the_configured_address(small: FlaskClient) -> None:
    response = small.get("/go/account.password-reset")
    assert (response.status_code, response.headers["Location"]) == (302, f"{TARGET}index.php?rp=/password/reset")
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "unknown",
        "https://evil",
        "/evil",
        "%2f%2fevil",
        "../editor",
        "Account.Login",
        "account.login/",
        "account.login%00",
        "%ff",
    ],
)
def test_g2_anything_else_is_not_found(small: FlaskClient, path: str) -> None:
    response = small.get(f"/go/{path}")
    assert response.status_code == 404
    assert "Location" not in response.headers


@pytest.mark.parametrize("query", ["url=//evil", "next=https://evil", "return_to=\\\\evil", "id=//evil", "lang=//evil"])
def test_g3_parameters_that_the_workflow_does_not_take_are_dropped(small: FlaskClient, query: str) -> None:
    assert small.get(f"/go/domains.list?{query}").headers["Location"] == f"{TARGET}clientarea.php?action=domains"


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("epp-code", 302),
        ("a&x=1", 302),
        ("é", 302),
        ("a" * 200, 302),
        ("a" * 201, 400),
        ("x\r\nSet-Cookie: a=b", 400),
        ("a" * 3000, 400),
    ],
)
def test_g4_from_is_checked_and_never_passed_on(small: FlaskClient, origin: str, status: int) -> None:
    response = small.get("/go/domains.list", query_string={"from": origin})
    assert response.status_code == status
    assert "Set-Cookie" not in response.headers
    if status == 302:
        assert response.headers["Location"] == f"{TARGET}clientarea.php?action=domains"


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("12", "clientarea.php?action=domaingetepp&domainid=12"),
        ("", "clientarea.php?action=domains"),
        ("1&x=2", "clientarea.php?action=domains"),
        ("//evil", "clientarea.php?action=domains"),
    ],
)
def test_a_missing_or_invalid_parameter_leads_to_without(small: FlaskClient, value: str, path: str) -> None:
    assert small.get("/go/domains.epp-code", query_string={"domain_id": value}).headers["Location"] == TARGET + path


def test_g7_an_unknown_article_in_from_changes_nothing(small: FlaskClient) -> None:
    locations = {
        small.get(f"/go/account.login?from={name}").headers["Location"] for name in ("secret-note", "nope", "epp-code")
    }
    assert locations == {f"{TARGET}clientarea.php"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=st.text(max_size=40), values=st.dictionaries(st.text(max_size=12), st.text(max_size=40), max_size=3))
def test_s4_no_location_leaves_the_configured_host(small: FlaskClient, key: str, values: dict[str, str]) -> None:
    for path in (f"/go/{quote(key, safe='')}", "/go/domains.epp-code"):
        location = small.get(path, query_string=values).headers.get("Location", TARGET)
        assert location.startswith(TARGET)
        assert urlsplit(location).hostname == "clients.example.com"


def test_without_an_address_the_reader_learns_why_and_what_else_to_do(unlinked_app: Flask) -> None:
    client = unlinked_app.test_client()
    response = client.get(
        "/go/domains.epp-code?from=epp-code", headers={"Referer": "http://localhost/en/articles/get-code"}
    )
    path = "/en/portal?workflow=domains.epp-code&from=epp-code"
    assert (response.status_code, response.headers["Location"]) == (302, path)
    page = client.get(path)
    assert page.status_code == 200
    assert "Get my EPP code" in page.text
    assert '<a href="/en/articles/get-code">' in page.text
    assert 'href="/fr/portal?workflow=domains.epp-code&amp;from=epp-code"' in page.text
    assert "aide@example.com" in page.text
    assert "noindex" in page.text


@pytest.mark.parametrize("path", ["/fr/", "/fr/portal?workflow=account.login", "/fr/articles/payer", "/fr/nope"])
def test_without_an_address_no_ticket_is_offered_but_mail_and_telephone(unlinked_app: Flask, path: str) -> None:
    html = unlinked_app.test_client().get(path).text
    assert "/go/support.open-ticket" not in html
    assert 'href="mailto:aide@example.com"' in html
    assert 'href="tel:0102030405"' in html


@pytest.mark.parametrize(("locale", "slug"), [("fr", "code-epp"), ("en", "get-code")])
def test_without_an_address_an_action_keeps_the_language_of_its_page(
    unlinked_app: Flask, locale: str, slug: str
) -> None:
    client = unlinked_app.test_client()
    for target in re.findall(r'class="action[^"]*" href="([^"]+)"', client.get(f"/{locale}/articles/{slug}").text):
        other = "en" if locale == "fr" else "fr"
        response = client.get(unescape(target), headers={"Accept-Language": other})
        assert response.headers["Location"].startswith(f"/{locale}/portal?workflow=")


@pytest.mark.parametrize("name", ["secret-note", "draft-note", "nope", "<script>", ""])
def test_s2_the_page_about_a_missing_portal_names_no_unknown_or_private_article(unlinked_app: Flask, name: str) -> None:
    client = unlinked_app.test_client()
    location = client.get("/go/account.login", query_string={"from": name}).headers["Location"]
    assert location == "/fr/portal?workflow=account.login"
    page = client.get("/fr/portal", query_string={"workflow": "account.login", "from": name})
    assert page.data == client.get(location).data


@pytest.mark.parametrize(
    ("headers", "locale"),
    [
        ({"Referer": "https://evil.example/en/"}, "en"),
        ({"Referer": "//["}, "fr"),
        ({}, "fr"),
        ({"Accept-Language": "en"}, "en"),
    ],
)
def test_the_page_about_a_missing_portal_is_in_the_readers_locale(
    unlinked_app: Flask, headers: dict[str, str], locale: str
) -> None:
    response = unlinked_app.test_client().get("/go/account.login", headers=headers)
    assert response.headers["Location"] == f"/{locale}/portal?workflow=account.login"


@pytest.mark.parametrize("query", ["", "workflow=nope", "workflow=<script>"])
def test_the_page_about_a_missing_portal_needs_a_known_workflow(unlinked_app: Flask, query: str) -> None:
    response = unlinked_app.test_client().get(f"/fr/portal?{query}")
    assert response.status_code == 404
    assert "<script>" not in response.text
