"""From an article to the portal in a real Chromium: every action of every article, in every language."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from app.compiler.reading import preset_portal, read_portal
from tests.browser.access import assert_accessible
from tests.browser.conftest import OpenPage, Portal
from tests.support.server import Server, environment, serving
from tests.support.sites import ROOT, article, write_site

pytestmark = pytest.mark.browser

VALUES = {
    "domain_id": "42",
    "service_id": "7",
    "invoice_id": "1042",
    "certificate": hashlib.sha256(b"5").hexdigest()[:32],
}
"""Numbers of the demonstration's own customer; his certificate's is made as the portal makes it."""
WIDTHS = [320, 1280]


def actions(locale: str) -> Mapping[str, str]:
    """The shipped articles' workflows, each with the id of an article that has its button."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "articles" / locale).rglob("*.md")):
        text = path.read_text("utf-8")
        identity = re.search(r"^id: (\S+)$", text, re.MULTILINE)
        named = re.search(r"^workflows: \[(.*)\]$", text, re.MULTILINE)
        for workflow in named[1].split(", ") if named else []:
            found.setdefault(workflow, identity[1] if identity else path.stem)
    return found


def test_the_shipped_articles_use_most_of_the_presets_workflows_in_both_languages() -> None:
    assert actions("fr").keys() == actions("en").keys()
    assert len(actions("fr")) >= 25


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_button_of_every_article_reaches_the_right_address(
    open_page: OpenPage, portal: Portal, locale: str
) -> None:
    expected = preset_portal("whmcs").at(portal.url)
    page = open_page(f"/{locale}/", locale=locale)
    for workflow, article_id in actions(locale).items():
        page.goto(f"/a/{article_id}?lang={locale}")
        expect(page.locator("html")).to_have_attribute("lang", locale)
        if page.locator("details.more").count():
            page.locator("details.more").evaluate("details => details.open = true")
        button = page.locator(f'a.action[href^="/go/{workflow}?"]')
        expect(button).to_contain_text(expected.label(workflow, locale))
        href = button.get_attribute("href")

        button.click()
        expect(page).to_have_url(expected.url(workflow, {}) or "")
        assert portal.asked[-1][1] is None, "the portal learns where its customer came from"

        # As a portal's own screen links it: with the number of what the customer looks at.
        page.goto(f"{href}&" + "&".join(f"{name}={value}" for name, value in VALUES.items()))
        expect(page).to_have_url(expected.url(workflow, VALUES) or "")
        expect(page.locator(f'section[data-workflow="{workflow}"]')).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", locale)


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_an_action_alone_in_a_text_is_a_button_that_works(open_page: OpenPage, portal: Portal, locale: str) -> None:
    page = open_page(f"/a/cpanel-login?lang={locale}", locale=locale)
    button = page.locator(".prose p.go")
    expect(button.locator("small")).to_contain_text("Connexion demandée" if locale == "fr" else "Sign-in needed")
    button.locator("a").click()
    expect(page).to_have_url(f"{portal.url}clientarea.php?action=services")


BACKUPS = """preset: whmcs
workflows:
  services.backups: {path: "backups.php?id={service_id}", without: services.list, label: {fr: "Mes sauvegardes"}}
"""


@pytest.fixture
def extended(tmp_path: Path) -> Iterator[tuple[Server, Portal]]:
    """A help centre and its portal with one workflow more than the preset has."""
    body = "Tout est là.\n\n[Restaurer](portal:services.backups)"
    files = {
        "site.yaml": "locales: [fr]\n",
        "portal.yaml": BACKUPS,
        "fr/a.md": article("Restaurer une sauvegarde", body, id="restore", workflows=["services.backups"]),
    }
    articles = write_site(tmp_path / "articles", files)
    portal = Portal(read_portal(articles)[0])
    with serving(environment(tmp_path, articles, PORTAL_URL=portal.url)) as server:
        yield server, portal
    portal.close()


def test_a_workflow_is_added_by_one_entry_of_portal_yaml(chromium: Browser, extended: tuple[Server, Portal]) -> None:
    server, portal = extended
    page = chromium.new_page(base_url=server.url, locale="fr-FR")
    for selector in ("a.action", ".prose p.go a"):
        page.goto("/a/restore?lang=fr")
        page.locator(selector).click()
        expect(page).to_have_url(f"{portal.url}clientarea.php?action=services")
    page.goto("/go/services.backups?service_id=7&from=restore")
    expect(page).to_have_url(f"{portal.url}backups.php?id=7")
    expect(page.get_by_role("heading", name="Mes sauvegardes")).to_be_visible()
    page.context.close()


@pytest.fixture
def on_portal(chromium: Browser, portal: Portal) -> Iterator[Callable[..., Page]]:
    """Opens a screen of the demonstration portal; any complaint in the console fails the test."""
    complaints: list[str] = []
    pages: list[Page] = []

    def open_(path: str, width: int, scheme: Literal["light", "dark"]) -> Page:
        page = chromium.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme, locale="fr-FR")
        pages.append(page)
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(portal.url + path)
        return page

    yield open_
    for page in pages:
        page.context.close()
    assert complaints == []


SCREENS = [
    "",
    "clientarea.php?action=domaindetails&id=42",
    "clientarea.php?action=domaingetepp&domainid=42",
    "clientarea.php?action=invoices",
    "viewinvoice.php?id=1042",
    "clientarea.php?action=productdetails&id=7",
    "submitticket.php",
    "clientarea.php?action=details",
]


@pytest.mark.parametrize("path", SCREENS)
def test_a_screen_of_the_demonstration_has_no_barrier_and_fits(on_portal: Callable[..., Page], path: str) -> None:
    for width, scheme in zip(WIDTHS, ("dark", "light"), strict=True):
        page = on_portal(path, width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert_accessible(page)


def test_the_demonstrations_policy_refuses_text_as_code(chromium: Browser, portal: Portal) -> None:
    page = chromium.new_page()
    page.goto(portal.url)
    refused = "() => { try { document.body.innerHTML = '<b>x</b>'; return '' } catch (error) { return error.name } }"
    assert page.evaluate(refused) == "TypeError"
    page.context.close()


def test_the_whole_demonstration_can_be_walked_with_a_keyboard(on_portal: Callable[..., Page]) -> None:
    page = on_portal("", 1280, "light")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".actions a").first).to_be_focused()
