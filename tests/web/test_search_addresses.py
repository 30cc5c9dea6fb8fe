"""Addresses that are nearly those of the results, and texts that are hardly any."""

from __future__ import annotations

import html

import pytest
from flask.testing import FlaskClient

from tests.support.searching import API, PAGE, SUGGEST, ask


@pytest.mark.parametrize("query", ["", "?q=code+epp&category=domains", "?q=r%C3%A9silier"])
def test_an_address_that_is_nearly_the_one_of_the_results_leads_there(real: FlaskClient, query: str) -> None:
    slash = real.get(f"/fr/search/{query}")
    assert (slash.status_code, slash.headers["Location"]) == (301, f"/fr/search{query}")
    for path in ("/search", "/search/"):
        bare = real.get(f"{path}{query}", headers={"Accept-Language": "en"})
        assert (bare.status_code, bare.headers["Location"]) == (302, f"/en/search{query}")
        assert "Accept-Language" in bare.headers["Vary"]


@pytest.mark.parametrize("path", ["/zz/search/", "/fr/search/x", "/fr//search/", "/search/fr", "/api/v1/search/"])
def test_other_addresses_lead_nowhere(real: FlaskClient, path: str) -> None:
    assert real.get(path).status_code == 404
    assert real.post("/search").status_code in (403, 404)


@pytest.mark.parametrize("raw", ["%FF", "code%ED%A0%80", "%00"])
def test_what_is_no_text_is_refused_on_the_page_as_by_the_api(real: FlaskClient, raw: str) -> None:
    page, api = real.get(f"{PAGE}?q={raw}"), real.get(f"{API}?q={raw}")
    assert (page.status_code, api.status_code) == (400, 400)
    assert api.json is not None
    assert api.json["code"] == "invalid_text"
    assert raw not in html.unescape(page.text)


@pytest.mark.parametrize("way", [PAGE, API, SUGGEST])
def test_spaces_do_not_make_a_query_too_long(real: FlaskClient, way: str) -> None:
    assert ask(real, way, f"facture{' ' * 500}payer").status_code == 200
    assert ask(real, way, f"{' ' * 500}").status_code == 200
    assert ask(real, way, "facture " * 40).status_code == 400


def test_a_query_that_runs_backwards_turns_nothing_else_round(real: FlaskClient) -> None:
    text = ask(real, PAGE, "\u202eنطاق").text
    assert "<title>«\u00a0\u2068نطاق\u2069\u00a0» – " in text
    assert "clairement à «\u00a0\u2068نطاق\u2069\u00a0»" in text
    text = ask(real, PAGE, "facture -نطاق domiane").text
    assert "Rechercher plutôt «\u00a0\u2068facture -نطاق domiane\u2069\u00a0»" in text
