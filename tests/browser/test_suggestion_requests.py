"""What the search box asks for and what becomes of answers: late, refused, hostile, or none without its script."""

from __future__ import annotations

import threading

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.searching import SUGGEST, answered, box, options, type_

pytestmark = pytest.mark.browser


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
