"""The search box of the pages where people sign in and work: the customers' on the way in, the team's own inside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.store import open_store
from tests.browser.searching import options
from tests.support.accounts import a_user, sign_in
from tests.support.server import Server, environment, serving
from tests.support.sites import ROOT

pytestmark = pytest.mark.browser

PATHS = (
    "/agent/",
    "/agent/articles/fr/",
    "/agent/search?locale=fr&q=code",
    "/editor/",
    "/editor/gaps",
    "/editor/components",
    "/account",
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`guichet serve`, where somebody edits and somebody has an account and no task."""
    env = environment(tmp_path_factory.mktemp("office"), ROOT / "articles")
    with closing(open_store(env["GUICHET_STORE"])) as store:
        a_user(store, "editor")
        a_user(store, "reader")
    with serving(env, "--workers", "1") as server:
        yield server


@pytest.fixture
def browser(chromium: Browser, office: Server) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=office.url, locale="fr-FR", viewport={"width": 1280, "height": 800})
    yield context
    context.close()


@pytest.fixture
def page(browser: BrowserContext) -> Page:
    page = browser.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def ask(page: Page, key: str, text: str) -> None:
    """From the keyboard alone, wherever one is."""
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press(key)
    expect(page.get_by_role("search").first.locator("[name=q]")).to_be_focused()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_who_cannot_sign_in_searches_the_help(page: Page, key: str) -> None:
    page.goto("/login")
    ask(page, key, "mot de passe")
    expect(page).to_have_url("/fr/search?q=mot+de+passe")


def test_the_way_in_suggests_what_customers_read(page: Page) -> None:
    page.goto("/login?lang=en")
    page.keyboard.press("/")
    page.keyboard.type("passw")
    expect(options(page).first).to_contain_text("password")
    options(page).first.click()
    expect(page).to_have_url("/en/articles/reset-password")


@pytest.mark.parametrize("path", PATHS)
def test_every_page_of_the_team_leads_to_its_own_search_from_the_keyboard(page: Page, path: str) -> None:
    sign_in(page, "/account", "editor")
    for key in ("/", "Control+k"):
        page.goto(path)
        ask(page, key, "code epp")
        expect(page).to_have_url("/agent/search?q=code+epp&locale=fr")


def test_an_account_without_a_task_searches_as_customers_do(page: Page) -> None:
    sign_in(page, "/account", "reader")
    ask(page, "/", "facture")
    expect(page).to_have_url("/fr/search?q=facture")


def test_a_slash_in_a_ticket_is_a_slash(page: Page) -> None:
    sign_in(page, "/agent/", "editor")
    page.locator("#text").press_sequentially("24/7")
    expect(page.locator("#text")).to_have_value("24/7")


def test_without_javascript_the_box_searches_too(chromium: Browser, office: Server) -> None:
    context = chromium.new_context(base_url=office.url, locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    page.goto("/login")
    page.get_by_role("search").locator("[name=q]").fill("facture")
    page.get_by_role("search").locator("[name=q]").press("Enter")
    expect(page).to_have_url("/fr/search?q=facture")
    context.close()
