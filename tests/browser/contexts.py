"""Pages of a browser, each as if nobody had used it before, whose complaints fail the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page


@contextmanager
def fresh_pages(browser: Browser, complains: Callable[[ConsoleMessage], bool]) -> Iterator[Callable[..., Page]]:
    """Makes empty pages, each in a context of its own (options as Playwright's `new_context`).

    Closes them at the end; an error in one, or what `complains` in its console, fails the test then.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(**options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if complains(message) else None)
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == [], "\n".join(complaints)
