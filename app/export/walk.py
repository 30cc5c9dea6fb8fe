"""Everything of the served site that is in reach: what each path answers, and where paths lead instead."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import quote, urlsplit

from app.locales import LANGUAGES
from app.portal import Portal

_LINK = re.compile(r"\s(?:href|src|action)=\"(/(?!/)[^\"]*)\"")
_NOT_STATIC = re.compile(
    r"/(?:api|agent|editor|login|logout|hooks|mcp|metrics|widget|healthz|readyz|opensearch-[a-z]+)(?:[/.]|$)"
)
_NO_PAGES = re.compile(r"/[a-z]{2}/(?:popularity|privacy|feedback)(?:/|$)")
"""They tell of counting and of questions to readers, of which there is nothing here."""
_MANY = 200_000


@dataclass(frozen=True, slots=True)
class Reply:
    """What the site answers at a path."""

    status: int
    content_type: str
    body: bytes
    location: str = ""


Fetch = Callable[[str], Reply]


@dataclass(slots=True)
class Walk:
    """Everything that was reached: replies by path, and where other paths lead instead."""

    fetch: Fetch
    portal: Portal
    base_url: str | None
    replies: dict[str, Reply] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    dead: dict[str, str] = field(default_factory=dict)

    def reach(self, starts: Iterable[str]) -> None:
        """Fetch these paths and all that their pages lead to."""
        waiting = deque(dict.fromkeys(starts))
        seen = set(waiting)
        while waiting:
            path = waiting.popleft()
            for found in self._links(path):
                if found not in seen and len(seen) < _MANY:
                    seen.add(found)
                    waiting.append(found)

    def _links(self, path: str) -> Iterator[str]:
        reply = self.fetch(path)
        if reply.location.startswith("/"):
            self.moved[path] = reply.location
            yield reply.location.partition("#")[0]
            return
        if reply.status != 200:
            self.dead[path] = f"answered {reply.status}"
            return
        self.replies[path] = reply
        if reply.content_type.startswith("text/html"):
            for written in _LINK.findall(reply.body.decode()):
                if wanted := self.wanted(unescape(written), path):
                    yield wanted

    def wanted(self, written: str, page: str) -> str | None:
        """The path to fetch for an address on a page; None for one that has no file."""
        path = written.partition("#")[0]
        plain = urlsplit(path).path
        if plain.startswith("/go/"):
            workflow = plain.removeprefix("/go/")
            if workflow not in self.portal.workflows or self.action(workflow, page):
                return None
            return f"/{locale_of(page)}/portal?workflow={quote(workflow)}"
        if re.fullmatch(r"/[a-z]{2}/search", plain):
            return f"{plain.rpartition('/')[0]}/offline-search"
        if _NOT_STATIC.match(plain) or _NO_PAGES.match(plain) or (plain.endswith(".atom") and not self.base_url):
            return None
        return path

    def action(self, workflow: str, page: str) -> str | None:
        """Where a portal action leads, without parameters."""
        return self.portal.url(workflow, {}, locale_of(page)) if workflow in self.portal.workflows else None

    def final(self, path: str) -> str:
        """Where a path leads after the ways that moved."""
        for _ in range(5):
            if path not in self.moved:
                break
            path = self.moved[path].partition("#")[0]
        return path


def locale_of(path: str) -> str:
    """The language of a page, by its path."""
    first = path.split("/")[1]
    return first if first in LANGUAGES else next(iter(LANGUAGES))
