"""Signing in with a real Chromium: by keyboard, without JavaScript, on a telephone, for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from app.store import open_store
from tests.support.accounts import PASSWORD, a_user, sign_in
from tests.support.server import Server, environment, run, serving
from tests.support.sites import ROOT

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Office:
    """The service, where somebody edits, and its settings."""

    server: Server
    env: dict[str, str]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """`guichet serve` with two workers and an editor."""
    env = environment(tmp_path_factory.mktemp("office"), ROOT / "articles")
    with closing(open_store(env["GUICHET_STORE"])) as store:
        a_user(store, "editor")
    with serving(env, "--workers", "2") as server:
        yield Office(server, env)


def a_page(chromium: Browser, office: Office, **options: object) -> Page:
    """A page in a fresh browser that complains of nothing."""
    page = chromium.new_page(base_url=office.server.url, **{"locale": "en-GB", **options})  # type: ignore[arg-type]
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def test_the_keyboard_alone_signs_in_without_javascript_and_comes_back_to_the_page(
    chromium: Browser, office: Office
) -> None:
    page = a_page(chromium, office, java_script_enabled=False)
    page.goto("/editor/articles?days=7")
    for _ in range(7):  # skip link, mark, search, its button, language, help centre, name
        page.keyboard.press("Tab")
    expect(page.get_by_label("Name or email address")).to_be_focused()
    page.keyboard.type("editor")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/editor/articles?days=7")
    page.close()


def test_signing_out_ends_it_and_going_back_shows_nothing(chromium: Browser, office: Office) -> None:
    page = a_page(chromium, office)
    sign_in(page, "/editor/comments", "editor")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("#password")).to_be_visible()
    page.go_back()
    expect(page.locator("#password")).to_be_visible()
    assert page.context.cookies() == []
    page.close()


def test_a_link_of_the_command_leads_to_ones_own_pages_and_a_command_ends_it_all(
    chromium: Browser, office: Office
) -> None:
    made = run("user", "add", "grace@example.com", "--role", "editor", env=office.env)
    page = a_page(chromium, office)
    page.goto("/login/" + made.stdout.strip().rpartition("/")[2])
    page.get_by_label("New password").fill("several good words")
    page.get_by_role("button", name="Save the password").click()
    expect(page.get_by_role("navigation", name="Editors’ pages")).to_be_visible()
    page.get_by_role("link", name="My account").click()
    expect(page.get_by_text("grace@example.com, with the role editor")).to_be_visible()
    assert run("user", "disable", "grace@example.com", env=office.env).returncode == 0
    page.goto("/editor/")  # s11: both workers know at once
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.close()
