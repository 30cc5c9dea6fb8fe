"""Home, article and search by keyboard, at 400 %, by their names for screen readers, with fingers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.waiting import until
from tests.support.server import Server, environment, serving
from tests.support.sites import ROOT

pytestmark = pytest.mark.browser

HOME, ARTICLE, SEARCH = "/fr/", "/fr/articles/delais-renouvellement-domaine", "/fr/search?q=renouveler"
PAGES = (HOME, ARTICLE, SEARCH)
STOPS = 14
ZOOMED = 320
"""A window of 1280 pixels at 400 %."""
LEAST = 24
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
"""What WCAG 1.4.12 lets a reader ask for."""

FOCUS = """() => {
    const at = document.activeElement, box = at.getBoundingClientRect();
    const outlined = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const around = [at, at.parentElement, at.closest(".searchbox"), at.closest(".choice")].filter(Boolean);
    return {
        name: (at.innerText || at.ariaLabel || at.placeholder || "").trim().split("\\n")[0],
        seen: around.some((one) => outlined(getComputedStyle(one))) || outlined(getComputedStyle(at, "::after")),
        inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        place: [...document.querySelectorAll("*")].indexOf(at),
    };
}"""
SMALL = """(least) => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), summary, textarea")]
    .filter((one) => one.checkVisibility() && !one.closest(".hidden, template") && !one.matches(".skip"))
    .filter((one) => !one.matches(".top .searchbox button"))
    .filter((one) => getComputedStyle(one).display !== "inline")
    // A card is one target: its link covers it.
    .map((one) => [one, getComputedStyle(one, "::after").position === "absolute" ? one.closest("li") : one])
    .map(([one, target]) => [one.outerHTML.slice(0, 120), target.getBoundingClientRect()])
    .filter(([, box]) => box.width < least || box.height < least)
    .map(([text, box]) => `${text}: ${box.width} x ${box.height}`)"""
OUTSIDE = """(width) => [...document.querySelectorAll("main :is(h1, h2, h3, p, li, a, button, input, img, summary)")]
    .filter((one) => one.checkVisibility() && !one.closest("table, pre, .filters, .hidden, template"))
    .filter((one) => {
        const box = one.getBoundingClientRect();
        return box.width && (box.left < -1 || box.right > width + 1 || one.scrollWidth > one.clientWidth + 1
            && getComputedStyle(one).overflowX !== "visible" && !one.matches("input"));
    })
    .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(environment(tmp_path_factory.mktemp("without-a-mouse"), ROOT / "articles")) as server:
        yield server


