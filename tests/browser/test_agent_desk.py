"""The reply desk in a real Chromium: by the keyboard alone, in a panel, without JavaScript, for everybody."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from app.store import open_store
from tests.browser.contexts import fresh_pages
from tests.browser.waiting import until
from tests.support.accounts import PASSWORD, a_user, sign_in
from tests.support.server import Server, environment, serving
from tests.support.sites import ROOT

pytestmark = pytest.mark.browser

TICKET = (
    "Bonjour,\n\nJe pars chez un autre prestataire : où demander le code EPP de mon domaine exemple.ma ?\n\n"
    "Merci d’avance\nKarim Alaoui\n06 12 34 56 78"
)
ENGLISH = "Hello,\n\nI cannot renew my domain before it expires. What can I do?\n\nThanks"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`guichet serve` with an agent and an editor."""
    env = environment(tmp_path_factory.mktemp("desk"), ROOT / "articles", PORTAL_URL="https://clients.example.com/")
    with closing(open_store(env["GUICHET_STORE"])) as store:
        a_user(store, "agent")
        a_user(store, "editor")
    with serving(env, "--workers", "1") as server:
        yield server


@pytest.fixture(scope="module")
def signed(chromium: Browser, desk: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the browser of somebody who has signed in keeps."""
    path = tmp_path_factory.mktemp("signed") / "state.json"
    context = chromium.new_context(base_url=desk.url)
    sign_in(context.new_page(), "/agent/", "agent")
    context.storage_state(path=path)
    context.close()
    return path


@pytest.fixture
def open_desk(chromium: Browser, desk: Server, signed: Path) -> Iterator[Any]:
    """Opens the desk as an agent; a complaint in the console fails the test: the policy refuses nothing."""
    with fresh_pages(chromium, lambda _: True) as make:

        def open_(path: str = "/agent/", **options: Any) -> Page:
            given = {"storage_state": signed, "locale": "fr-FR", "viewport": {"width": 1280, "height": 800}, **options}
            page = make(base_url=desk.url, **given)
            if given.get("java_script_enabled", True):
                page.context.grant_permissions(["clipboard-read", "clipboard-write"])
            page.goto(path)
            return page

        yield open_


def paste(page: Page, text: str) -> None:
    """Paste from the clipboard, as an agent does."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_two_questions_become_one_reply_by_the_keyboard_alone(open_desk: Any) -> None:
    page = open_desk()
    paste(page, "Bonjour, je veux résilier mon hébergement. Par ailleurs, où demander le code EPP ?\n\nMerci\nOmar")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#found-service-cancel")).to_be_focused()
    expect(page.locator(".desk-question").nth(1)).to_contain_text("Par ailleurs, où demander le code EPP ?")
    page.keyboard.press("r")
    expect(page.locator("#found-service-cancel .inside")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#found-epp-code")).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator("#found-epp-code .inside")).to_be_visible()
    page.keyboard.press("c")
    expect(page.locator("#said")).to_contain_text("copié")
    reply = clipboard(page)
    assert reply.index("/a/service-cancel?lang=fr") < reply.index("/a/epp-code?lang=fr")


def test_the_keyboard_alone_signs_in_pastes_a_ticket_and_copies_the_link_to_the_section(
    chromium: Browser, desk: Server
) -> None:
    context = chromium.new_context(base_url=desk.url, locale="fr-FR")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto("/agent/")
    for _ in range(15):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "name":
            break
    page.keyboard.type("agent")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#text")).to_be_focused()
    paste(page, TICKET)
    said = page.locator("#said")
    pressed = 0

    def press(key: str) -> None:
        nonlocal pressed
        pressed += len(key.split("+"))
        page.keyboard.press(key)

    press("Control+Enter")
    expect(page.locator("#found-epp-code")).to_be_focused()
    target = page.locator("#found-epp-code [data-target]")
    while "demander le code" not in (target.locator("option:checked").text_content() or "").lower():
        press("s")
        assert pressed < 10
    press("m")
    expect(said).to_contain_text("Copié en Markdown")
    assert pressed < 10
    title = "Récupérer le code EPP de mon domaine – Demander le code"
    assert clipboard(page) == f"[{title}]({desk.url}/a/epp-code?lang=fr&via=agent#h-steps)"
    context.close()


def test_each_form_has_its_key_and_no_key_is_taken_from_who_types(open_desk: Any, desk: Server) -> None:
    page = open_desk()
    page.keyboard.type("code epp mhtlsarcpon")
    assert page.locator("#text").input_value() == "code epp mhtlsarcpon"
    page.locator("#text").fill(TICKET)
    page.keyboard.press("Control+Enter")
    first = page.locator("#found-epp-code")
    expect(first).to_be_focused()
    url = f"{desk.url}/a/epp-code?lang=fr&via=agent#h-"
    begins = {"h": '<a href="', "t": "Récupérer", "l": url, "a": f"{desk.url}/go/domains.", "m": "[Récupérer"}
    for key, text in begins.items():
        page.keyboard.press(key)
        expect(page.locator("#said")).to_contain_text("copié" if key in "la" else "Copié")
        until(page, f"navigator.clipboard.readText().then((found) => found.startsWith({json.dumps(text)}))")
    rich = "navigator.clipboard.read().then(([one]) => one.types)"
    page.keyboard.press("h")
    until(page, f"{rich}.then((types) => types.includes('text/html'))")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".cards > li:nth-child(2) .card").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#text")).to_be_focused()


def test_several_articles_become_one_reply_and_what_is_pinned_stays(open_desk: Any) -> None:
    page = open_desk()
    paste(page, ENGLISH)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".cards .card").first).to_be_focused()
    for key in ("r", "ArrowDown", "r"):
        page.keyboard.press(key)
    expect(page.locator(".picked li")).to_have_count(2)
    page.locator("#customer").fill("Ada")
    page.locator("#form").select_option("markdown")
    expect(page.locator("#reply")).to_have_value(re.compile("^Hello Ada,"))
    reply = page.locator("#reply").input_value()
    assert reply.count("?lang=en&via=agent") == 2
    page.locator(".card").first.focus()
    page.keyboard.press("c")
    expect(page.locator("#said")).to_contain_text("Réponse copiée")
    assert clipboard(page) == reply
    page.keyboard.press("p")
    expect(page.locator("#pinned")).to_be_visible()
    page.reload()
    expect(page.locator("#pinned")).to_be_visible()
    expect(page.locator("#recent")).to_be_visible()


