"""Who may show the help centre in a frame and send to it from a page of its own, in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.access import SMALL, assert_accessible
from tests.browser.widgets import EPP, Place, dialog, first_article, screen

pytestmark = pytest.mark.browser


def test_p9_a_site_that_is_not_configured_can_be_read_on_and_sends_nothing(
    visit: Callable[..., Page], place: Place
) -> None:
    page = visit(screen(place, EPP + "fr").replace("127.0.0.1", "localhost"), strict=False)
    first_article(page)
    dialog(page).get_by_role("button", name="Oui").click()
    expect(dialog(page).locator(".verdict")).to_contain_text("n’a pas pu être envoyé")


@pytest.mark.parametrize("framed_by", ["127.0.0.1", "localhost"], ids=["configured", "another site"])
def test_p9_only_a_configured_site_shows_the_plain_page_in_a_frame(
    visit: Callable[..., Page], place: Place, framed_by: str
) -> None:
    frame = (
        f'<iframe title="Help" src="{place.server.url}/widget/domains.epp-code?locale=fr&amp;domain_id=42"></iframe>'
    )
    page = visit(place.page("", frame).replace("127.0.0.1", framed_by), strict=framed_by == "127.0.0.1")
    inside = page.frame_locator("iframe").locator("h1")
    if framed_by == "localhost":
        page.wait_for_timeout(1000)
        expect(page.frame_locator("iframe").locator(".entry")).to_have_count(0)
        return
    expect(inside).to_have_text("Aide NindoHost")
    page.frame_locator("iframe").locator(".entry a").first.click()
    expect(inside).to_contain_text("EPP")
    page.frame_locator("iframe").locator(".action").first.click()
    expect(page).to_have_url(re.compile("action=domaingetepp&domainid=42$"))


@pytest.mark.parametrize("path", ["/widget/domains.epp-code?locale=fr", "/widget/en/articles/domain-transfer"])
def test_the_plain_pages_have_no_barrier_and_fit(visit: Callable[..., Page], place: Place, path: str) -> None:
    for scheme in ("light", "dark"):
        page = visit(place.server.url + path, width=SMALL, color_scheme=scheme, strict=False)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= SMALL
