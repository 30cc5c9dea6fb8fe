"""From an article to the portal: known workflows only, to the configured address only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.sites import article
from tests.web.conftest import (
    READER,
    ROBOT,
    app_over,
    close,
    record_of,
    recording,
    small_files,
    today,
)

TARGET = "https://clients.example.com/"


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


@pytest.mark.parametrize(
    "query",
    [
        "url=//evil",
        "next=https://evil",
        "return_to=\\\\evil",
        "id=//evil",
        "lang=//evil",
        "base_url=https://evil",
        "%23@evil",
        "domain_id=12",
        "from=x&from=%0d%0a",
        ";url=//evil",
    ],
)
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


@pytest.mark.parametrize("method", ["HEAD", "GET"])
@pytest.mark.parametrize("path", ["domains.list", "domains.epp-code?domain_id=42&from=epp-code", "billing.invoice?x"])
def test_g1_an_answer_is_never_kept_and_tells_the_portal_nothing(small: FlaskClient, method: str, path: str) -> None:
    response = small.open(f"/go/{path}", method=method)
    assert response.status_code == 302
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "ETag" not in response.headers
    assert response.data == b""
    assert "epp-code" not in response.headers["Location"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_g1_only_reading_leads_to_the_portal(small: FlaskClient, method: str) -> None:
    response = small.open("/go/domains.list", method=method)
    assert response.status_code in (403, 405)
    assert "Location" not in response.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Proto": "http"},
        {"X-Forwarded-Prefix": "/evil"},
        {"Forwarded": "host=evil.example;proto=http"},
        {"X-Original-URL": "/go/account.login"},
        {"X-HTTP-Method-Override": "DELETE"},
        {"Referer": "https://evil.example/fr/"},
        {"Origin": "https://evil.example"},
    ],
)
def test_u3_no_header_changes_where_an_action_leads(small: FlaskClient, headers: dict[str, str]) -> None:
    response = small.get("/go/domains.list", headers=headers)
    assert (response.status_code, response.headers["Location"]) == (302, f"{TARGET}clientarea.php?action=domains")


@pytest.mark.parametrize("host", ["evil.example", "localhost@evil.example", "evil.localhost", "", "x" * 300])
def test_u1_an_odd_host_leads_nowhere(small: FlaskClient, host: str) -> None:
    response = small.get("/go/domains.list", headers={"Host": host})
    assert response.status_code == 400
    assert "Location" not in response.headers
    assert not host or host not in response.text


@pytest.mark.parametrize("path", ["/GO/domains.list", "/go//domains.list", "/go/domains.list/x", "/go/", "/go"])
def test_u7_a_path_that_is_nearly_ours_is_not_found_or_ours(small: FlaskClient, path: str) -> None:
    response = small.get(path)
    assert response.status_code in (308, 404)
    assert response.headers.get("Location", "/").startswith("/")
    assert not response.headers.get("Location", "/").startswith("//")


def test_an_action_that_is_followed_is_counted_with_its_article(counting: Flask) -> None:
    client = counting.test_client()
    client.get("/go/domains.epp-code?domain_id=4&from=epp-code", headers={**READER, "Referer": "http://localhost/fr/"})
    client.get("/go/domains.list?from=secret-note", headers={**READER, "Referer": "http://localhost/fr/"})
    client.get("/go/domains.list", headers=ROBOT)
    client.get("/go/unknown.one", headers=READER)
    found = {(row.article, row.workflow): row.count for row in record_of(counting).actions(today(), today())}
    assert found == {("epp-code", "domains.epp-code"): 1, (None, "domains.list"): 1}


def test_an_action_that_leads_to_no_portal_is_not_counted(tmp_path: Path) -> None:
    app = app_over(tmp_path, small_files() | {"portal.yaml": "preset: whmcs\n"})
    for counted in recording(app):
        counted.test_client().get("/go/domains.list", headers=READER)
        assert list(record_of(counted).actions(today(), today())) == []


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


LANGUAGES = """preset: fossbilling
base_url: {fr: "https://clients.example.ma/", en: "https://clients.example.com/"}
workflows:
  support.open-ticket: {path: {fr: "demande", en: "request"}}
"""


@pytest.fixture(scope="module")
def languages_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = app_over(tmp_path_factory.mktemp("languages"), small_files() | {"portal.yaml": LANGUAGES})
    yield app
    close(app)


@pytest.mark.parametrize(
    ("locale", "base"), [("fr", "https://clients.example.ma/"), ("en", "https://clients.example.com/")]
)
def test_a_button_leads_to_the_portal_of_its_pages_language(languages_app: Flask, locale: str, base: str) -> None:
    client = languages_app.test_client()
    page = client.get(f"/{locale}/articles/code-epp", follow_redirects=True).text
    targets = [unescape(target) for target in re.findall(r'href="(/go/[^"]+)"', page)]
    assert targets
    for target in targets:
        headers = {"Referer": f"http://localhost/{locale}/articles/code-epp", "Accept-Language": "de"}
        assert client.get(target, headers=headers).headers["Location"].startswith(base)


def test_the_readers_language_decides_where_nothing_else_does(languages_app: Flask) -> None:
    client = languages_app.test_client()
    for locale, address in (
        ("fr", "https://clients.example.ma/demande"),
        ("en", "https://clients.example.com/request"),
    ):
        location = client.get("/go/support.open-ticket", headers={"Accept-Language": locale}).headers["Location"]
        assert location == address
        assert client.get(f"/go/support.open-ticket?lang={locale}").headers["Location"] == address


def test_what_a_portal_has_no_screen_for_shows_no_button_and_leads_nowhere(tmp_path: Path) -> None:
    files = small_files() | {"portal.yaml": "preset: fossbilling\nbase_url: https://clients.example.com/\n"}
    files["fr/facture.md"] = article(
        "Payer", "Voir [le certificat](portal:ssl.configure).", id="facture", slug="payer", workflows=["ssl.configure"]
    )
    app = app_over(tmp_path, files)
    page = app.test_client().get("/fr/articles/payer").text
    assert "ssl.configure" not in page
    assert "le certificat" in page
    assert app.test_client().get("/go/ssl.configure").status_code == 404
    close(app)


def test_the_setting_wins_over_the_address_of_portal_yaml(tmp_path: Path) -> None:
    app = app_over(tmp_path, small_files(), portal_url="https://other.example.com/area/")
    location = app.test_client().get("/go/domains.list").headers["Location"]
    assert location == "https://other.example.com/area/clientarea.php?action=domains"
    close(app)


def test_an_action_in_a_text_says_what_is_found_there_and_whether_one_signs_in(tmp_path: Path) -> None:
    files = small_files()
    files["fr/facture.md"] = article("Payer", "[Mon code](portal:domains.epp-code)", id="facture", slug="payer")
    files["en/pay.md"] = article("Pay", "[Reset it](portal:account.password-reset)", id="facture", slug="pay")
    app = app_over(tmp_path, files)
    french = app.test_client().get("/fr/articles/payer").text
    english = app.test_client().get("/en/articles/pay").text
    assert (
        '<small class="go-note">Choisissez le domaine, puis demandez son code EPP. Connexion demandée.</small>'
        in french
    )
    assert (
        '<small class="go-note">Enter your email address to receive the reset link. No sign-in needed.</small>'
        in english
    )
    close(app)
