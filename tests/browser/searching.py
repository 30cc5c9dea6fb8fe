"""The search box as a person meets it, and a service that answers as a test wants."""

from __future__ import annotations

import json

from playwright.sync_api import Locator, Page, Route, expect

SUGGEST = "**/api/v1/suggest*"


def box(page: Page) -> Locator:
    return page.get_by_role("combobox")


def options(page: Page) -> Locator:
    return page.get_by_role("option")


def type_(page: Page, text: str) -> Locator:
    """Type and wait for suggestions; the first option."""
    box(page).press_sequentially(text)
    first = options(page).first
    expect(first).to_be_visible()
    return first


def remembered(page: Page) -> list[str]:
    """What this browser keeps of searches in the page's language."""
    stored: dict[str, list[str]] = json.loads(page.evaluate("localStorage.getItem('guichet.recent')") or "{}")
    return stored.get(page.evaluate("document.documentElement.lang"), [])


def active(page: Page) -> str:
    """The text of the option that a screen reader is sent to, "" for none."""
    text: str = page.evaluate(
        """() => {
            const id = document.activeElement.getAttribute("aria-activedescendant");
            return id ? document.getElementById(id).innerText.trim() : "";
        }"""
    )
    return text


def answered(route: Route, *titles: str) -> None:
    """Answer a request for suggestions with these titles."""
    results = [
        {
            "id": "x",
            "title": title,
            "title_html": title,
            "url": "http://elsewhere.example/fr/articles/x",
            "category": "",
        }
        for title in titles
    ]
    route.fulfill(json={"query": "", "results": results, "completions": []})
