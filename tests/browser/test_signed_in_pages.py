"""Every kind of signed-in page in a real Chromium: axe in both languages and schemes, and no width that breaks one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from app.accounts import digest, new_secret
from app.model import Missing
from app.store import open_store
from tests.browser.access import assert_accessible_in_both_schemes
from tests.support.accounts import a_user, sign_in
from tests.support.readers import read_for_two_months
from tests.support.server import Server, environment, serving
from tests.support.sites import ROOT, article

pytestmark = pytest.mark.browser

WIDTHS = (1280, 768, 390, 320)
LOCALES = {"fr": "fr-FR", "en": "en-GB"}
TICKET = "Bonjour,\n\nMon transfert de domaine est bloqué depuis une semaine, le code EPP est refusé. Que faire ?"
INTERNAL = article(
    "Escalader un transfert de domaine bloqué",
    "À faire.\n\n## Avant {#before}\n\n- Vérifiez le code EPP.\n\n## Écrire {#steps}\n\n1. Écrivez.\n2. Attendez.\n\n"
    "## Ensuite {#next}\n\n| Cas | Suite |\n|---|---|\n| Refus | Appelez. |",
    id="transfer-escalation",
    category="domains",
    visibility="agents",
    review_by="2026-01-01",
    owner="support",
)
PATHS = (
    "/account",
    "/agent/",
    "/agent/articles/{code}/",
    "/agent/a/transfer-escalation",
    "/agent/search?locale={code}&q=transfert&explain=1",
    "/agent/search?q=xyzzyplugh&locale={code}",
    "/editor/",
    "/editor/gaps",
    "/editor/gaps?from=x",
    "/editor/missing",
    "/editor/missing?state=handled",
    "/editor/articles",
    "/editor/articles/fr/epp-code",
    "/editor/comments?state=all",
    "/editor/reviews",
    "/editor/translations",
    "/editor/translations?show=missing",
    "/editor/builds",
    "/editor/components",
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """`guichet serve` after two months of readers, with an internal article, what the support missed, and a link."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(ROOT / "articles", folder / "articles")
    (folder / "articles/fr/domains/escalader.md").write_text(INTERNAL, "utf-8")
    env, now, secret = environment(folder, folder / "articles"), datetime.now(UTC), new_secret()
    with closing(open_store(env["GUICHET_STORE"])) as store:
        read_for_two_months(store, now.date())
        store.accounts.make_link(a_user(store, "agent"), digest(secret), now)
        a_user(store, "editor")
        for code, text in (("fr", "Où est le serveur anticonstitutionnellement-très-long ?"), ("en", "A couscous?")):
            store.replies.report(Missing(uuid4(), now - timedelta(days=1), code, text))
    with serving(env, "--workers", "1") as server:
        yield server, f"/login/{secret}"


@pytest.fixture(params=LOCALES)
def page(request: pytest.FixtureRequest, chromium: Browser, office: tuple[Server, str]) -> Iterator[Page]:
    """A page in a fresh browser of that language; a complaint in its console fails the test."""
    complaints: list[str] = []
    context = chromium.new_context(
        base_url=office[0].url,
        locale=LOCALES[request.param],
        viewport={"width": WIDTHS[0], "height": 800},
        reduced_motion="reduce",
    )
    opened = context.new_page()
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert [text for text in complaints if "the server responded with a status of" not in text] == []


def examine(page: Page) -> None:
    """All rules in light, those of colour in dark, and no width that has to be scrolled sideways."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert_accessible_in_both_schemes(page)
    for width in WIDTHS[1:]:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{page.url} at {width}"
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})


def test_the_way_in_violates_no_accessibility_rule(page: Page, office: tuple[Server, str]) -> None:
    for path in ("/login", office[1], "/login/nothing"):
        page.goto(path)
        examine(page)
    page.goto("/agent/")
    page.locator("#name").fill("nobody")
    page.locator("#password").fill("wrong")
    page.locator("#password").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    examine(page)
    sign_in(page, "/editor/", "agent")  # whose role is not enough
    expect(page.locator("h1")).to_be_visible()
    examine(page)


def test_no_page_of_the_team_violates_an_accessibility_rule(page: Page) -> None:
    sign_in(page, "/account", "editor")
    code = page.evaluate("document.documentElement.lang")
    for path in PATHS:
        answer = page.goto(path.format(code=code))
        assert answer, path
        assert answer.ok, path
        examine(page)


def test_the_reply_desk_violates_no_accessibility_rule_with_answers_a_reply_and_a_session_that_is_over(
    page: Page,
) -> None:
    sign_in(page, "/agent/", "editor")
    page.locator("#text").fill(TICKET)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".card").first).to_be_focused()
    internal, said = page.locator("#found-transfer-escalation"), page.locator("#said")
    internal.focus()
    page.keyboard.press("r")
    expect(said).to_have_class("said shown")
    expect(said).to_have_text(str(page.locator("#desk").get_attribute("data-internal")))
    assert page.locator("#reply").count() == 0
    page.locator(".card:has([data-pick])").first.focus()
    page.keyboard.press("r")
    expect(page.locator("#reply")).to_be_visible()
    expect(page.locator(".cards:not(.cards-small) .inside")).to_have_count(1)
    page.keyboard.press("r")
    expect(said).to_have_text(str(page.locator("#desk").get_attribute("data-again")))
    box = said.bounding_box()
    assert box
    assert box["y"] + box["height"] <= 800
    examine(page)
    page.context.clear_cookies()
    page.locator("#text").fill("code epp")
    way_in = page.locator("#answers .notice-error a")
    with page.expect_popup() as opened:
        way_in.click()
    assert "/login?next=" in opened.value.url
    opened.value.close()
    assert page.locator("#text").input_value() == "code epp"
    examine(page)
