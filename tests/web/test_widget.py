"""The widget as it is served: its script, its configuration, and the pages that may be framed."""

from __future__ import annotations

import gzip
import hashlib
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.content.policy import TAGS
from app.settings import Settings
from app.web.security import security_headers
from tests.web.conftest import CANARY, HOSTILE, WIDGET, app_with, close

LARGEST = 12 * 1024
EPP = "/widget/domains.epp-code"
ARTICLE = "/widget/fr/articles/code-epp"
GZIP = {"Accept-Encoding": "gzip"}
STRICT = dict(security_headers(https=True))["Content-Security-Policy"]


@pytest.fixture(scope="module")
def framed(small_settings: Settings) -> Iterator[FlaskClient]:
    """A client of the small help centre that two sites may frame."""
    app: Flask = app_with(replace(small_settings, widget_origins=(WIDGET, "http://127.0.0.1:8090")))
    yield app.test_client()
    close(app)


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_the_script_has_at_most_12_kilobytes_even_together_with_its_texts_and_look(
    real: FlaskClient, locale: str
) -> None:
    sent = []
    for path in ("/widget.js", f"/widget/config.json?locale={locale}"):
        packed = real.get(path, headers=GZIP)
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == real.get(path).data
        sent.append(len(packed.data))
    assert sum(sent) <= LARGEST


