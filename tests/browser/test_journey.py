"""What a customer does: search, read, change the language, act in the portal, come back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Portal

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_search_read_switch_language_act_and_come_back(open_page: OpenPage, portal: Portal, javascript: bool) -> None:
    page = open_page("/", java_script_enabled=javascript, locale="fr-FR")
    expect(page).to_have_url("/fr/")

    page.locator("#q").fill("je veux mon code epp")
    page.locator("#q").press("Enter")
    expect(page).to_have_url("/fr/search?q=je+veux+mon+code+epp")
    expect(page.locator("#q")).to_have_value("je veux mon code epp")

    page.locator(".results h2 a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("code EPP")
    expect(page.locator("html")).to_have_attribute("lang", "fr")

    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_contain_text("EPP code")

    portal.asked.clear()
    page.get_by_role("link", name="Get my EPP code").first.click()
    expect(page.get_by_role("heading", name="Noms de domaine")).to_be_visible()
    assert portal.asked == [("/clientarea.php?action=domains", None)]

    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("EPP code")


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_a_key_goes_to_the_search_box_from_every_page(open_page: OpenPage, key: str) -> None:
    for path in ("/fr/", "/fr/articles/recuperer-code-epp", "/fr/search?q=domaine", "/fr/nope"):
        page = open_page(path)
        page.keyboard.press(key)
        expect(page.locator("#q")).to_be_focused()
        expect(page.locator("#q")).to_have_value("domaine" if "q=" in path else "")


def test_a_slash_in_the_search_box_is_a_slash(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    page.locator("#q").press_sequentially("a/b")
    expect(page.locator("#q")).to_have_value("a/b")


def test_the_first_stop_of_the_keyboard_skips_to_the_content(open_page: OpenPage) -> None:
    page = open_page("/fr/articles/recuperer-code-epp")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_permanent_link_is_copied(open_page: OpenPage) -> None:
    page = open_page(
        "/fr/articles/recuperer-code-epp", locale="fr-FR", permissions=["clipboard-read", "clipboard-write"]
    )
    link = page.locator("a.permalink")
    link.click()
    expect(link).to_have_text("Lien copié")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith("/a/epp-code")
    assert page.goto(copied).status == 200  # type: ignore[union-attr]
    expect(link).to_have_text("Lien permanent")


def test_an_anchor_of_the_table_of_contents_shows_its_section(open_page: OpenPage) -> None:
    page = open_page("/fr/articles/guide-espace-client")
    page.locator(".toc a").last.click()
    expect(page.locator(".prose h2").last).to_be_in_viewport()


def test_no_more_than_five_requests_make_an_article(open_page: OpenPage) -> None:
    page = open_page("/fr/articles/recuperer-code-epp")
    page.wait_for_load_state("networkidle")
    names = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    # The rules for fetching ahead are asked for once the page stands.
    assert len([name for name in names if "/media/" not in name and "/speculation." not in name]) <= 4
