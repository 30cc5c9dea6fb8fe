"""The widget in a real Chromium, on pages of another origin with the strictest policy that a portal may have."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.access import SMALL, assert_accessible
from tests.browser.widgets import EPP, Place, dialog, eventually, first_article, items, launch, screen

pytestmark = pytest.mark.browser


def test_the_customers_numbers_travel_in_no_other_request(visit: Callable[..., Page], place: Place) -> None:
    page = visit("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.post_data} {request.headers}"))
    page.goto(place.page(place.tag(workflow="domains.epp-code", locale="fr", domain_id="424242")) + "?id=434343")
    first_article(page)
    dialog(page).locator(".back").click()
    dialog(page).get_by_role("searchbox").fill("mot de passe")
    expect(items(page).first).to_contain_text("mot de passe")
    ours = [text for text in asked if text.startswith(place.server.url) and "/widget.js" not in text]
    assert len(ours) >= 5
    assert [text for text in ours if "424242" in text or "434343" in text] == []


def test_where_nothing_is_found_there_is_still_something_to_read(visit: Callable[..., Page], place: Place) -> None:
    page = visit(screen(place, EPP + "fr"), reduced_motion="reduce")
    launch(page).click()
    expect(items(page).first).to_be_visible()
    offered = items(page).all_inner_texts()
    dialog(page).get_by_role("searchbox").fill("xyzzyplugh")
    expect(dialog(page).locator(".note")).to_have_text(
        "Aucun article ne contient ces mots. Essayez avec d’autres mots."
    )
    assert items(page).all_inner_texts() == offered


def test_a_number_dials_where_it_is_and_other_sites_open_beside_the_page(
    visit: Callable[..., Page], place: Place
) -> None:
    page = visit(screen(place, EPP + "fr"), reduced_motion="reduce")
    launch(page).click()
    dialog(page).get_by_role("searchbox").fill("délais de renouvellement")
    expect(items(page).first).to_contain_text("délais")
    items(page).first.click()
    number = dialog(page).get_by_role("link", name="0802 08 08 08", exact=True).first
    assert (number.get_attribute("href"), number.get_attribute("target")) == ("tel:0802080808", None)
    assert number.inner_text() == "0802 08 08 08"
    site = dialog(page).get_by_role("link", name="Ouvrir le centre d’aide (nouvelle fenêtre)")
    assert site.get_attribute("target") == "_blank"


def test_what_is_typed_runs_in_its_own_direction(visit: Callable[..., Page], place: Place) -> None:
    page = visit(screen(place, EPP + "fr"), reduced_motion="reduce")
    launch(page).click()
    field = dialog(page).get_by_role("searchbox")
    for words, direction in (("renouveler", "ltr"), ("تجديد النطاق", "rtl"), ("", "ltr")):
        field.fill(words)
        assert field.evaluate("one => getComputedStyle(one).direction") == direction


def test_a_keyboard_is_enough_and_the_focus_comes_back(visit: Callable[..., Page], place: Place) -> None:
    page = visit(screen(place, EPP + "fr"), reduced_motion="reduce")
    launch(page).focus()
    page.keyboard.press("Enter")
    expect(dialog(page).get_by_role("searchbox")).to_be_focused()
    expect(items(page).first).to_be_visible()
    assert dialog(page).evaluate("dialog => getComputedStyle(dialog).animationName") == "none"
    for key in ["Tab"] * 15 + ["Shift+Tab"] * 20:
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.localName") == "guichet-widget"
        assert dialog(page).evaluate("dialog => dialog.contains(dialog.getRootNode().activeElement)")
    items(page).first.focus()
    page.keyboard.press("Enter")
    expect(dialog(page).locator(".topic")).to_be_focused()
    dialog(page).locator(".back").focus()
    page.keyboard.press("Space")
    expect(items(page).first).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog(page)).to_be_hidden()
    expect(launch(page)).to_be_focused()
    launch(page).click()
    page.mouse.click(20, 20)
    expect(dialog(page)).to_be_hidden()


@pytest.mark.parametrize(
    ("scheme", "width", "locale"), [("light", 1280, "fr"), ("dark", 390, "en"), ("dark", 1280, "fr")]
)
def test_no_accessibility_rule_is_violated_open_and_closed(
    visit: Callable[..., Page], place: Place, scheme: str, width: int, locale: str
) -> None:
    page = visit(screen(place, EPP + locale), width=width, color_scheme=scheme, reduced_motion="reduce")

    def check() -> None:
        assert_accessible(page)

    expect(launch(page)).to_be_visible()
    check()
    launch(page).click()
    expect(items(page).first).to_be_visible()
    check()
    items(page).first.click()
    expect(dialog(page).locator(".topic")).to_be_focused()
    check()
    dialog(page).get_by_role("button", name={"fr": "Non", "en": "No"}[locale], exact=True).click()
    expect(dialog(page).locator(".verdict h4")).to_be_focused()
    check()


def test_it_fits_the_smallest_telephone_in_either_direction(visit: Callable[..., Page], place: Place) -> None:
    page = visit(screen(place, EPP + "fr"), width=SMALL)
    turned = "(node, way) => { node.getRootNode().querySelector('[dir]').dir = way; }"
    for way, side in (("ltr", "right"), ("rtl", "left")):
        launch(page).evaluate(turned, way)
        box = launch(page).bounding_box()
        assert box
        assert box["height"] >= 44
        assert (box["x"] < SMALL / 2 - box["width"] / 2) == (side == "left")
        first_article(page)
        body = dialog(page).locator(".body")
        assert body.evaluate("body => body.scrollWidth - body.clientWidth") == 0
        for target in dialog(page).locator("button:visible, .action").all():
            size = target.bounding_box()
            assert size
            assert size["height"] >= 44
        dialog(page).locator(".back").click()
        page.keyboard.press("Escape")
        assert page.evaluate("document.documentElement.scrollWidth") <= SMALL


def test_a_page_that_is_light_only_gets_a_light_widget(visit: Callable[..., Page], place: Place) -> None:
    grounds = []
    for head in ("", '<meta name="color-scheme" content="light dark">'):
        page = visit(place.page(head + place.tag(locale="en")), color_scheme="dark")
        launch(page).click()
        ground = dialog(page).evaluate("dialog => getComputedStyle(dialog).backgroundColor")
        grounds.append(max(map(int, re.findall(r"\d+", ground)[:3])))
    assert grounds[0] == 255
    assert grounds[1] < 60


def test_a_late_answer_never_replaces_a_newer_one(visit: Callable[..., Page], place: Place) -> None:
    page = visit(place.page(place.tag(locale="fr")))
    launch(page).click()
    waiting: list[Route] = []
    page.route("**/api/v1/suggest?q=facture*", lambda route: waiting.append(route))
    box = dialog(page).get_by_role("searchbox")
    box.fill("facture")
    page.wait_for_timeout(600)
    box.fill("mot de passe")
    expect(items(page).first).to_contain_text("mot de passe")
    assert len(waiting) == 1
    waiting[0].continue_()
    page.wait_for_timeout(500)
    expect(items(page).first).to_contain_text("mot de passe")
    box.fill("xyzzyplugh")
    expect(dialog(page).locator(".note")).to_contain_text("Aucun article")
    box.fill("")
    expect(items(page).first).to_be_visible()


def test_an_article_opened_and_judged_is_recorded(visit: Callable[..., Page], place: Place) -> None:
    before = place.record("epp-code")
    page = visit(screen(place, EPP + "fr"))
    first_article(page)
    dialog(page).get_by_role("button", name="Oui").click()
    expect(dialog(page).locator(".verdict")).to_contain_text("Merci")
    assert eventually(
        lambda: (
            place.record("epp-code")
            == {
                **before,
                "opened": before["opened"] + 1,
                "solved": before["solved"] + 1,
                "helpful": before["helpful"] + 1,
            }
        )
    )


def test_a_no_may_be_explained_in_words_which_stay_when_they_cannot_be_sent(
    visit: Callable[..., Page], place: Place
) -> None:
    page = visit(screen(place, EPP + "fr"), strict=False)
    first_article(page)
    dialog(page).get_by_role("button", name="Non", exact=True).click()
    words = dialog(page).get_by_role("textbox", name="Que faudrait-il changer ?")
    expect(dialog(page).locator("#care")).to_contain_text("ni mot de passe")
    text = f"Il manque le délai {uuid4()}"
    dialog(page).get_by_role("radio", name="Il manque").check()
    words.fill(f"  {text}\n")
    page.route("**/feedback", lambda route: route.fulfill(status=503, body="{}"))
    dialog(page).get_by_role("button", name="Envoyer").click()
    expect(dialog(page).get_by_role("alert")).to_contain_text("n’a pas pu être envoyé")
    expect(words).to_have_value(f"  {text}\n")
    page.unroute("**/feedback")
    dialog(page).get_by_role("button", name="Envoyer").click()
    expect(dialog(page).locator(".verdict")).to_contain_text("transmis à notre équipe")
    kept = place.asked(lambda store: store.comments(date.min, date.max, "fr", article="epp-code"))
    assert [(each.helpful, each.reason, each.comment) for each in kept if each.comment == text] == [
        (False, "incomplete", text)
    ]


def test_a_search_counts_as_the_widgets_and_what_is_opened_from_it_as_a_click(
    visit: Callable[..., Page], place: Place
) -> None:
    page = visit(screen(place, EPP + "fr"))
    launch(page).click()
    dialog(page).get_by_role("searchbox").fill("transférer un domaine vers un autre registrar")
    page.keyboard.press("Enter")
    expect(dialog(page).locator(".list h3")).to_have_text(["Réponses"])
    items(page).first.click()
    expect(dialog(page).locator(".topic")).to_be_focused()
    query = "transférer un domaine vers un autre registrar"

    def clicked() -> bool:
        found = place.asked(lambda store: store.searches(date.min, date.max, "fr"))
        return [(row.searches, row.clicks) for row in found if row.query == query] == [(1, 1)]

    assert eventually(clicked)
    assert place.vias("search", query) == ["widget"]
