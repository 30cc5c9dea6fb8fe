"""A browser tells the service what the content policy kept a page from doing."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Browser

from tests.support.server import Server

pytestmark = pytest.mark.browser


def counted(site: Server) -> float:
    found = re.search(r"^guichet_csp_violations_total (\S+)$", site.get("/metrics")[2].decode(), re.MULTILINE)
    assert found
    return float(found[1])


def test_s9_a_picture_of_another_site_is_kept_away_and_reported(chromium: Browser, site: Server) -> None:
    before, page = counted(site), chromium.new_page()
    page.goto(f"{site.url}/fr/")
    page.evaluate("document.body.append(Object.assign(new Image(), {src: 'http://elsewhere.example/x.png?secret'}))")
    deadline = time.monotonic() + 20
    while counted(site) == before and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    assert counted(site) == before + 1
    page.close()
