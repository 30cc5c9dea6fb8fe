"""What every page owes to everybody: the rules of accessibility, on the smallest telephone too."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SMALL = 320
"""The width at which nothing may scroll sideways."""
_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # 300 kB of what is as it should be take 0.1 s a page
}


def assert_accessible(page: Page) -> None:
    """No rule is violated by the page as it is now; the failure says where it is and what."""
    found = Axe().run(page, options=_OPTIONS)
    assert found.response["violations"] == [], f"{page.url}: {found.generate_report()}"