def names(page: Page) -> list[tuple[str, str, dict[str, Any]]]:
    """Role, name and properties of each node of Chromium's accessibility tree."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    return [
        (
            node["role"]["value"],
            node.get("name", {}).get("value", ""),
            {each["name"]: each["value"].get("value") for each in node.get("properties", [])},
        )
        for node in nodes
        if not node["ignored"]
    ]


@pytest.mark.parametrize("path", PAGES)
def test_the_keyboard_goes_through_in_reading_order_and_is_always_seen(open_page: OpenPage, path: str) -> None:
    page = open_page(path, reduced_motion="reduce")  # else what has the focus is still on its way into view
    stops = []
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUS))
    assert stops[0]["name"] == "Aller au contenu"
    assert [stop["name"] for stop in stops if not (stop["seen"] and stop["inside"])] == []
    places = [stop["place"] for stop in stops]
    assert places == sorted(set(places))


def test_the_skip_link_leads_past_the_head(open_page: OpenPage) -> None:
    page = open_page(ARTICLE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("path", PAGES)
def test_at_four_hundred_per_cent_everything_is_there_and_nothing_is_cut(open_page: OpenPage, path: str) -> None:
    page = open_page(path, width=ZOOMED)
    page.set_viewport_size({"width": ZOOMED, "height": 256})
    assert page.evaluate("document.documentElement.scrollWidth") <= ZOOMED
    assert page.evaluate(OUTSIDE, ZOOMED) == []
    assert page.locator("main h1").is_visible()
    assert page.get_by_role("search").is_visible()


@pytest.mark.parametrize("path", ["/fr/", "/fr/feedback/epp-code?answer=no"])
def test_what_is_typed_runs_in_its_own_direction(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    for field in page.locator("input[type=search], textarea").all():
        directions = [field.evaluate("one => getComputedStyle(one).direction")]
        for words in ("renouveler", "تجديد النطاق"):
            field.fill(words)
            directions.append(field.evaluate("one => getComputedStyle(one).direction"))
        assert directions == ["ltr", "ltr", "rtl"]


@pytest.mark.parametrize("path", PAGES)
def test_the_letters_and_lines_that_a_reader_spaces_out_cut_nothing(open_page: OpenPage, path: str) -> None:
    page = open_page(path, width=ZOOMED, bypass_csp=True)  # as an extension of the reader's does
    page.add_style_tag(content=SPACED)
    assert page.evaluate("document.documentElement.scrollWidth") <= ZOOMED
    assert page.evaluate(OUTSIDE, ZOOMED) == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", PAGES)
def test_every_target_has_room_for_a_finger(open_page: OpenPage, path: str, width: int) -> None:
    assert open_page(path, width=width).evaluate(SMALL, LEAST) == []


@pytest.mark.parametrize("path", PAGES)
def test_landmarks_have_names_that_tell_them_apart(open_page: OpenPage, path: str) -> None:
    found = names(open_page(path))
    roles = [role for role, _, _ in found]
    for once in ("banner", "main", "contentinfo", "search"):
        assert roles.count(once) == 1, once
    for several in ("navigation", "region"):
        called = [name for role, name, _ in found if role == several]
        assert "" not in called
        assert len(called) == len(set(called)), called
    boxes = [name for role, name, _ in found if role in ("searchbox", "combobox")]
    assert boxes == ["Rechercher dans l’aide"]
    assert all(name for role, name, _ in found if role in ("link", "button", "image", "textbox"))


def test_the_question_under_an_article_is_named_and_so_are_its_answers(open_page: OpenPage) -> None:
    found = names(open_page(ARTICLE))
    assert ("region", "Cet article vous a-t-il aidé\u00a0?") in [(role, name) for role, name, _ in found]
    buttons = [name for role, name, _ in found if role == "button"]
    assert {"Oui", "Non", "Imprimer"} <= set(buttons)


def test_what_is_wrong_with_a_search_is_said_of_its_field(open_page: OpenPage) -> None:
    page = open_page("/fr/search?q=domaine&page=0")
    [field] = [more for role, _, more in names(page) if role in ("searchbox", "combobox")]
    assert field["invalid"] == "true"
    described = page.locator("[data-search]").get_attribute("aria-describedby")
    assert page.locator(f"#{described}").inner_text()


def test_parts_in_another_language_say_which(open_page: OpenPage) -> None:
    page = open_page("/fr/search?q=how+do+I+renew+my+domain")
    titles = page.locator(".entry :is(h2, h3) > a")
    assert titles.count() > 0
    assert titles.evaluate_all("all => all.every(one => one.lang === 'en' && one.hreflang === 'en')")
    assert page.locator(".entry > p[lang='en']").count() == titles.count()
    assert page.locator(".tools [lang='en']").inner_text() == "English"


def test_a_telephone_gets_a_smaller_picture_that_leads_to_the_whole_one(open_page: OpenPage, site: Server) -> None:
    page = open_page(ARTICLE, width=390)
    image = page.locator(".prose .zoom > img").first
    image.scroll_into_view_if_needed()
    until(page, "document.querySelector('.zoom > img').currentSrc.endsWith('.webp')")
    assert image.evaluate("one => one.naturalWidth") < int(image.get_attribute("width") or 0)
    whole = page.request.get(f"{site.url.rstrip('/')}{page.locator('.prose .zoom').first.get_attribute('href')}")
    assert whole.headers["content-type"] == "image/png"


def test_a_page_is_printed_at_a_click_and_says_nothing_of_it_without_script(open_page: OpenPage) -> None:
    page = open_page(ARTICLE)
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.get_by_role("button", name="Imprimer").click()
    assert page.title() == "printed"
    assert not open_page(ARTICLE, java_script_enabled=False).locator("[data-print]").is_visible()
