"""The language of an answer where its address does not decide it."""

from __future__ import annotations

import pytest
from flask import Flask

from app.web.languages import preferred


@pytest.mark.parametrize(
    ("asked", "browser", "locale"),
    [
        (("en",), "fr", "en"),
        (("xx", "en"), "fr", "en"),
        ((None, ""), "en-GB", "en"),
        (("xx",), "de, en;q=0.5", "en"),
        ((), "de", "fr"),
        ((), "", "fr"),
    ],
)
def test_what_is_asked_for_comes_before_the_browser_and_that_before_the_sites_first(
    asked: tuple[str | None, ...], browser: str, locale: str
) -> None:
    with Flask("languages").test_request_context(headers={"Accept-Language": browser}):
        assert preferred(("fr", "en"), *asked) == locale
