"""A real Chromium before the real service over the repository's articles, and a real portal to act in."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.server import Server, environment, serving
from tests.support.sites import ROOT

OpenPage = Callable[..., Page]


class Portal(ThreadingHTTPServer):
    """Stands for the client area: answers every page, and remembers what was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _PortalPage)
        self.asked: list[tuple[str, str | None]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class _PortalPage(BaseHTTPRequestHandler):
    server: Portal

    def do_GET(self) -> None:
        if self.path != "/favicon.ico":
            self.server.asked.append((self.path, self.headers.get("Referer")))
        body = b"<!doctype html><html lang=en><title>Client area</title><h1>Client area</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the tests' output to the tests."""


@pytest.fixture(scope="session")
def portal() -> Iterator[Portal]:
    server = Portal()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, portal: Portal) -> Iterator[Server]:
    """`guichet serve` with the repository's articles and the portal's address."""
    env = environment(tmp_path_factory.mktemp("browser"), ROOT / "articles", PORTAL_URL=portal.url)
    with serving(env) as server:
        yield server


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; without one the tests are skipped, but not where CI promises one."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        message = "there is no Chromium on this machine (apt-get install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, site: Server) -> Iterator[OpenPage]:
    """Opens a path in a fresh context (options as Playwright's `new_context`).

    Any complaint in the console but an error status of ours fails the test: the policy refuses nothing.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_(path: str, *, width: int = 1280, **options: object) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 800}, base_url=site.url, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: _note(complaints, message.type, message.text))
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def _note(complaints: list[str], kind: str, text: str) -> None:
    if kind in ("error", "warning") and "the server responded with a status of" not in text:
        complaints.append(text)
