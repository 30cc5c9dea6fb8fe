"""The page that says who can use these pages."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(("locale", "title"), [("fr", "Accessibilité"), ("en", "Accessibility")])
def test_every_page_leads_to_the_statement_in_its_language(small: FlaskClient, locale: str, title: str) -> None:
    assert f'<a href="/{locale}/accessibility">{title}</a>' in small.get(f"/{locale}/").text
    page = small.get(f"/{locale}/accessibility")
    assert page.status_code == 200
    assert "WCAG" in page.text
    assert "RGAA" in page.text


def test_the_statement_says_how_to_reach_somebody(small: FlaskClient) -> None:
    assert "mailto:" in small.get("/fr/accessibility").text


def test_the_results_page_describes_itself(small: FlaskClient) -> None:
    assert '<meta name="description" content="' in small.get("/fr/search?q=code").text
