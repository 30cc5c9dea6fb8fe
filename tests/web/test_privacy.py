"""The privacy page says what is true: its periods are those that the purge keeps."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from app.model.retention import EVENT_DAYS, SUM_MONTHS, Retention
from app.settings import Settings
from tests.web.conftest import app_with, close


def periods(html: str) -> list[str]:
    """The numbers in the list of periods."""
    found = re.search(r'id="h-time".*?</ul>', html, re.S)
    assert found
    return re.findall(r"(\d+)\s\w+\.</li>", found[0])


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_the_periods_are_those_of_the_purge(small: FlaskClient, locale: str) -> None:
    assert periods(small.get(f"/{locale}/privacy").text) == [str(EVENT_DAYS), str(SUM_MONTHS)]


def test_an_operator_who_keeps_less_says_so(small_settings: Settings) -> None:
    app = app_with(replace(small_settings, retention=Retention(30, 6)))
    try:
        assert periods(app.test_client().get("/fr/privacy").text) == ["30", "6"]
        assert re.search(
            r"effacés\sau\sbout\sde\s30\sjours", app.test_client().get("/fr/feedback/facture?answer=no").text
        )
    finally:
        close(app)


def test_every_page_leads_to_it(small: FlaskClient) -> None:
    for path in ("/fr/", "/fr/articles/code-epp", "/fr/search?q=code", "/fr/feedback/facture", "/fr/nope"):
        assert '<a href="/fr/privacy">Confidentialité</a>' in small.get(path).text


def test_it_is_kept_by_caches_like_any_page_and_found_in_both_languages(small: FlaskClient) -> None:
    page = small.get("/fr/privacy")
    assert 'hreflang="en" href="https://aide.example.com/en/privacy"' in page.text
    assert "noindex" not in page.text
    again = small.get("/fr/privacy", headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304
    assert small.get("/de/privacy").status_code == 404
