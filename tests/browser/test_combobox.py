"""Search as you type: the keyboard, the pointer, what is said aloud, how it looks."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.access import assert_accessible
from tests.browser.conftest import OpenPage
from tests.browser.searching import active, box, options, remembered, type_

pytestmark = pytest.mark.browser


PLACES = ["/fr/", "/fr/articles/recuperer-code-epp", "/fr/search", "/fr/nope", "/en/c/domains"]


@pytest.mark.parametrize("path", PLACES)
def test_every_search_box_is_a_combobox_that_suggests(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    type_(page, "cod")
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("listbox")).to_have_id(str(box(page).get_attribute("aria-controls")))
    assert page.locator(".suggest mark").first.inner_text().lower() == "cod"


def test_arrows_move_through_the_options_and_back_to_what_was_typed(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    type_(page, "mot de pa")
    number = options(page).count()
    expect(options(page).filter(has_text="mot de passe")).not_to_have_count(0)
    words = [option.get_attribute("data-text") for option in options(page).all()]
    for place in range(number):
        page.keyboard.press("ArrowDown")
        assert active(page) == options(page).nth(place).inner_text().strip()
        expect(options(page).nth(place)).to_have_attribute("aria-selected", "true")
        expect(page.locator("[aria-selected=true]")).to_have_count(1)
        expect(box(page)).to_have_value(words[place] or "mot de pa")
    page.keyboard.press("ArrowDown")
    assert active(page) == ""
    expect(box(page)).to_have_value("mot de pa")
    page.keyboard.press("ArrowUp")
    assert active(page) == options(page).last.inner_text().strip()
    expect(box(page)).to_be_focused()


def test_escape_restores_what_was_typed_and_closes_the_list(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    type_(page, "renouv")
    page.keyboard.press("ArrowUp")
    expect(box(page)).not_to_have_value("renouv")
    page.keyboard.press("Escape")
    expect(box(page)).to_have_value("renouv")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_be_visible()
    expect(box(page)).to_have_value("renouv")


def test_home_end_and_text_keys_belong_to_the_box(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    type_(page, "cod")
    page.keyboard.press("Home")
    page.keyboard.type("e")
    page.keyboard.press("End")
    page.keyboard.type("x")
    expect(box(page)).to_have_value("ecodx")


@pytest.mark.parametrize("key", ["Home", "End", "ArrowLeft", "ArrowRight"])
def test_a_key_that_moves_the_caret_leaves_the_list_for_the_box(open_page: OpenPage, key: str) -> None:
    page = open_page("/fr/")
    type_(page, "code epp")
    page.keyboard.press("ArrowDown")
    assert active(page) != ""
    page.keyboard.press(key)
    assert active(page) == ""
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page).to_have_url("/fr/search?q=code+epp")


def test_a_suggestion_that_stays_in_the_box_counts_as_typed(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    type_(page, "mot de pas")
    page.keyboard.press("ArrowUp")
    words = box(page).input_value()
    assert words != "mot de pas"
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    with page.expect_response(lambda response: "/suggest" in response.url) as answer:
        page.keyboard.press("ArrowDown")
    assert answer.value.json()["query"] == words
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(box(page)).to_have_value(words)


def test_suggested_words_stay_in_the_theme_of_the_results(open_page: OpenPage) -> None:
    page = open_page("/fr/search?q=facture&category=billing")
    box(page).fill("")
    type_(page, "paie")
    expect(page.get_by_role("option").last).to_contain_text("paie")
    page.keyboard.press("ArrowUp")
    words = box(page).input_value()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"/fr/search?q={words}&category=billing")


def test_a_pasted_question_that_is_too_long_is_not_cut_without_a_word(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    box(page).focus()
    page.keyboard.insert_text("Ma facture est payée. " * 12)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Votre question est trop longue")).to_be_visible()
    assert len(box(page).input_value()) > 200


def test_enter_searches_what_was_typed_while_nothing_is_chosen(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    type_(page, "code epp")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/fr/search?q=code+epp")


def test_enter_opens_the_chosen_article(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    title = type_(page, "code epp").inner_text().strip()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert remembered(page) == ["code epp"]


def test_enter_searches_the_chosen_words(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    type_(page, "mot de pass")
    expect(page.get_by_role("option").last).to_contain_text("mot de pass")
    page.keyboard.press("ArrowUp")
    words = box(page).input_value()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"/fr/search?q={words.replace(' ', '+')}")
    assert remembered(page) == [words]


def test_tab_closes_the_list_and_goes_on(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    type_(page, "code")
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("button", name="Rechercher")).to_be_focused()


def test_a_click_elsewhere_closes_the_list(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    type_(page, "code")
    page.mouse.click(5, 400)
    expect(page.get_by_role("listbox")).to_be_hidden()


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_a_pointer_chooses_without_moving_the_focus_first(open_page: OpenPage, touch: bool) -> None:
    page = open_page("/fr/articles/recuperer-code-epp", width=390, has_touch=touch)
    first = type_(page, "renouv")
    title = first.inner_text().strip()
    if touch:
        first.tap()
    else:
        first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_an_article_in_another_language_says_so(open_page: OpenPage) -> None:
    page = open_page("/en/")
    type_(page, "factu")
    french = options(page).and_(page.locator("[lang=fr]")).first
    expect(french).to_have_attribute("hreflang", "fr")
    expect(french.locator("small")).to_have_text("français")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("path", "text"), [("/fr/", "mot de pa"), ("/en/articles/domain-renewal-deadlines", "renew")])
def test_no_accessibility_rule_is_violated_while_the_list_is_open(
    open_page: OpenPage, path: str, text: str, scheme: str
) -> None:
    page = open_page(path, width=1280 if scheme == "light" else 390, color_scheme=scheme)
    type_(page, text)
    page.keyboard.press("ArrowDown")
    assert_accessible(page)


@pytest.mark.parametrize("path", ["/fr/", "/fr/articles/recuperer-code-epp"])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_the_list_fits_a_telephone_and_moves_nothing(open_page: OpenPage, path: str, direction: str) -> None:
    page = open_page(path, width=390)
    page.evaluate("(value) => { document.documentElement.dir = value; }", direction)
    before = page.locator("main").bounding_box()
    type_(page, "domaine")
    assert page.locator("main").bounding_box() == before
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    field, panel = page.locator(".searchbox").bounding_box(), page.locator(".suggest").bounding_box()
    assert field
    assert panel
    assert abs(field["x"] - panel["x"]) <= 1
    assert abs(field["width"] - panel["width"]) <= 2


def test_the_chosen_option_shows_in_forced_colours(open_page: OpenPage) -> None:
    page = open_page("/fr/", forced_colors="active")
    type_(page, "code")
    page.keyboard.press("ArrowDown")
    chosen, other = (
        options(page).nth(place).evaluate("(option) => getComputedStyle(option).backgroundColor") for place in (0, 1)
    )
    assert chosen != other
