"""Every link, anchor and picture of every page of the repository's help centre leads somewhere."""

from __future__ import annotations

from collections import defaultdict
from html.parser import HTMLParser
from urllib.parse import urldefrag

from flask.testing import FlaskClient

OUTSIDE = ("mailto:", "tel:")


class Page(HTMLParser):
    """The ids of a page, and what it refers to."""

    def __init__(self, html: str):
        super().__init__()
        self.ids: list[str] = []
        self.targets: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if name := values.get("id"):
            self.ids.append(name)
        for key in ("href", "src", "action"):
            if target := values.get(key):
                self.targets.add(target)


def test_no_link_anchor_or_picture_is_broken(real: FlaskClient) -> None:
    waiting, pages, wanted = ["/fr/", "/en/"], {}, defaultdict(set)
    statuses: dict[str, int] = {}
    while waiting:
        path = waiting.pop()
        if path in statuses:
            continue
        response = real.get(path)
        statuses[path] = response.status_code
        if response.status_code in (301, 302):
            waiting.append(response.headers["Location"])
        if not response.content_type.startswith("text/html") or response.status_code != 200:
            continue
        page = pages[path] = Page(response.text)
        assert len(page.ids) == len(set(page.ids)), path
        for target in page.targets:
            address, anchor = urldefrag(target.removeprefix("http://127.0.0.1:8000"))
            if target.startswith(OUTSIDE):
                continue
            assert not address or address.startswith("/"), target
            if anchor:
                wanted[address or path].add((anchor, path))
            if address:
                waiting.append(address)
    broken = {path: status for path, status in statuses.items() if status not in (200, 301, 302)}
    assert broken == {}
    lost = {
        (path, anchor, source)
        for path, anchors in wanted.items()
        for anchor, source in anchors
        if path in pages and anchor not in pages[path].ids
    }
    assert lost == set()
    assert len([path for path in pages if "/articles/" in path]) == 58
