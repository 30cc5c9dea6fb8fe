"""What a script adds to an article: code that is copied at a click, the address of a part."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.conftest import OpenPage
from tests.support.server import Server, environment, serving
from tests.support.sites import ROOT

pytestmark = pytest.mark.browser

ARTICLE = "/fr/articles/configurer-certificat-ssl"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(environment(tmp_path_factory.mktemp("article-parts"), ROOT / "articles")) as server:
        yield server


def test_a_click_copies_a_block_of_code(open_page: OpenPage) -> None:
    page = open_page(ARTICLE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.locator(".copy-code")
    button.click()
    page.get_by_role("button", name="Copié").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("-----BEGIN CERTIFICATE REQUEST-----")
    assert copied.endswith("-----END CERTIFICATE REQUEST-----")


def test_each_heading_leads_to_itself_by_pointer_and_by_keyboard_and_keeps_its_name(open_page: OpenPage) -> None:
    page = open_page(ARTICLE)
    headings = page.locator(".prose h2[id]")
    links = page.locator(".prose h2 > .heading-link")
    links.first.wait_for()
    assert links.count() == headings.count() > 1
    assert links.evaluate_all("all => all.every(one => one.tabIndex === 0 && one.hash.slice(1) === one.parentNode.id)")
    name = links.last.inner_text()
    assert page.get_by_role("heading", name=name, exact=True).get_by_role("link", name=name, exact=True).count() == 1
    links.last.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("decodeURIComponent(location.hash.slice(1))") == headings.last.get_attribute("id")
    links.first.click()
    assert page.evaluate("decodeURIComponent(location.hash.slice(1))") == headings.first.get_attribute("id")


def test_a_long_table_of_contents_scrolls_along_with_the_reading(open_page: OpenPage) -> None:
    page = open_page(ARTICLE, reduced_motion="reduce")
    page.set_viewport_size({"width": 1280, "height": 220})
    page.locator(".prose h2[id]").last.evaluate("(heading) => heading.scrollIntoView()")
    page.locator(".toc li:last-child a[aria-current]").wait_for()
    inside = """(link) => {
        const [outer, inner] = [link.closest(".toc"), link].map((one) => one.getBoundingClientRect());
        return inner.top >= outer.top && inner.bottom <= outer.bottom;
    }"""
    assert page.locator(".toc").evaluate("(toc) => toc.scrollHeight > toc.clientHeight")
    assert page.locator(".toc a[aria-current]").evaluate(inside)


def test_without_script_the_code_and_the_headings_are_as_they_were_written(open_page: OpenPage) -> None:
    page = open_page(ARTICLE, java_script_enabled=False)
    assert page.locator(".prose pre").is_visible()
    assert page.locator(".copy-code, .heading-link").count() == 0
