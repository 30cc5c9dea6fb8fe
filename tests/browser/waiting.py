"""Waiting for what a page's script will have done."""

from __future__ import annotations

from playwright.sync_api import Page


def until(page: Page, expression: str) -> None:
    """Wait, for ten seconds at most, until the expression (or the promise that it is) becomes true.

    Playwright's own `wait_for_function` evaluates text inside of the page at each try, which our policy refuses.
    """
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {expression}")
