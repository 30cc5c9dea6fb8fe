"""What other programs are told of an article: OpenGraph, the picture, structured data, oEmbed."""

from __future__ import annotations

import io
import json
import re
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.web.conftest import HOSTILE

ORIGIN = "https://aide.example.com"
PAGE = "/fr/articles/code-epp"


def meta(client: FlaskClient, path: str) -> dict[str, str]:
    tags = re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', client.get(path).text)
    return {name: unescape(value) for name, value in tags}


def structured(client: FlaskClient, path: str) -> list[dict[str, Any]]:
    [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(path).text, re.DOTALL)
    graph: list[dict[str, Any]] = json.loads(text)["@graph"]
    return graph


def embed(client: FlaskClient, url: str, **more: str) -> dict[str, Any]:
    response = client.get("/oembed?" + urlencode({"url": url, **more}))
    assert response.status_code == 200
    assert response.content_type == "application/json; charset=utf-8"
    found: dict[str, Any] = json.loads(response.data)
    return found


def test_a_link_pasted_into_a_chat_shows_title_summary_brand_and_picture(small: FlaskClient) -> None:
    tags = meta(small, PAGE)
    assert tags["og:title"] == "Obtenir le code EPP"
    assert tags["og:description"] == "Le code est sur la fiche du domaine."
    assert tags["og:url"] == ORIGIN + PAGE
    assert tags["og:site_name"] == "Exemple & <b>fils</b>"
    assert (tags["og:locale"], tags["og:locale:alternate"]) == ("fr_FR", "en_GB")
    assert (tags["og:image:width"], tags["og:image:height"]) == ("1200", "630")
    assert tags["og:image:alt"] == "Obtenir le code EPP – Exemple & <b>fils</b>"
    assert tags["twitter:card"] == "summary_large_image"


def test_the_picture_is_there_for_other_sites_and_has_the_size_that_is_told(small: FlaskClient) -> None:
    response = small.get(meta(small, PAGE)["og:image"].removeprefix(ORIGIN))
    assert (response.status_code, response.content_type) == (200, "image/png")
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "immutable" in response.headers["Cache-Control"]
    assert Image.open(io.BytesIO(response.data)).size == (1200, 630)


def test_a_card_that_no_article_has_is_not_found(small: FlaskClient) -> None:
    assert small.get(f"/media/{'0' * 64}.png").status_code == 404


def test_a_page_in_another_language_tells_of_the_article_that_it_shows(small: FlaskClient) -> None:
    tags = meta(small, "/en/articles/hostile")
    assert tags["og:url"] == f"{ORIGIN}/fr/articles/hostile"
    assert tags["og:locale"] == "fr_FR"


def test_structured_data_has_the_article_and_the_way_to_it(small: FlaskClient) -> None:
    article, crumbs = structured(small, PAGE)
    assert (article["@type"], article["headline"]) == ("Article", "Obtenir le code EPP")
    assert (article["inLanguage"], article["dateModified"]) == ("fr", "2026-03-03")
    assert [item["name"] for item in crumbs["itemListElement"]] == ["Accueil", "Domaines", "Obtenir le code EPP"]
    assert [item["position"] for item in crumbs["itemListElement"]] == [1, 2, 3]


def test_f14_a_title_cannot_end_the_structured_data(small: FlaskClient) -> None:
    path = "/fr/articles/hostile"
    article, _ = structured(small, path)
    assert article["headline"] == HOSTILE
    assert "<svg/onload" not in small.get(path).text
    assert meta(small, path)["og:title"] == HOSTILE


def test_a_page_names_where_its_card_is_described(small: FlaskClient) -> None:
    [href] = re.findall(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', small.get(PAGE).text)
    found = json.loads(small.get(unescape(href).removeprefix(ORIGIN)).data)
    assert (found["type"], found["version"], found["title"]) == ("link", "1.0", "Obtenir le code EPP")
    assert found["thumbnail_url"] == meta(small, PAGE)["og:image"]
    assert "html" not in found


@pytest.mark.parametrize(
    ("path", "title"),
    [
        (PAGE, "Obtenir le code EPP"),
        ("/fr/articles/ancien-code", "Obtenir le code EPP"),
        ("/en/articles/get-code", "Get the EPP code"),
        ("/a/epp-code", "Obtenir le code EPP"),
        ("/a/auth-code?lang=en&via=agent#h-steps", "Get the EPP code"),
    ],
)
def test_every_address_of_an_article_has_a_card(small: FlaskClient, path: str, title: str) -> None:
    assert embed(small, ORIGIN + path)["title"] == title


@pytest.mark.parametrize(
    "url",
    [
        "",
        PAGE,
        "https://evil.example/fr/articles/code-epp",
        f"{ORIGIN}@evil.example{PAGE}",
        f"{ORIGIN}.evil.example{PAGE}",
        f"{ORIGIN}/fr/",
        f"{ORIGIN}/fr/search?q=x",
        f"{ORIGIN}/de/articles/code-epp",
        f"{ORIGIN}/fr/articles/%ff",
        f"{ORIGIN}/fr/articles/../../healthz",
        f"{ORIGIN}/a/nowhere",
        "http://[",
        f"{ORIGIN}/a/epp-code?{'x' * 3000}",
    ],
)
def test_any_other_address_is_not_found(small: FlaskClient, url: str) -> None:
    assert small.get("/oembed?" + urlencode({"url": url})).status_code == 404


def test_s2_an_internal_article_and_an_unknown_one_have_the_same_answer(small: FlaskClient) -> None:
    answers = [small.get("/oembed?url=" + quote(f"{ORIGIN}/a/{name}")) for name in ("secret-note", "unknown")]
    assert answers[0].status_code == answers[1].status_code == 404
    assert answers[0].data == answers[1].data


def test_who_has_less_room_gets_no_picture_and_another_format_is_refused(small: FlaskClient) -> None:
    assert "thumbnail_url" not in embed(small, ORIGIN + PAGE, maxwidth="600")
    assert "thumbnail_url" in embed(small, ORIGIN + PAGE, maxwidth="1200", maxheight="٣")
    assert small.get("/oembed?" + urlencode({"url": ORIGIN + PAGE, "format": "xml"})).status_code == 501


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80))
def test_no_address_makes_it_fail(small: FlaskClient, text: str) -> None:
    for url in (text, f"{ORIGIN}/{text}", f"{ORIGIN}/a/{text}", f"{ORIGIN}/fr/articles/{text}"):
        assert small.get("/oembed", query_string={"url": url}).status_code in (200, 404)
