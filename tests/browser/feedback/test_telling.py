"""What pages tell the record: once for each reader, nothing of who objects, and nothing stays in the browser."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import OpenPage
from tests.browser.feedback.conftest import FR, Place, box, heading

pytestmark = pytest.mark.browser


def told(page: Page) -> list[dict[str, object]]:
    """What the page tells the record from now on."""
    found: list[dict[str, object]] = []

    def note(request: Request) -> None:
        if request.url.endswith("/api/v1/events"):
            found.append(request.post_data_json or {})

    page.on("request", note)
    return found


def test_s12_nothing_is_left_in_the_browser(read: OpenPage) -> None:
    page = read("/fr/search?q=code+epp")
    page.locator(".results a").first.click()
    page.wait_for_url("**/articles/**")
    box(page).get_by_role("button", name="Non").click()
    expect(heading(page)).to_be_focused()
    page.wait_for_timeout(1500)
    page.goto("/fr/privacy")
    assert page.context.cookies() == []
    stored = "[localStorage.length, sessionStorage.length]"
    assert page.evaluate(stored) == [0, 0]
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    assert page.evaluate("caches.keys().then((all) => all.length)") == 0


def test_a_page_out_of_a_cache_counts_once_and_one_of_ours_not_twice(read: OpenPage, place: Place) -> None:
    page = read("/fr/privacy")
    cached = page.request.get(FR, headers={"User-Agent": "curl/8"}).body()
    events, before = told(page), place.reads()
    page.route(f"**{FR}", lambda route: route.fulfill(body=cached, content_type="text/html; charset=utf-8"))
    with page.expect_response("**/api/v1/events") as answer:
        page.goto(FR)
    assert answer.value.status == 202
    assert events == [{"locale": "fr", "type": "view", "article": "epp-code"}]
    assert place.reads() == before + 1
    page.unroute(f"**{FR}")
    with page.expect_response("**/api/v1/events"):
        page.goto(FR)
    page.wait_for_timeout(500)
    assert place.reads() == before + 1


@pytest.mark.parametrize("signal", ["globalPrivacyControl = true", "doNotTrack = '1'"])
def test_s12_the_page_of_a_reader_who_objects_tells_nothing(read: OpenPage, signal: str) -> None:
    page = read("/fr/privacy")
    name, value = signal.split(" = ")
    page.add_init_script(f"Object.defineProperty(navigator, '{name}', {{ value: {value} }})")
    events = told(page)
    page.goto("/fr/search?q=code+epp")
    page.locator(".results h2 a").first.click()
    page.wait_for_url("**/articles/**")
    page.wait_for_timeout(1500)
    assert events == []


@pytest.mark.parametrize(("button", "query"), [("left", "domaine"), ("middle", "mon domaine")])
def test_the_results_tell_which_was_opened_and_its_place(read: OpenPage, place: Place, button: str, query: str) -> None:
    page = read(f"/fr/search?q={query}")
    third = page.locator(".entry h2 a").nth(2)
    href, article = third.get_attribute("href"), page.locator(".entry").nth(2).get_attribute("data-article")
    assert href
    assert "?" not in href
    third.click(button=button)  # type: ignore[arg-type]
    if button == "left":
        page.wait_for_url("**/articles/**")
    page.wait_for_timeout(500)
    day = datetime.now(UTC).date()
    (found,) = [each for each in place.asked(lambda store: store.clicks(day, day)) if each.query == query]
    assert (found.article, found.clicks, found.position) == (article, 1, 3.0)
