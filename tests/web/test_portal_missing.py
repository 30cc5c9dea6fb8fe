"""Where the portal has no address: the page that says so, in the reader's language, and what it leads on to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.conftest import app_over, close, small_files

TARGET = "https://clients.example.com/"


@pytest.fixture(scope="module")
def unlinked_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    files = small_files() | {"portal.yaml": "preset: whmcs\n"}
    app = app_over(tmp_path_factory.mktemp("unlinked"), files)
    yield app
    close(app)


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


@pytest.mark.parametrize("query", ["workflow=domains.epp-code", "workflow=domains.epp-code&from=epp-code"])
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_where_a_portal_is_set_the_page_about_a_missing_one_leads_on_to_it(
    small: FlaskClient, locale: str, query: str
) -> None:
    response = small.get(f"/{locale}/portal?{query}")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/go/domains.epp-code?")
    assert small.get(response.headers["Location"]).headers["Location"] == f"{TARGET}clientarea.php?action=domains"
    assert small.get(f"/{locale}/portal").status_code == 404
