"""The search box of the pages where people sign in and work: the customers' on the way in, the team's own inside."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from app.store import open_store
from tests.browser.searching import options, remembered
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
    folder = tmp_path_factory.mktemp("office")
    articles = folder / "articles"
    shutil.copytree(ROOT / "articles", articles)
    (articles / "fr" / "refunds.md").write_text(
        "---\nvisibility: agents\n---\n\n# Rembourser un client\n\nUn remboursement se demande au siège.\n"
    )
    env = environment(folder, articles)
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


def box(page: Page) -> Locator:
    return page.get_by_role("search").first.locator("[name=q]")


def ask(page: Page, key: str, text: str) -> None:
    """From the keyboard alone, wherever one is."""
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press(key)
    expect(box(page)).to_be_focused()
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


@pytest.mark.parametrize("path", PATHS)
def test_the_teams_box_suggests_on_every_page_and_leads_to_the_teams_pages(page: Page, path: str) -> None:
    sign_in(page, "/account", "editor")
    page.goto(path)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.keyboard.type("mot de pas")
    expect(options(page).first).to_contain_text("mot de passe")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/agent/articles/fr/mot-de-passe-oublie"))


def test_an_internal_article_is_suggested_to_the_team_alone_and_said_to_be_theirs(page: Page) -> None:
    sign_in(page, "/account", "editor")
    page.goto("/editor/")
    box(page).fill("remboursem")
    expect(options(page).first).to_contain_text("Rembourser un client")
    expect(options(page).first.locator("small")).to_have_text("Réservé à l’équipe")
    page.goto("/fr/")
    box(page).fill("remboursem")
    expect(options(page).first).to_be_visible()
    expect(options(page).filter(has_text="Rembourser")).to_have_count(0)


def test_what_the_team_looks_for_is_not_remembered(page: Page) -> None:
    sign_in(page, "/account", "editor")
    page.goto("/agent/")
    box(page).fill("dossier de karim alaoui")
    page.keyboard.press("Enter")
    page.wait_for_url("**/agent/search?*")
    assert remembered(page) == []
    box(page).fill("")
    box(page).blur()
    box(page).focus()
    expect(options(page)).to_have_count(0)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("path", ["/agent/", "/editor/", "/account"])
@pytest.mark.parametrize("width", [1440, 1280, 1024])
def test_the_words_in_the_empty_box_are_not_cut(page: Page, width: int, path: str, lang: str) -> None:
    sign_in(page, "/account", "editor")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{path}?lang={lang}")
    cut = box(page).evaluate("box => { box.value = box.placeholder; return box.scrollWidth > box.clientWidth + 1; }")
    assert not cut


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