def test_the_look_is_sent_without_what_only_its_writers_read(small: FlaskClient) -> None:
    style = small.get("/widget/config.json?locale=fr").json["style"]  # type: ignore[index]
    assert "/*" not in style
    assert "  " not in style
    assert ".text li + li,.text li > * + *{margin-block-start:.45em}" in style
    assert "min(26em,100vw - 2em)" in style


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_any_page_may_load_the_script_and_is_told_when_it_has_it(small: FlaskClient, encoding: str) -> None:
    response = small.get("/widget.js", headers={"Accept-Encoding": encoding})
    assert response.content_type == "text/javascript; charset=utf-8"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "max-age=600" in response.headers["Cache-Control"]
    again = small.get("/widget.js", headers={"Accept-Encoding": encoding, "If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_the_versioned_script_never_changes_and_its_digest_is_told(small: FlaskClient) -> None:
    told = small.get("/widget/version.json").json
    assert told is not None
    path = told["url"].removeprefix("https://aide.example.com")
    script = small.get(path)
    assert re.fullmatch(r"/widget\.[0-9a-f]{10}\.js", path)
    assert script.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert script.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert b64decode(told["integrity"].removeprefix("sha384-")) == hashlib.sha384(script.data).digest()
    assert script.data == small.get("/widget.js").data
    assert small.get("/widget.0000000000.js").status_code == 404


def test_p10_the_script_makes_no_markup_from_text_and_listens_to_no_message(small: FlaskClient) -> None:
    code = re.sub(r"^\s*//.*$", "", small.get("/widget.js").text, flags=re.MULTILINE)
    sinks = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createPolicy|\beval\b|new Function"
    assert not re.search(
        sinks + r"|postMessage|\"message\"|localStorage|sessionStorage|document\.cookie|\.style\.", code
    )


def test_the_script_copies_every_element_that_an_article_may_hold_and_no_other(small: FlaskClient) -> None:
    (listed,) = re.findall(r'TAGS = new Set\(\("([^;]*)\.split', small.get("/widget.js").text, re.DOTALL)
    assert set(re.sub(r'[")+]', " ", listed).split()) == TAGS


@pytest.mark.parametrize(("asked", "locale"), [("fr", "fr"), ("en", "en"), ("xx", "en"), ("<b>", "en"), ("", "en")])
def test_the_configuration_is_in_the_locale_or_else_in_the_readers(small: FlaskClient, asked: str, locale: str) -> None:
    response = small.get("/widget/config.json", query_string={"locale": asked}, headers={"Accept-Language": "en"})
    assert response.json is not None
    assert response.json["locale"] == locale
    assert response.json["texts"]["open"] == {"fr": "Aide", "en": "Help"}[locale]
    assert response.json["takes"]["domains.epp-code"] == ["domain_id"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert ("Accept-Language" in response.headers["Vary"]) == (asked != locale)
    assert response.headers["ETag"]


def test_the_screen_of_a_list_belongs_to_the_category_of_what_is_listed(real: FlaskClient) -> None:
    told = real.get("/widget/config.json?locale=fr").json
    assert told is not None
    themes = told["themes"]
    wanted = {
        "domains.list": "domains",
        "services.list": "hosting",
        "billing.invoices": "billing",
        "ssl.configure": "security",
        "support.tickets": "support",
        "account.login": "account",
    }
    assert {name: themes[name] for name in wanted} == wanted
    assert set(themes.values()) <= {"account", "domains", "hosting", "billing", "email", "security", "support"}


def test_the_look_is_the_brands(small: FlaskClient) -> None:
    style = small.get("/widget/config.json?locale=fr").json["style"]  # type: ignore[index]
    assert "--accent:light-dark(#" in style
    assert ".launch" in style


@pytest.mark.parametrize("path", [EPP, ARTICLE])
def test_p9_only_configured_sites_may_frame_the_widgets_pages(
    framed: FlaskClient, small: FlaskClient, path: str
) -> None:
    policy = framed.get(path).headers["Content-Security-Policy"]
    assert policy == STRICT.replace("'none'; require", f"{WIDGET} http://127.0.0.1:8090; require")
    assert "frame-ancestors 'none'" in small.get(path).headers["Content-Security-Policy"]
    assert framed.get(path).headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize(
    "path",
    ["/fr/", "/fr/articles/code-epp", "/widget/nothing", "/widget/fr/articles/nothing", "/fr/feedback/epp-code"],
)
def test_p9_every_other_page_is_framed_by_nobody(framed: FlaskClient, path: str) -> None:
    assert framed.get(path).headers["Content-Security-Policy"] == STRICT


def test_the_plain_page_lists_the_articles_of_the_action_first(small: FlaskClient) -> None:
    page = small.get(f"{EPP}?locale=fr")
    assert page.status_code == 200
    assert "<script" not in page.text
    assert re.findall(r'<h3><a href="([^"]+)"', page.text) == [f"{ARTICLE}?workflow=domains.epp-code"]
    other = small.get("/widget/services.cpanel?locale=fr").text
    assert 'href="/widget/fr/articles/payer?workflow=services.cpanel"' in other


def test_a_customers_numbers_are_in_the_links_to_the_portal_and_kept_nowhere(small: FlaskClient) -> None:
    numbers = {"domain_id": "42", "service_id": "7", "session": "abc", "locale": "fr"}
    page = small.get(EPP, query_string=numbers)
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    (inner,) = re.findall(r'<h3><a href="([^"]+)"', page.text)
    shown = small.get(inner.replace("&amp;", "&"))
    assert shown.headers["Cache-Control"] == "private, no-store"
    assert "session" not in page.text + shown.text
    actions = [address.replace("&amp;", "&") for address in re.findall(r'href="(/go/[^"]+)" target', shown.text)]
    assert actions[0] == "/go/domains.epp-code?from=epp-code&lang=fr&domain_id=42"
    assert actions[1] == "/go/domains.list?from=epp-code&lang=fr"
    reached = small.get(actions[0]).headers["Location"]
    assert reached == "https://clients.example.com/clientarea.php?action=domaingetepp&domainid=42"


def test_p10_titles_and_numbers_are_text_in_the_plain_pages(small: FlaskClient) -> None:
    shown = small.get("/widget/fr/articles/hostile?workflow=domains.epp-code&domain_id=%22%3E%3Cimg%20src%3Dx%3E").text
    assert "<svg/onload" not in shown
    assert HOSTILE.split("<")[0] in shown
    assert "<img" not in shown


@pytest.mark.parametrize(
    "path", ["/widget/fr/articles/secret-note", "/widget/fr/articles/draft-note", "/widget/xx/articles/a"]
)
def test_s2_the_widget_knows_no_article_that_is_not_public(small: FlaskClient, path: str) -> None:
    response = small.get(path)
    assert response.status_code == 404
    assert CANARY not in response.text
    assert CANARY not in small.get(f"{EPP}?locale=fr").text
