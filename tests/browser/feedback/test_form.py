"""Saying whether an article helped, in a real browser: with a script and without, by keyboard, without a network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.access import SMALL, assert_accessible
from tests.browser.conftest import OpenPage
from tests.browser.feedback.conftest import FR, Place, box, heading

pytestmark = pytest.mark.browser

EN = "/a/epp-code?lang=en"
WORDS = {
    FR: ("Cet article vous a-t-il aidé", "Oui", "Non", "Qu’est-ce qui n’allait pas", "Envoyer", "Merci, votre message"),
    EN: ("Did this article help you?", "Yes", "No", "Thank you. What was wrong?", "Send", "Thank you, your message"),
}
PATIENCE = 2100
"""Milliseconds after which the form believes that a person filled it."""

both_languages = pytest.mark.parametrize("path", [FR, EN], ids=["fr", "en"])
both_schemes = pytest.mark.parametrize("scheme", ["light", "dark"])


@both_languages
def test_with_a_script_everything_happens_in_the_article(read: OpenPage, place: Place, path: str) -> None:
    question, _, no, what, send, thanks = WORDS[path]
    page = read(path)
    address, before = page.url, place.votes()
    expect(heading(page)).to_contain_text(question)
    box(page).get_by_role("button", name=no, exact=True).click()
    expect(heading(page)).to_contain_text(what)
    expect(heading(page)).to_be_focused()
    expect(page.locator("[data-status]")).to_contain_text(what)
    assert place.votes() == (before[0], before[1] + 1)
    box(page).get_by_role("radio").nth(1).check()
    box(page).get_by_role("textbox").fill(f"Il manque le délai ({path}).")
    page.wait_for_timeout(PATIENCE)
    box(page).get_by_role("button", name=send).click()
    expect(heading(page)).to_contain_text(thanks)
    expect(heading(page)).to_be_focused()
    for way in ("/go/support.open-ticket?from=epp-code", "mailto:", "tel:"):
        expect(box(page).locator(f"a[href^='{way}']")).to_be_visible()
    assert page.url == address
    assert place.comments()[0] == ("fr" if path == FR else "en", "incomplete", f"Il manque le délai ({path}).")
    assert place.votes() == (before[0], before[1] + 1)


@both_languages
def test_without_a_script_the_same_happens_on_pages(read: OpenPage, place: Place, path: str) -> None:
    question, _, no, what, send, thanks = WORDS[path]
    page = read(path, java_script_enabled=False)
    article, before = page.url, place.votes()
    box(page).get_by_role("button", name=no, exact=True).click()
    expect(page).to_have_url(re.compile(r"/feedback/epp-code\?answer=no$"))
    expect(heading(page)).to_contain_text(what)
    box(page).get_by_role("radio").nth(4).check()
    box(page).get_by_role("textbox").fill("Sans script.")
    page.wait_for_timeout(PATIENCE)
    box(page).get_by_role("button", name=send).click()
    expect(page).to_have_url(re.compile(r"\?answer=no&sent=1$"))
    expect(heading(page)).to_contain_text(thanks)
    assert place.comments()[0][1:] == ("other", "Sans script.")
    assert place.votes() == (before[0], before[1] + 1)
    page.reload()
    page.go_back()
    page.go_back()
    expect(page).to_have_url(article)
    expect(heading(page)).to_contain_text(question)
    assert place.votes() == (before[0], before[1] + 1)


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_b3_a_mind_can_be_changed(read: OpenPage, place: Place, javascript: bool) -> None:
    page, before = read(FR, java_script_enabled=javascript), place.votes()
    box(page).get_by_role("button", name="Oui").click()
    expect(heading(page)).to_contain_text("Merci, c’est noté")
    assert place.votes() == (before[0] + 1, before[1])
    box(page).get_by_role("button", name="Finalement, il ne m’a pas aidé").click()
    expect(box(page).get_by_role("radio")).to_have_count(5)
    assert place.votes() == (before[0], before[1] + 1)
    box(page).get_by_role("button", name="Finalement, il m’a aidé").click()
    expect(heading(page)).to_contain_text("Merci, c’est noté")
    assert place.votes() == (before[0] + 1, before[1])


def test_the_keyboard_is_enough(read: OpenPage, place: Place) -> None:
    page = read(FR)
    page.locator("[data-copy]").focus()
    page.keyboard.press("Shift+Tab")
    expect(box(page).get_by_role("button", name="Non")).to_be_focused()
    page.keyboard.press("Enter")
    expect(heading(page)).to_be_focused()
    page.keyboard.press("Tab")
    expect(box(page).get_by_role("radio").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(box(page).get_by_role("radio").nth(2)).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("Au clavier.")
    page.wait_for_timeout(PATIENCE)
    page.keyboard.press("Tab")
    expect(box(page).get_by_role("button", name="Envoyer")).to_be_focused()
    page.keyboard.press("Enter")
    expect(heading(page)).to_contain_text("Merci, votre message est transmis")
    assert place.comments()[0] == ("fr", "not-it", "Au clavier.")


def test_where_something_between_fails_the_text_stays_and_can_be_sent_later(read: OpenPage, place: Place) -> None:
    page = read(FR)
    box(page).get_by_role("button", name="Non").click()
    box(page).get_by_role("textbox").fill("Dans un tunnel.")
    page.wait_for_timeout(PATIENCE)
    page.route("**/feedback/*", lambda route: route.fulfill(status=502, content_type="text/html", body="<h1>Sorry"))
    box(page).get_by_role("button", name="Envoyer").click()
    expect(box(page).get_by_role("alert")).to_contain_text("rien n’est perdu")
    expect(box(page).get_by_role("textbox")).to_have_value("Dans un tunnel.")
    page.unroute("**/feedback/*")
    box(page).get_by_role("button", name="Envoyer").click()
    expect(heading(page)).to_contain_text("Merci, votre message est transmis")
    assert place.comments()[0][2] == "Dans un tunnel."


def test_without_its_file_the_form_is_a_plain_one(read: OpenPage) -> None:
    page = read(FR)
    page.route("**/feedback.*.js", lambda route: route.fulfill(status=404, body=""))
    box(page).get_by_role("button", name="Non").click()
    expect(page).to_have_url(re.compile(r"/feedback/epp-code\?answer=no$"))


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_b12_with_the_store_away_the_text_stays_in_the_form(read: OpenPage, place: Place, javascript: bool) -> None:
    page = read(FR, java_script_enabled=javascript)
    box(page).get_by_role("button", name="Non").click()
    box(page).get_by_role("radio").nth(3).check()
    box(page).get_by_role("textbox").fill("À ne pas perdre.")
    page.wait_for_timeout(PATIENCE)
    with away(place.database):
        box(page).get_by_role("button", name="Envoyer").click()
        expect(heading(page)).to_contain_text("n’a pas pu être enregistré")
        expect(box(page).get_by_role("textbox")).to_have_value("À ne pas perdre.")
        expect(box(page).get_by_role("radio").nth(3)).to_be_checked()
        if javascript:
            assert_accessible(page)
    view = {"type": "view", "locale": "fr", "article": "epp-code"}
    while page.request.post("/api/v1/events", data=view).status == 503:
        page.wait_for_timeout(500)
    box(page).get_by_role("button", name="Envoyer").click()
    expect(heading(page)).to_contain_text("Merci, votre message est transmis")
    assert place.comments()[0] == ("fr", "unclear", "À ne pas perdre.")


@contextmanager
def away(database: Path) -> Iterator[None]:
    """Take the store away, as if its disk had gone."""
    moved = database.with_name("moved.db")
    database.rename(moved)
    database.mkdir()
    try:
        yield
    finally:
        database.rmdir()
        moved.rename(database)


@both_schemes
@both_languages
def test_no_accessibility_rule_is_violated_in_the_article(read: OpenPage, path: str, scheme: str) -> None:
    _, yes, no, *_ = WORDS[path]
    page = read(path, color_scheme=scheme, width=390 if scheme == "dark" else 1280)
    for answer in (yes, no):
        page.reload()
        box(page).get_by_role("button", name=answer, exact=True).click()
        expect(heading(page)).to_be_focused()
        if answer == no:
            box(page).get_by_role("radio").first.check()
        assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_every_target_is_large_enough_on_the_smallest_telephone(read: OpenPage, direction: str) -> None:
    page = read(f"{FR}", width=SMALL)
    page.evaluate("(value) => { document.documentElement.dir = value; }", direction)
    buttons = box(page).get_by_role("button")
    sizes = [buttons.nth(number).bounding_box() for number in range(2)]
    box(page).get_by_role("button", name="Non").click()
    expect(heading(page)).to_be_focused()
    sizes += [box(page).locator(".choice").nth(number).bounding_box() for number in range(5)]
    assert min(size["height"] for size in sizes if size) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL
