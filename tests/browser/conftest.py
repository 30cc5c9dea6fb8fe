"""A real Chromium before the real service over the repository's articles, and a real portal to act in."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from flask import request
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import make_server

from app.cli.demo import create_area
from app.compiler.reading import preset_portal
from app.portal import Portal as Configured
from tests.browser.contexts import fresh_pages
from tests.browser.widgets import Host, Place
from tests.support.chromium import chromium_path
from tests.support.server import AGENT, Server, environment, serving
from tests.support.sites import ROOT

OpenPage = Callable[..., Page]


class Portal:
    """The demonstration portal on a free port of this machine; remembers which pages were asked for, and from where."""

    def __init__(self, configured: Configured) -> None:
        self.asked: list[tuple[str, str | None]] = []
        area = create_area(configured)
        area.before_request(self._note)
        self._server = make_server("127.0.0.1", 0, area, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def _note(self) -> None:
        if not request.path.startswith("/demo/"):
            self.asked.append((request.full_path.rstrip("?"), request.headers.get("Referer")))

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture(scope="session")
def portal() -> Iterator[Portal]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = Portal(preset_portal("whmcs"))
    yield server
    server.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, portal: Portal) -> Iterator[Server]:
    """`guichet serve` with the repository's articles and the portal's address."""
    env = environment(tmp_path_factory.mktemp("browser"), ROOT / "articles", PORTAL_URL=portal.url)
    with serving(env) as server:
        yield server


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; without one the tests are skipped, but not where CI promises one."""
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, site: Server) -> Iterator[OpenPage]:
    """Opens a path in a fresh context (options as Playwright's `new_context`).

    Any complaint in the console but an error status of ours fails the test: the policy refuses nothing.
    """
    with fresh_pages(chromium, _complains) as make:

        def open_(path: str, *, width: int = 1280, **options: object) -> Page:
            page = make(viewport={"width": width, "height": 800}, base_url=site.url, **options)
            page.goto(path)
            return page

        yield open_


def _complains(message: ConsoleMessage) -> bool:
    status = "the server responded with a status of" in message.text
    return message.type in ("error", "warning") and not status


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory, portal: Portal) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("widget")
    host = Host()
    settings = {"PORTAL_URL": portal.url, "WIDGET_ORIGINS": host.origin, "WORKERS": "1"}
    with serving(environment(folder, ROOT / "articles", **settings)) as server:
        host.embed(server.url)
        yield Place(server, host, folder / "guichet.db")
    host.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address in a fresh context; an error or, where `strict`, a complaint in the console fails the test."""
    complaints: list[str] = []
    pages: list[Page] = []

    def open_(url: str, *, width: int = 1280, script: str = "", strict: bool = True, **options: object) -> Page:
        options = {"viewport": {"width": width, "height": 800}, "user_agent": f"{AGENT} {uuid4().hex[:8]}", **options}
        page = chromium.new_page(**options)  # type: ignore[arg-type]
        pages.append(page)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        if strict:
            page.on("console", lambda message: complaints.append(message.text))
        if script:
            page.add_init_script(script)
        page.goto(url)
        return page

    yield open_
    for page in pages:
        page.context.close()
    assert [text for text in complaints if "the server responded with a status of" not in text] == []
