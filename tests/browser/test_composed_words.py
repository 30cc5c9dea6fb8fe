"""Words that a keyboard composes: every one on Android, accents and other scripts elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.searching import active, box, options, type_
from tests.browser.widgets import Place, dialog, launch

pytestmark = pytest.mark.browser


def keyboard(page: Page) -> CDPSession:
    """The keyboard of a telephone, with the search box before it."""
    box(page).focus()
    page.wait_for_load_state("networkidle")
    return page.context.new_cdp_session(page)


def compose(session: CDPSession, text: str) -> None:
    """The word as far as it is composed, underlined and not yet the box's own."""
    session.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})


def test_a_word_that_is_being_composed_is_answered_as_it_grows(open_page: OpenPage) -> None:
    page = open_page("/fr/", width=390, has_touch=True)
    telephone = keyboard(page)
    for end in range(1, len("facture") + 1):
        compose(telephone, "facture"[:end])
        page.wait_for_timeout(60)
    expect(box(page)).to_have_value("facture")
    expect(options(page).first).to_be_visible()
    expect(page.locator(".suggest mark").first).to_have_text("facture", ignore_case=True)


def test_the_end_of_a_composition_asks_nothing_anew_and_leaves_the_list_where_it_is(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/suggest" in request.url else None)
    telephone = keyboard(page)
    compose(telephone, "facture")
    expect(options(page).first).to_be_visible()
    page.evaluate("() => { window.first = document.querySelector('[role=option]'); }")
    telephone.send("Input.insertText", {"text": "facture"})
    page.wait_for_timeout(300)
    expect(box(page)).to_have_value("facture")
    assert page.evaluate("window.first === document.querySelector('[role=option]')")
    assert len(asked) == 1


def test_keys_that_the_composition_needs_do_not_move_in_the_list(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    type_(page, "code")
    box(page).evaluate(
        """(input, keys) => keys.forEach((key) => {
            input.dispatchEvent(new KeyboardEvent("keydown", { key, isComposing: true, bubbles: true }));
        })""",
        ["ArrowDown", "Enter", "Escape"],
    )
    assert active(page) == ""
    expect(options(page).first).to_be_visible()


def test_the_widget_answers_a_word_that_is_being_composed(visit: Callable[..., Page], place: Place) -> None:
    page = visit(place.page(place.tag(locale="fr")))
    launch(page).click()
    dialog(page).get_by_role("searchbox").focus()
    page.wait_for_load_state("networkidle")
    telephone = page.context.new_cdp_session(page)
    with page.expect_response(lambda response: "/suggest" in response.url) as answer:
        compose(telephone, "facture")
    assert answer.value.json()["query"] == "facture"
