"""Languages: negotiation that never fails, catalogues that are complete."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.locales import LANGUAGES, load_catalogue, negotiate


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("", "fr"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("en;q=0.5, fr;q=0.6", "fr"),
        ("FR-fr", "fr"),
        ("de, en;q=0.1", "en"),
        ("en;q=0", "fr"),
        ("*", "fr"),
        ("en;q=2", "fr"),
        ("../../etc/passwd", "fr"),
        ("en," * 20_000, "fr"),
    ],
)
def test_q13_the_best_locale_of_a_header(header: str, locale: str) -> None:
    assert negotiate(header, ("fr", "en")) == locale


@given(st.text())
def test_any_header_gives_one_of_the_locales(header: str) -> None:
    assert negotiate(header, ("fr", "en")) in ("fr", "en")


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_every_language_has_a_catalogue(code: str) -> None:
    catalogue = load_catalogue(LANGUAGES[code])
    assert catalogue.date(date(2026, 3, 3)) == {"fr": "3 mars 2026", "en": "3 March 2026"}[code]