def test_a_reply_copied_at_once_holds_what_was_put_in_just_before(open_desk: Any) -> None:
    page = open_desk()
    paste(page, ENGLISH)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".cards .card").first).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator(".picked li")).to_have_count(1)
    for key in ("ArrowDown", "r", "c"):
        page.keyboard.press(key)
    expect(page.locator("#said")).to_contain_text("Réponse copiée")
    assert clipboard(page).count("?lang=en&via=agent") == 2


def test_another_ticket_takes_nothing_of_the_customer_before(open_desk: Any) -> None:
    page = open_desk()
    paste(page, TICKET)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#found-epp-code")).to_be_focused()
    page.locator('[name="domain_id"]').fill("4711")
    page.locator("#found-epp-code").focus()
    page.keyboard.press("r")
    expect(page.locator(".picked li")).to_have_count(1)
    page.locator("#customer").fill("Karim")
    page.locator("#text").focus()
    page.keyboard.press("Control+a")
    paste(page, ENGLISH)
    expect(page.locator("#said")).to_contain_text("Autre ticket")
    expect(page.locator(".picked li")).to_have_count(0)
    expect(page.locator('[name="domain_id"]')).to_have_value("")
    page.get_by_role("link", name="Nouveau ticket").click()
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#text")).to_have_value("")


def test_the_bookmark_hands_a_ticket_over_that_leaves_the_address(open_desk: Any) -> None:
    asked: list[str] = []
    page = open_desk()
    page.on("request", lambda request: asked.append(request.url))
    page.goto("about:blank")
    page.goto(f"/agent/?domain_id=4711#text={quote(TICKET)}")
    expect(page.locator("#found-epp-code")).to_be_focused()
    assert page.url.endswith("/agent/?domain_id=4711")
    assert not [url for url in asked if "Karim" in url.partition("#")[0]]
    page.keyboard.press("a")
    until(page, "navigator.clipboard.readText().then((found) => found.includes('domain_id=4711'))")
    page.goto(f"/agent/?text={quote(ENGLISH)}")
    expect(page.locator(".cards .card").first).to_be_focused()
    assert "text=" not in page.url


def test_what_no_article_answers_reaches_the_editors(open_desk: Any, chromium: Browser, desk: Server) -> None:
    page = open_desk()
    paste(page, "Bonjour, je m’appelle Karim Alaoui, avez-vous une recette de couscous ? karim@exemple.ma")
    page.keyboard.press("Control+Enter")
    page.locator("#missing summary").click()
    shown = page.locator("#reported").input_value()
    assert "couscous" in shown
    assert "Karim" not in shown
    page.get_by_role("button", name="Prévenir les rédacteurs").click()
    expect(page.locator("#said")).to_contain_text("Les rédacteurs l’ont reçu")
    editor = chromium.new_page(base_url=desk.url)
    sign_in(editor, "/editor/missing", "editor")
    expect(editor.locator(".comment-text")).to_contain_text("couscous")
    editor.locator(".comment button").click()
    expect(editor.locator(".comment")).to_have_count(0)
    editor.close()


def test_everything_works_without_javascript(open_desk: Any, desk: Server) -> None:
    page = open_desk(java_script_enabled=False)
    page.locator("#text").fill(TICKET)
    page.get_by_role("button", name="Trouver la réponse").click()
    card = page.locator("#found-epp-code")
    expect(card).to_be_focused()
    expect(page.locator("[data-copy-form]").first).to_be_hidden()
    card.locator("summary").click()
    field = card.locator('[data-links="h-steps"] [data-form="markdown"]')
    expect(field).to_be_visible()
    assert field.input_value().endswith(f"({desk.url}/a/epp-code?lang=fr&via=agent#h-steps)")
    card.get_by_role("button", name="Dans la réponse").click()
    expect(page.locator("#reply")).to_be_visible()
    page.locator("#customer").fill("Karim")
    page.get_by_role("button", name="Actualiser").click()
    assert page.locator("#reply").input_value().startswith("Bonjour Karim,")
    page.locator("#found-epp-code").get_by_role("button", name="Épingler").click()
    expect(page.locator("#pinned-epp-code")).to_be_visible()
    page.locator("#pinned-epp-code").get_by_role("button", name="Détacher").click()
    expect(page.locator("#pinned-epp-code")).to_have_count(0)
