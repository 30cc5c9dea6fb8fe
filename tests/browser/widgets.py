"""Sites that embed the help centre's widget, and what a test looks at on their pages."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from playwright.sync_api import Locator, Page, expect
from werkzeug.serving import make_server

from app.cli.demo import create_area
from app.compiler.reading import preset_portal
from app.ports import Store
from app.store import open_store
from tests.support.server import Server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

T = TypeVar("T")

BESIDE = ("search", "open", "solved", "ticket")
EPP = "clientarea.php?action=domaingetepp&domainid=42&lang="


class Host:
    """A site that embeds the help: the demonstration portal's screens, and pages that a test writes."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.area: WSGIApplication | None = None
        self.policy = ""
        self._server = make_server("127.0.0.1", 0, self._serve, threaded=True)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def embed(self, help_centre: str) -> None:
        area = create_area(preset_portal("whmcs"), help_centre)
        self.policy = area.test_client().get("/").headers["Content-Security-Policy"]
        self.area = area.wsgi_app

    def _serve(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        text = self.pages.get(environ["PATH_INFO"])
        if text is None:
            assert self.area
            return self.area(environ, start_response)
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", self.policy)]
        start_response("200 OK", headers)
        return [text.encode()]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Place:
    """The help centre, a site that may embed it, and the store behind it."""

    def __init__(self, server: Server, host: Host, database: Path):
        self.server = server
        self.host = host
        self._database = database

    def asked(self, question: Callable[[Store], T]) -> T:
        store = open_store(f"sqlite:///{self._database}", migrate=False)
        try:
            return question(store)
        finally:
            store.close()

    def vias(self, kind: str, query: str) -> list[str]:
        """By which way events of a kind about a query came, from the table itself."""
        with closing(sqlite3.connect(self._database)) as connection:
            rows = connection.execute("SELECT via FROM event WHERE type = ? AND query = ?", (kind, query))
            return [via for (via,) in rows]

    def beside_tickets(self) -> dict[str, int]:
        """What came of articles shown beside tickets, by kind."""
        day = datetime.now(UTC).date()
        rows = self.asked(lambda store: store.staff(day, day))
        return {kind: sum(r.count for r in rows if (r.via, r.type) == ("ticket", kind)) for kind in BESIDE}

    def record(self, article_id: str) -> dict[str, int]:
        """What is recorded today of an article, of all kinds."""
        day = datetime.now(UTC).date()
        rows = [row for row in self.asked(lambda store: store.articles(day, day)) if row.article == article_id]
        names = ("opened", "solved", "tickets", "helpful", "unhelpful")
        return {name: sum(getattr(row, name) for row in rows) for name in names}

    def tag(self, **attributes: str) -> str:
        """The script tag with these data attributes."""
        given = "".join(f' data-{name.replace("_", "-")}="{escape(value)}"' for name, value in attributes.items())
        return f'<script src="{self.server.url}/widget.js"{given} async></script>'

    def page(self, head: str, body: str = "<main><h1>Page</h1></main>") -> str:
        """The address of a page of the host with this in it."""
        path = f"/page-{len(self.host.pages)}"
        self.host.pages[path] = f'<!doctype html><html lang="en"><title>Page</title>{head}<body>{body}</body></html>'
        return self.host.origin + path


def screen(place: Place, path: str) -> str:
    return f"{place.host.origin}/{path}"


def launch(page: Page) -> Locator:
    return page.locator("guichet-widget .launch")


def dialog(page: Page) -> Locator:
    return page.locator("guichet-widget dialog")


def items(page: Page) -> Locator:
    return dialog(page).locator(".item")


def first_article(page: Page) -> Locator:
    """Open the panel and the first article in it."""
    launch(page).click()
    items(page).first.click()
    expect(dialog(page).locator(".topic")).to_be_focused()
    return dialog(page).locator("article")


def eventually(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + 15
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.1)
    return False
