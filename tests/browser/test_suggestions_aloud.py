"""What the search box says aloud, and when it is silent."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.searching import SUGGEST, answered, box, options, type_
from tests.browser.waiting import until

pytestmark = pytest.mark.browser


def status(page: Page) -> Locator:
    return page.locator("form [role=status]")


def test_the_number_of_suggestions_is_announced(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    type_(page, "code")
    expect(status(page)).to_have_text(f"Suggestions\u00a0: {options(page).count()}")
    box(page).fill("xyzzyplugh")
    expect(status(page)).to_have_text("Aucune suggestion. La touche Entrée lance la recherche.")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_as_many_other_suggestions_are_announced_anew(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    page.route(SUGGEST, lambda route: answered(route, route.request.url))
    box(page).focus()
    box(page).press_sequentially("cod")
    expect(status(page)).to_have_text("Suggestions\u00a0: 1")
    page.evaluate(
        """() => {
            window.said = [];
            const at = document.querySelector("form [role=status]");
            new MutationObserver(() => window.said.push(at.textContent)).observe(at, { childList: true });
        }"""
    )
    box(page).press("e")
    until(page, "window.said.length === 2")
    assert page.evaluate("window.said") == ["", "Suggestions\u00a0: 1"]


@pytest.mark.parametrize("text", ["code", "xyzzyplugh"])
def test_nothing_is_said_of_a_list_that_is_gone(open_page: OpenPage, text: str) -> None:
    page = open_page("/fr/")
    box(page).press_sequentially(text)
    expect(status(page)).not_to_be_empty()
    box(page).press("Escape")
    if text == "code":
        expect(status(page)).to_be_empty()
    box(page).fill("")
    expect(status(page)).to_be_empty()


def test_nothing_is_said_of_suggestions_that_could_not_be_fetched(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    type_(page, "code")
    expect(status(page)).not_to_be_empty()
    page.route(SUGGEST, lambda route: route.fulfill(status=503, body=""))
    box(page).press("x")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(status(page)).to_be_empty()
