"""One service of their own for what is written into its store: votes, comments, and what pages tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page

from app.ports import Store
from app.store import open_store
from tests.browser.conftest import OpenPage, Portal
from tests.support.server import AGENT, Server, environment, serving
from tests.support.sites import ROOT

T = TypeVar("T")

FR = "/fr/articles/recuperer-code-epp"


class Place:
    """The running service, and the store behind it."""

    def __init__(self, server: Server, database: Path):
        self.server = server
        self.database = database

    def asked(self, question: Callable[[Store], T]) -> T:
        """What the store answers."""
        store = open_store(f"sqlite:///{self.database}", migrate=False)
        try:
            return question(store)
        finally:
            store.close()

    def reads(self) -> int:
        """Readers of all articles today."""
        day = datetime.now(UTC).date()
        return sum(each.reads for each in self.asked(lambda store: store.articles(day, day)))

    def votes(self) -> tuple[int, int]:
        """Helpful and unhelpful votes today."""
        day = datetime.now(UTC).date()
        days = self.asked(lambda store: store.days(day, day))
        return sum(each.helpful for each in days), sum(each.unhelpful for each in days)

    def comments(self) -> list[tuple[str, str | None, str]]:
        """Locale, reason and text of today's comments, the latest first."""
        day = datetime.now(UTC).date()
        return [(each.locale, each.reason, each.comment) for each in self.asked(lambda store: store.comments(day, day))]


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory, portal: Portal) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("feedback")
    with serving(environment(folder, ROOT / "articles", PORTAL_URL=portal.url, WORKERS="1")) as server:
        yield Place(server, folder / "guichet.db")


@pytest.fixture(scope="session")
def site(place: Place) -> Server:
    """The service that pages of these tests are opened from."""
    return place.server


@pytest.fixture
def read(open_page: OpenPage) -> OpenPage:
    """Opens a path as a reader whom nobody has seen today."""

    def open_(path: str, **options: object) -> Page:
        return open_page(path, user_agent=f"{AGENT} {uuid4().hex[:8]}", **options)

    return open_


def box(page: Page) -> Locator:
    return page.locator("#feedback")


def heading(page: Page) -> Locator:
    return page.locator("#feedback-title")
