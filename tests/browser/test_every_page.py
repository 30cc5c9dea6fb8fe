"""What holds for every page: accessible, nothing refused by the policy, nothing wider than a small telephone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.access import SMALL, assert_accessible
from tests.browser.conftest import OpenPage
from tests.browser.waiting import until
from tests.support.server import Server, environment, serving
from tests.support.sites import ROOT

pytestmark = pytest.mark.browser

PAGES = {
    "home": ("/fr/", "/en/"),
    "category": ("/fr/c/domains", "/en/c/domains"),
    "article with a table": ("/fr/articles/delais-renouvellement-domaine", "/en/articles/domain-renewal-deadlines"),
    "article with everything": ("/fr/articles/guide-espace-client", "/a/client-area-guide?lang=en"),
    "results": ("/fr/search?q=renouveler", "/en/search?q=renew"),
    "only close results": ("/fr/search?q=couscous+domaine", "/en/search?q=couscous+domain"),
    "corrected": ("/fr/search?q=renouvelez+domiane", "/en/search?q=renew+domian"),
    "another language": ("/fr/search?q=how+do+I+renew+my+domain", "/en/search?q=mot+de+passe"),
    "no result": ("/fr/search?q=xyzzyplugh", "/en/search?q=xyzzyplugh"),
    "bad search": ("/fr/search?q=domaine&page=0", "/en/search?q=domain&page=0"),
    "empty search": ("/fr/search", "/en/search"),
    "portal": ("/fr/portal?workflow=domains.epp-code", "/en/portal?workflow=domains.epp-code"),
    "popularity": ("/fr/popularity", "/en/popularity"),
    "privacy": ("/fr/privacy", "/en/privacy"),
    "accessibility": ("/fr/accessibility", "/en/accessibility"),
    "feedback": ("/fr/feedback/epp-code", "/en/feedback/epp-code"),
    "feedback, it helped": ("/fr/feedback/epp-code?answer=yes", "/en/feedback/epp-code?answer=yes"),
    "feedback, it did not": ("/fr/feedback/epp-code?answer=no", "/en/feedback/epp-code?answer=no"),
    "feedback, thanks": ("/fr/feedback/epp-code?answer=no&sent=1", "/en/feedback/epp-code?answer=yes&sent=1"),
    "API": ("/api/v1/docs?lang=fr", "/api/v1/docs?lang=en"),
    "too long an address": (f"/fr/search?q={'a' * 5_000}", f"/en/search?q={'a' * 5_000}"),
    "missing": ("/fr/nope", "/en/nope"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Without a portal's address, so that there is a page which says so."""
    with serving(environment(tmp_path_factory.mktemp("every-page"), ROOT / "articles")) as server:
        yield server


each_page = pytest.mark.parametrize("paths", PAGES.values(), ids=PAGES.keys())


@each_page
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_rule_is_violated(open_page: OpenPage, paths: tuple[str, str], scheme: str) -> None:
    # Each language on one screen and, in the other scheme, which only colours know, on the other.
    for path, width in zip(paths, (1280, 390) if scheme == "light" else (390, 1280), strict=True):
        assert_accessible(open_page(path, width=width, color_scheme=scheme), colours_only=scheme == "dark")


@each_page
def test_nothing_is_wider_than_a_small_telephone_in_either_direction(
    open_page: OpenPage, paths: tuple[str, str]
) -> None:
    for path in paths:
        page = open_page(path, width=SMALL)
        assert page.evaluate("document.documentElement.scrollWidth") <= SMALL
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert page.evaluate("document.documentElement.scrollWidth") <= SMALL


@each_page
def test_nothing_moves_while_a_page_loads(open_page: OpenPage, paths: tuple[str, str]) -> None:
    page = open_page(paths[0], width=390)
    page.wait_for_load_state("networkidle")
    shift = page.evaluate(
        """() => new Promise((resolve) => {
            let sum = 0;
            new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
                .observe({ type: "layout-shift", buffered: true });
            setTimeout(() => resolve(sum), 50);
        })"""
    )
    assert round(shift, 3) == 0  # as browsers report it: less is a pixel that is drawn in two steps


@pytest.mark.parametrize("width", [390, 360, SMALL])
def test_a_language_beside_a_title_stays_in_its_column(open_page: OpenPage, width: int) -> None:
    entries = open_page(PAGES["another language"][0], width=width).locator(".entry:has(.tongue)")
    assert entries.count() > 5
    end = "getBoundingClientRect().right"
    left = entries.evaluate_all(f"all => all.map(one => one.{end} - one.querySelector('.tongue').{end})")
    assert min(left) >= 0


@pytest.mark.parametrize("path", ["/fr/", "/en/nope", "/fr/search?q=renouveler"])
def test_without_the_style_sheet_icons_are_no_larger_than_drawn(open_page: OpenPage, path: str) -> None:
    page = open_page("about:blank")
    page.route("**/static/*.css", lambda route: route.fulfill(status=200, content_type="text/css", body=""))
    page.goto(path)
    sizes = page.locator("svg").evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
    assert len(sizes) > 3
    assert max(sizes) <= 32
    assert page.get_by_role("search").is_visible()


def test_a_reader_without_motion_gets_none(open_page: OpenPage) -> None:
    page = open_page("/fr/articles/guide-espace-client", reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("getComputedStyle(document.querySelector('.action')).transitionDuration") == "0s"


def test_steps_keep_their_numbers_in_forced_colours(open_page: OpenPage) -> None:
    page = open_page("/fr/articles/recuperer-code-epp", forced_colors="active")
    style = "getComputedStyle(document.querySelector('.prose ol > li'), '::before')"
    assert page.evaluate(f"{style}.borderTopStyle") == "solid"


def test_paper_shows_the_article_and_not_the_controls(open_page: OpenPage) -> None:
    page = open_page("/fr/articles/recuperer-code-epp")
    page.emulate_media(media="print")
    assert page.locator(".prose").is_visible()
    for control in (".top .search", ".actions", ".toc", ".foot"):
        assert not page.locator(control).is_visible()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", ["/fr/search?q=xyzzyplugh", "/en/nope", "/fr/portal?workflow=domains.epp-code"])
def test_no_address_or_number_of_a_contact_is_broken_over_lines(open_page: OpenPage, path: str, width: int) -> None:
    ways = open_page(path, width=width).locator(".person-ways b")
    assert ways.count() == 2
    assert ways.evaluate_all("all => all.map(one => one.getClientRects().length)") == [1, 1]


def test_a_table_fits_a_telephone_and_where_it_cannot_the_keyboard_scrolls_it(open_page: OpenPage) -> None:
    hidden = "table => table.scrollWidth - table.clientWidth"
    assert open_page(PAGES["article with a table"][0], width=390).locator(".prose table").evaluate(hidden) == 0
    table = open_page(PAGES["article with a table"][0], width=280).locator(".prose table")
    assert table.evaluate(hidden) > 0
    table.page.locator(".prose table[tabindex='0']").focus()
    table.press("ArrowRight")
    until(table.page, "document.querySelector('.prose table').scrollLeft > 0")
