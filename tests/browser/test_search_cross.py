"""The cross that empties a search box: the only one there, in the page's colours, and it does."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.searching import box
from tests.browser.widgets import EPP, Place, dialog, launch, screen

pytestmark = pytest.mark.browser

END, EDGE = 40, 8
"""Pixels from the end of a box to where its cross begins, and to where its border and focus ring do."""


def colours(page: Page, field: Locator) -> set[tuple[int, int, int]]:
    """What stands at the end of a box."""
    place = field.bounding_box()
    assert place
    left, top = place["x"] + place["width"] - END, place["y"] + EDGE
    shot = page.screenshot(
        clip={"x": left, "y": top, "width": END - EDGE, "height": place["height"] - 2 * EDGE}, animations="disabled"
    )
    counted = Image.open(io.BytesIO(shot)).convert("RGB").getcolors(1 << 16)
    return {colour for _, colour in counted or ()}  # type: ignore[misc]


def assert_one_calm_cross(page: Page, field: Locator) -> None:
    field.fill("")
    field.focus()
    before = colours(page, field)
    field.fill("code epp")
    drawn = colours(page, field) - before
    assert drawn, "there is no cross"
    assert all(max(colour) - min(colour) < 60 for colour in drawn), "it is as blue as the browser's own"
    place = field.bounding_box()
    assert place
    page.mouse.click(place["x"] + place["width"] - END / 2, place["y"] + place["height"] / 2)
    expect(field).to_have_value("")
    expect(field).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/fr/", "/fr/articles/recuperer-code-epp", "/fr/search?q=mot"])
def test_one_cross_in_the_pages_colours_empties_the_box(open_page: OpenPage, path: str, scheme: str) -> None:
    page = open_page(path, color_scheme=scheme)
    assert_one_calm_cross(page, box(page))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_so_does_the_widgets(visit: Callable[..., Page], place: Place, scheme: str) -> None:
    page = visit(screen(place, EPP + "fr"), color_scheme=scheme, reduced_motion="reduce")
    launch(page).click()
    assert_one_calm_cross(page, dialog(page).get_by_role("searchbox"))


def test_where_the_system_chooses_colours_the_cross_is_the_systems(open_page: OpenPage) -> None:
    page = open_page("/fr/", forced_colors="active")
    box(page).focus()
    before = colours(page, box(page))
    box(page).fill("code epp")
    assert colours(page, box(page)) - before
