"""Search as you type: the keyboard, the pointer, what is said aloud, what is remembered, what is too late."""

from __future__ import annotations

import json
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_every_page import TAGS

pytestmark = pytest.mark.browser

SUGGEST = "**/api/v1/suggest*"
PLACES = ["/fr/", "/fr/articles/recuperer-code-epp", "/fr/search", "/fr/nope", "/en/c/domains"]


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
    found: list[str] = json.loads(page.evaluate("localStorage.getItem('guichet.recent')") or "[]")
    return found


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
    assert remembered(page) == []


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


def test_the_number_of_suggestions_is_announced(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    type_(page, "code")
    status = page.locator("form [role=status]")
    expect(status).to_have_text(f"Suggestions\u00a0: {options(page).count()}")
    box(page).fill("xyzzyplugh")
    expect(status).to_have_text("Aucune suggestion. La touche Entrée lance la recherche.")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_late_answer_to_an_earlier_word_is_dropped(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    early: list[Route] = []
    came = threading.Event()

    def delay(route: Route) -> None:
        if "q=first&" in route.request.url:
            early.append(route)
            came.set()
        else:
            answered(route, "Second")

    # Without a way to abort a request, only its turn can tell that its answer is late.
    page.evaluate("AbortController.prototype.abort = () => {}")
    page.route(SUGGEST, delay)
    box(page).focus()
    with page.expect_request(SUGGEST):
        box(page).fill("first")
    box(page).fill("second")
    expect(options(page)).to_have_text(["Second"])
    assert came.is_set()
    answered(early[0], "First")
    page.wait_for_timeout(200)
    expect(options(page)).to_have_text(["Second"])


def test_a_request_that_nobody_waits_for_is_aborted(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    page.route(SUGGEST, lambda route: None if "q=first&" in route.request.url else answered(route, "Second"))
    box(page).focus()
    with page.expect_request(SUGGEST):
        box(page).fill("first")
    with page.expect_event("requestfailed") as failed:
        box(page).fill("second")
    assert "q=first" in failed.value.url


def test_fast_typing_asks_once_and_the_same_words_never_again(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/suggest" in request.url else None)
    box(page).focus()
    page.wait_for_load_state("networkidle")
    page.evaluate(
        """(text) => {
            const input = document.activeElement;
            for (const letter of text) { input.value += letter; input.dispatchEvent(new InputEvent("input")); }
        }""",
        "domaine",
    )
    expect(options(page).first).to_be_visible()
    with page.expect_response(SUGGEST):
        box(page).press("s")
    box(page).press("Backspace")
    page.wait_for_timeout(300)
    assert [url.partition("q=")[2] for url in asked] == ["domaine&limit=5", "domaines&limit=5"]


def test_a_refusal_keeps_the_box_quiet_until_it_may_ask_again(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=429, headers={"Retry-After": "60"}, body="")

    page.route(SUGGEST, refuse)
    box(page).press_sequentially("code", delay=200)
    page.wait_for_timeout(300)
    assert len(asked) == 1
    page.keyboard.press("Enter")
    expect(page).to_have_url("/fr/search?q=code")


def test_s1_a_title_is_text_whatever_it_holds(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    hostile = "&lt;img src=x onerror=alert(1)&gt; <img src=x onerror=alert(2)> <mark>a</mark> &amp;amp; <mark class=x>"
    page.route(SUGGEST, lambda route: answered(route, hostile))
    option = type_(page, "xx")
    expect(option).to_have_text("<img src=x onerror=alert(1)> <img src=x onerror=alert(2)> a &amp; <mark class=x>")
    assert option.locator("span *").evaluate_all("(all) => all.map((each) => each.outerHTML)") == ["<mark>a</mark>"]
    expect(option).to_have_attribute("href", "/fr/articles/x")


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
    expect(page.locator("form [role=status]")).to_have_text("Suggestions\u00a0: 2")
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
    page.evaluate("localStorage.setItem('guichet.recent', JSON.stringify([...Array(12).keys()].map(String)))")
    type_(page, "facture")
    box(page).press("Enter")
    page.wait_for_url("**/search?q=*")
    assert remembered(page) == ["facture", *(str(number) for number in range(7))]


@pytest.mark.parametrize("stored", ["{", "[1, null]", '{"a": 1}', "7"])
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


def test_an_article_in_another_language_says_so(open_page: OpenPage) -> None:
    page = open_page("/en/")
    first = type_(page, "résil")
    expect(first).to_have_attribute("lang", "fr")
    expect(first).to_have_attribute("hreflang", "fr")
    expect(first.locator("small")).to_have_text("français")


def test_without_javascript_it_is_a_plain_search_box(open_page: OpenPage) -> None:
    page = open_page("/fr/", java_script_enabled=False)
    plain = page.get_by_role("searchbox")
    plain.fill("code epp")
    expect(page.get_by_role("listbox")).to_have_count(0)
    plain.press("Enter")
    expect(page).to_have_url("/fr/search?q=code+epp")


def test_without_its_file_it_is_a_plain_search_box(open_page: OpenPage) -> None:
    page = open_page("/fr/", java_script_enabled=True)
    page.route("**/combobox.*.js", lambda route: route.fulfill(status=404, body=""))
    page.locator("#q").focus()
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("code epp")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/fr/search?q=code+epp")


def test_words_typed_before_the_file_has_come_are_not_lost(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    held: list[Route] = []
    page.route("**/combobox.*.js", lambda route: held.append(route))
    with page.expect_request("**/combobox.*.js"):
        box(page).focus()
    page.keyboard.type("code")
    page.wait_for_timeout(50)
    held[0].continue_()
    expect(options(page).first).to_be_visible()
    expect(box(page)).to_have_value("code")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("path", "text"), [("/fr/", "mot de pa"), ("/en/articles/domain-renewal-deadlines", "renew")])
def test_no_accessibility_rule_is_violated_while_the_list_is_open(
    open_page: OpenPage, path: str, text: str, scheme: str
) -> None:
    for width in (1280, 390):
        page = open_page(path, width=width, color_scheme=scheme)
        type_(page, text)
        page.keyboard.press("ArrowDown")
        found = Axe().run(page, options={"runOnly": TAGS})
        assert found.response["violations"] == [], found.generate_report()


def test_no_accessibility_rule_is_violated_by_recent_searches(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    page.evaluate("localStorage.setItem('guichet.recent', '[\"facture\"]')")
    box(page).focus()
    expect(options(page).first).to_be_visible()
    found = Axe().run(page, options={"runOnly": TAGS})
    assert found.response["violations"] == [], found.generate_report()


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
