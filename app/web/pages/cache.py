"""Finished pages, kept in memory while the generation and the popularity they were made from last."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from flask import Response, request

from app.web.compression import PAGE, SUFFIXES, Coded

MAX_PAGES = 1024
"""About 25 KB each with its compressed forms: 25 MB at most in a process."""

HTML = "text/html; charset=utf-8"

REVALIDATE = "no-cache"
"""Caches may keep a page but ask each time: a published change shows at once, an unchanged page costs 200 bytes."""

VARY = "Accept-Encoding"
"""What every page depends on besides its address."""


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered page. `etag` is the strong validator of its bytes, without quotes; each coding adds its suffix."""

    coded: Coded
    etag: str
    content_type: str


def finish(text: str, content_type: str = HTML, *, once: bool = False) -> Page:
    """The page of a rendered text. `once`: it is sent to one reader and not kept."""
    body = text.encode()
    digest = hashlib.blake2b(body, digest_size=12).hexdigest()
    return Page(Coded(body, 0 if once else PAGE), digest, content_type)


class PageCache:
    """The pages used last, at most `size` of them; safe for many threads."""

    def __init__(self, size: int = MAX_PAGES):
        self._size = size
        self._lock = threading.Lock()
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()

    def get(self, key: Hashable, render: Callable[[], Page]) -> Page:
        """The page kept under `key`, else what `render` makes; two threads may both make it, one stays."""
        with self._lock:
            if page := self._pages.get(key):
                self._pages.move_to_end(key)
                return page
        page = render()
        with self._lock:
            self._pages[key] = page
            while len(self._pages) > self._size:
                self._pages.popitem(last=False)
        return page


def send(page: Page, status: int = 200, cache_control: str = REVALIDATE, vary: str = "") -> Response:
    """The response for a page: compressed where accepted, 304 where the reader has it already."""
    coding, data = page.coded.choose()
    etag = f'"{page.etag}{SUFFIXES[coding]}"'
    headers = {
        "Content-Type": page.content_type,
        "Cache-Control": cache_control,
        "Vary": f"{VARY}, {vary}" if vary else VARY,
    }
    if status == 200:
        headers["ETag"] = etag
        if is_known(etag, request.headers.get("If-None-Match", "")):
            return Response(status=304, headers=headers)
    if coding:
        headers["Content-Encoding"] = coding
    return Response(data, status, headers)


def is_known(etag: str, if_none_match: str) -> bool:
    """Whether a reader who sends that header has the bytes of that validator (in quotes) already."""
    return etag in if_none_match
