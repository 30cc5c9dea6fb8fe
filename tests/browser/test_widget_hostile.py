"""The widget on pages and with articles that mean harm, in a real Chromium: text stays text, one tag is enough."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.widgets import Host, Place, dialog, first_article, items, launch
from tests.support.server import environment, serving
from tests.support.sites import article, write_site

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def hostile(tmp_path: Path, place: Place) -> Iterator[Place]:
    """A help centre whose titles and texts would be markup, on the same host under the same policy."""
    files = {
        "site.yaml": f"brand: {{name: '{HOSTILE}'}}\nlocales: [en]\n",
        "portal.yaml": "preset: whmcs\nbase_url: https://clients.example.com/\n",
        "en/a.md": article(
            f"'{HOSTILE} login'",
            "Text `<script>alert(1)</script>` and [a link](https://example.com/).",
            summary=f"'{HOSTILE}'",
            workflows=["account.login"],
        ),
    }
    articles = write_site(tmp_path / "articles", files)
    host = Host()
    with serving(environment(tmp_path, articles, WIDGET_ORIGINS=host.origin, WORKERS="1")) as server:
        host.embed(server.url)
        yield Place(server, host, tmp_path / "guichet.db")
    host.close()


def test_p10_titles_texts_and_attributes_stay_text(visit: Callable[..., Page], hostile: Place) -> None:
    page = visit(hostile.page(hostile.tag(workflow="account.login", locale="en", domain_id="javascript:alert(1)")))
    launch(page).click()
    expect(items(page).first).to_contain_text(HOSTILE)
    dialog(page).get_by_role("searchbox").fill("login")
    expect(items(page).first).to_contain_text(HOSTILE)
    items(page).first.click()
    expect(dialog(page).locator(".text")).to_contain_text("<script>alert(1)</script>")
    assert dialog(page).locator("img, script, [onerror], [style]").count() == 0
    outside = dialog(page).locator(".text a")
    assert outside.get_attribute("rel") == "noopener noreferrer"
    assert "javascript" not in (dialog(page).locator(".action").first.get_attribute("href") or "")


BAD = '"><img src=x onerror=alert(1)>'
ATTRIBUTES = {
    "markup": {"workflow": BAD, "locale": BAD, "domain_id": BAD, "ticket_form": BAD, "theme": BAD},
    "paths": {"workflow": "../../x?y=", "locale": "../fr", "domain_id": "1&from=x", "ticket_form": "body"},
    "prototype": {"workflow": "__proto__", "locale": "constructor", "__proto__": "1", "constructor": "2"},
    "nothing": {},
}


@pytest.mark.parametrize("attributes", ATTRIBUTES.values(), ids=ATTRIBUTES)
def test_p10_hostile_attributes_are_inert(visit: Callable[..., Page], place: Place, attributes: dict[str, str]) -> None:
    page = visit(place.page(place.tag(**attributes)))
    first_article(page)
    assert dialog(page).locator("img[onerror]").count() == 0
    for action in dialog(page).locator(".action, .ticket").all():
        assert re.fullmatch(
            rf"{place.server.url}/go/[a-z.-]+\?(from=[a-z0-9-]+&)?lang=(fr|en)", action.get_attribute("href") or ""
        )


def test_p10_messages_of_other_windows_change_nothing(visit: Callable[..., Page], place: Place) -> None:
    page = visit(place.page(place.tag(locale="en")))
    expect(launch(page)).to_be_visible()
    before = page.locator("guichet-widget").evaluate("host => host.shadowRoot.textContent")
    page.evaluate("for (const data of ['open', { type: 'open', url: 'javascript:alert(1)' }]) postMessage(data, '*')")
    page.wait_for_timeout(200)
    expect(dialog(page)).to_be_hidden()
    assert page.locator("guichet-widget").evaluate("host => host.shadowRoot.textContent") == before


def test_p11_two_tags_make_one_widget(visit: Callable[..., Page], place: Place) -> None:
    tag = place.tag(workflow="domains.epp-code", locale="fr")
    page = visit(place.page(tag + tag, tag.replace(" async", "")))
    expect(launch(page)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert page.locator("guichet-widget").count() == 1


POLLUTION = """for (const [name, value] of Object.entries({ url: "javascript:alert(1)", href: "javascript:alert(1)",
    title: "polluted", workflow: "polluted", method: "POST", body: "x", keepalive: 7, mode: "no-cors", once: true,
    category: "polluted", results: [1], takes: 1, signal: 1, passive: true }))
    Object.defineProperty(Object.prototype, name, { value, writable: true, configurable: true, enumerable: true });"""


def test_p11_a_polluted_prototype_changes_nothing(visit: Callable[..., Page], place: Place) -> None:
    page = visit(place.page(place.tag(workflow="domains.epp-code", locale="fr", domain_id="42")), script=POLLUTION)
    launch(page).click()
    expect(items(page).first).to_contain_text("code EPP")
    dialog(page).locator(".close").click()
    launch(page).click()
    items(page).first.click()
    action = dialog(page).locator(".action").first
    expect(action).to_have_attribute(
        "href", f"{place.server.url}/go/domains.epp-code?from=epp-code&lang=fr&domain_id=42"
    )
    assert "polluted" not in dialog(page).inner_text()
    assert "javascript:" not in dialog(page).evaluate("dialog => dialog.outerHTML")


def test_p11_it_works_on_a_page_that_is_a_file(visit: Callable[..., Page], place: Place, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(f"<!doctype html><title>File</title>{place.tag(workflow='domains.epp-code', locale='fr')}", "utf-8")
    page = visit(file.as_uri(), strict=False)
    expect(first_article(page).locator(".action").first).to_contain_text("Obtenir mon code EPP")


def test_with_the_help_centre_away_the_page_stays_as_it_is(visit: Callable[..., Page], place: Place) -> None:
    page = visit("about:blank")
    page.route("**/widget/config.json*", lambda route: route.fulfill(status=503, body="<h1>Away"))
    page.goto(place.page(place.tag(locale="fr")))
    page.wait_for_load_state("networkidle")
    assert page.locator("guichet-widget").count() == 0
    expect(page.get_by_role("heading", name="Page")).to_be_visible()
