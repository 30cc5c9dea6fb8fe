"""What every page owes to everybody: the rules of accessibility, on the smallest telephone too."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SMALL = 320
"""The width at which nothing may scroll sideways."""
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules whose outcome a colour scheme can change."""


def assert_accessible(page: Page, *, colours_only: bool = False) -> None:
    """No rule is violated by the page as it is now; the failure says where it is and what."""
    options = {
        "runOnly": _COLOURS if colours_only else _RULES,
        "resultTypes": ["violations"],  # 300 kB of what is as it should be take 0.1 s a page
    }
    found = Axe().run(page, options=options)
    assert found.response["violations"] == [], f"{page.url}: {found.generate_report()}"


def assert_accessible_in_both_schemes(page: Page) -> None:
    """No rule is violated in light, and none of those that tell colours apart in dark."""
    page.emulate_media(color_scheme="light")
    assert_accessible(page)
    page.emulate_media(color_scheme="dark")
    assert_accessible(page, colours_only=True)
