"""What is remembered of searches: in this browser only, a few of them, until somebody clears them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.access import assert_accessible
from tests.browser.conftest import OpenPage
from tests.browser.searching import box, options, remembered, type_

pytestmark = pytest.mark.browser


def test_recent_searches_come_back_in_the_empty_box_and_can_be_cleared(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    for text in ("facture", "code epp", "Facture"):
        box(page).fill("")
        type_(page, text)
        box(page).press("Enter")
        page.wait_for_url("**/search?q=*")
    page.goto("/fr/")
    box(page).focus()
    expect(options(page)).to_have_text(["Facture", "code epp", "Effacer ces recherches"])
    expect(page.locator(".suggest")).to_contain_text("Elles restent dans ce navigateur.")
    expect(page.locator("form [role=status]")).to_have_text("Recherches récentes\u00a0: 2")
    page.keyboard.press("ArrowDown")
    expect(box(page)).to_have_value("Facture")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator("form [role=status]")).to_have_text("Recherches effacées")
    expect(box(page)).to_be_focused()
    assert page.evaluate("localStorage.length") == 0


def test_at_most_eight_searches_are_remembered(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    page.evaluate("localStorage.setItem('guichet.recent', JSON.stringify({ fr: [...Array(12).keys()].map(String) }))")
    type_(page, "facture")
    box(page).press("Enter")
    page.wait_for_url("**/search?q=*")
    assert remembered(page) == ["facture", *(str(number) for number in range(7))]


def test_searches_come_back_in_their_own_language_alone(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    page.evaluate("""localStorage.setItem('guichet.recent', '{"fr": ["facture"], "en": ["invoice"]}')""")
    page.goto("/en/")
    box(page).focus()
    expect(options(page)).to_have_text(["invoice", "Clear these searches"])
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.goto("/fr/")
    assert remembered(page) == ["facture"]


@pytest.mark.parametrize("stored", ["{", "[1, null]", '["facture"]', '{"fr": 1}', '{"fr": [1, null]}', "7", "null"])
def test_what_is_stored_by_something_else_does_no_harm(open_page: OpenPage, stored: str) -> None:
    page = open_page("/fr/")
    page.evaluate("(text) => localStorage.setItem('guichet.recent', text)", stored)
    page.reload()
    box(page).focus()
    expect(options(page)).to_have_count(0)
    type_(page, "code")


@pytest.mark.parametrize("signal", ["globalPrivacyControl = true", "doNotTrack = '1'"])
def test_s12_whoever_asks_not_to_be_tracked_is_not_remembered(open_page: OpenPage, signal: str) -> None:
    page = open_page("/fr/")
    name, value = signal.split(" = ")
    page.add_init_script(f"Object.defineProperty(navigator, '{name}', {{ value: {value} }})")
    page.reload()
    box(page).fill("facture")
    box(page).press("Enter")
    page.wait_for_url("**/search?q=*")
    assert page.evaluate("localStorage.length") == 0


def test_no_accessibility_rule_is_violated_by_recent_searches(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    page.evaluate("localStorage.setItem('guichet.recent', '{\"fr\": [\"facture\"]}')")
    box(page).focus()
    expect(options(page).first).to_be_visible()
    assert_accessible(page)
