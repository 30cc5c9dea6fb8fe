"""Answers beside a ticket while it is written, in a real Chromium: shown, opened, hidden, and never in the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.access import assert_accessible
from tests.browser.widgets import Place, dialog, eventually, launch, screen

pytestmark = pytest.mark.browser

TICKET = "submitticket.php?lang="


def write_ticket(page: Page, subject: str, message: str) -> None:
    page.locator("#ticketform [name=subject]").fill(subject)
    page.locator("#ticketform [name=message]").fill(message)


def test_answers_stand_above_the_button_and_the_ticket_is_sent_all_the_same(
    visit: Callable[..., Page], place: Place
) -> None:
    before, beside = place.record("epp-code"), place.beside_tickets()
    page = visit(screen(place, TICKET + "fr"), reduced_motion="reduce")
    expect(launch(page)).to_be_visible()
    write_ticket(page, "Code EPP", "Bonjour, je veux transférer mon domaine, où trouver le code EPP ?")
    answers = page.locator("guichet-answers .item")
    expect(answers.first).to_contain_text("code EPP")
    assert 1 <= answers.count() <= 3
    assert_accessible(page)
    button = page.locator("#ticketform > button").bounding_box()
    above = answers.last.bounding_box()
    assert button
    assert above
    assert above["y"] + above["height"] < button["y"]
    shown = answers.count()
    answers.filter(has_text="Récupérer le code EPP").click()
    expect(dialog(page).locator(".topic")).to_be_focused()
    expect(dialog(page).locator(".ticket")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(answers.filter(has_text="Récupérer le code EPP")).to_be_focused()
    page.locator("#ticketform > button").click()
    expect(page.locator(".sent")).to_be_visible()
    assert eventually(
        lambda: place.record("epp-code") == {**before, "opened": before["opened"] + 1, "tickets": before["tickets"] + 1}
    )
    assert eventually(
        lambda: (
            place.beside_tickets()
            == {
                **beside,
                "search": beside["search"] + shown,
                "open": beside["open"] + 1,
                "ticket": beside["ticket"] + 1,
            }
        )
    )


@pytest.mark.parametrize("status", [500, 429])
def test_where_no_answer_comes_the_form_is_as_it_was(visit: Callable[..., Page], place: Place, status: int) -> None:
    page = visit(screen(place, TICKET + "en"))
    page.route("**/api/v1/deflect", lambda route: route.fulfill(status=status, body="<h1>Sorry"))
    expect(launch(page)).to_be_visible()
    with page.expect_request("**/api/v1/deflect"):
        write_ticket(page, "EPP code", "Where is the EPP code of my domain?")
    page.wait_for_timeout(300)
    expect(page.locator("guichet-answers")).to_have_count(0)
    page.locator("#ticketform > button").click()
    expect(page.locator(".sent")).to_be_visible()


def test_answers_can_be_hidden_and_stay_away(visit: Callable[..., Page], place: Place) -> None:
    page = visit(screen(place, TICKET + "en"))
    expect(launch(page)).to_be_visible()
    write_ticket(page, "EPP code", "Where is the EPP code of my domain?")
    page.locator("guichet-answers .close").click()
    expect(page.locator("guichet-answers")).to_have_count(0)
    expect(page.locator("#ticketform [name=message]")).to_be_focused()
    write_ticket(page, "Invoice", "How can I pay my invoice?")
    page.wait_for_timeout(1500)
    expect(page.locator("guichet-answers")).to_have_count(0)
