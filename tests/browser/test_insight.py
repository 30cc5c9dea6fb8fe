"""The editors' pages in a real Chromium: signing in, reading, marking, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from app.store import open_store
from tests.browser.contexts import fresh_pages
from tests.support.accounts import a_user, sign_in
from tests.support.readers import read_for_two_months
from tests.support.server import Server, environment, serving
from tests.support.sites import ROOT

pytestmark = pytest.mark.browser

PAGES = (
    "/editor/",
    "/editor/?days=365",
    "/editor/gaps",
    "/editor/gaps?from=x",
    "/editor/articles",
    "/editor/articles?show=unread",
    "/editor/articles/fr/epp-code",
    "/editor/comments?state=all",
)
OpenDesk = Callable[..., Page]


@pytest.fixture(scope="module")
def desk_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`guichet serve` after two months of readers, with somebody who edits."""
    env = environment(tmp_path_factory.mktemp("desk"), ROOT / "articles")
    with closing(open_store(env["GUICHET_STORE"])) as store:
        read_for_two_months(store, datetime.now(UTC).date())
        a_user(store, "editor")
    with serving(env) as server:
        yield server


@pytest.fixture
def open_desk(chromium: Browser, desk_site: Server) -> Iterator[OpenDesk]:
    """Signs in, in a fresh context (options as Playwright's `new_context`), then opens a path."""
    with fresh_pages(chromium, lambda message: message.type == "error") as make:

        def open_(path: str, *, width: int = 1280, **options: object) -> Page:
            viewport = {"width": width, "height": 800}
            page = make(viewport=viewport, base_url=desk_site.url, **{"locale": "fr-FR", **options})
            sign_in(page, "/editor/", "editor")
            page.goto(path)
            return page

        yield open_


def test_nothing_is_wider_than_a_small_telephone_in_either_direction(open_desk: OpenDesk) -> None:
    page = open_desk("/editor/", width=320)
    for path in PAGES:
        page.goto(path)
        for direction in ("ltr", "rtl"):
            page.evaluate(f"document.documentElement.dir = '{direction}'")
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


@pytest.mark.parametrize("scripts", [True, False])
def test_an_editor_goes_from_a_sign_to_the_comment_behind_it_and_marks_it(open_desk: OpenDesk, scripts: bool) -> None:
    page = open_desk("/editor/", java_script_enabled=scripts, color_scheme="dark")
    expect(page.get_by_role("heading", name="À regarder d’abord")).to_be_visible()
    page.locator(".signal-helpfulness_fell a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Récupérer le code EPP de mon domaine")
    page.get_by_role("button", name="Marquer comme traité").first.click()
    expect(page.get_by_role("button", name="Rouvrir").first).to_be_visible()
    page.get_by_role("button", name="Rouvrir").first.click()
    expect(page.get_by_role("button", name="Marquer comme traité").first).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_dates_of_ones_own_and_the_language_of_readers_stay_on_the_way(open_desk: OpenDesk, scripts: bool) -> None:
    page = open_desk("/editor/gaps?kind=unopened", java_script_enabled=scripts)
    page.get_by_text("Autres dates").click()
    page.get_by_label("Du").fill("2026-01-01")
    page.get_by_label("au", exact=True).fill("2026-03-01")
    page.get_by_role("button", name="Afficher").click()
    expect(page).to_have_url(
        "**/editor/gaps?kind=unopened&from=2026-01-01&to=2026-03-01".replace("**", page.url.split("/editor")[0])
    )
    page.get_by_role("navigation", name="Langue des lecteurs").get_by_text("Français").click()
    page.get_by_role("navigation", name="Pages").get_by_text("Articles").click()
    assert "from=2026-01-01&to=2026-03-01&locale=fr" in page.url


def test_the_keyboard_reaches_every_control_in_order(open_desk: OpenDesk) -> None:
    page = open_desk("/editor/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    names = []
    for _ in range(24):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.textContent.trim()"))
    wanted = ["English", "Mon compte", "Se déconnecter", "Sans réponse", "7 jours", "Toutes", "Autres dates"]
    places = [names.index(name) for name in wanted]
    assert places == sorted(places)


def test_a_chart_has_a_name_and_a_table_with_the_same_figures(open_desk: OpenDesk) -> None:
    page = open_desk("/editor/?days=7")
    chart = page.get_by_role("img", name="Lectures")
    assert chart.locator("rect.whole").count() == 7
    page.get_by_text("Les chiffres en tableau").first.click()
    table = page.get_by_role("table").first
    assert table.locator("tbody tr").count() == 7
    assert table.is_visible()


def test_readers_pages_load_nothing_of_the_editors(chromium: Browser, desk_site: Server) -> None:
    page = chromium.new_page(base_url=desk_site.url)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/fr/", "/fr/articles/recuperer-code-epp", "/fr/search?q=epp"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
    assert [url for url in asked if "editor" in url] == []
    assert page.context.cookies() == []
    page.close()
