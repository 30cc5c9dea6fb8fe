"""The bar above a page where there is a portal: one line with the name, the language and the client area."""

from __future__ import annotations

import pytest

from tests.browser.access import SMALL
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser

MIDDLES = """() => [...document.querySelectorAll(".mark, .tool")].map((one) => {
    const box = one.getBoundingClientRect();
    return box.top + box.height / 2;
})"""


@pytest.mark.parametrize("width", [390, SMALL])
@pytest.mark.parametrize("path", ["/fr/", "/en/"])
def test_the_language_and_the_client_area_stand_beside_the_name(open_page: OpenPage, path: str, width: int) -> None:
    middles = open_page(path, width=width).evaluate(MIDDLES)
    assert len(middles) == 3
    assert max(middles) - min(middles) < 2


@pytest.mark.parametrize("width", [390, 360])
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_the_page_to_sign_in_says_in_words_where_its_links_lead(open_page: OpenPage, locale: str, width: int) -> None:
    page = open_page(f"/login?lang={locale}", width=width)
    middles = page.evaluate(MIDDLES)
    assert max(middles) - min(middles) < 2
    words = page.locator(".tool span")
    assert words.count() == 2
    assert words.evaluate_all("all => all.every(one => one.getBoundingClientRect().width > 40)")
