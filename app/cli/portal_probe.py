"""Following the portal's addresses, one request after the other, without ever leaving its host."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Literal
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from app import __version__
from app.portal import Portal, Workflow

Verdict = Literal["ok", "not found", "error", "leaves", "unreachable", "not asked"]

MAX_REDIRECTS = 5
MAX_SILENCES = 2
"""After so many addresses in a row without an answer the portal is down: asking on would only take time."""

_RESERVED = "/?#[]@!$&'()*+,;=%:"
_TRIED = [letter * length for letter in "1a" for length in range(1, 257)]


@dataclass(frozen=True, slots=True)
class Visit:
    """An address of a workflow and what became of it; `parameters` are those it was made with.

    `locale` is "" where the address is the same in every language, `status` None where there was no answer.
    """

    workflow: str
    locale: str
    parameters: Mapping[str, str]
    url: str
    status: int | None = None
    verdict: Verdict = "not asked"
    detail: str = ""

    @property
    def wrong(self) -> bool:
        return self.verdict != "ok"


@dataclass(slots=True)
class Probe:
    """Asks each address once, whatever number of workflows lead there."""

    timeout: float
    _known: dict[str, tuple[int | None, Verdict, str]] = field(default_factory=dict)
    _silences: int = 0

    def visit(self, planned: Visit, *, login: bool) -> Visit:
        """The visit with its answer; a page that asks for a sign-in is right where one is expected (`login`)."""
        url = urldefrag(planned.url).url
        if url not in self._known:
            if self._silences >= MAX_SILENCES:
                return replace(planned, detail="the portal does not answer")
            self._known[url] = self._follow(url)
        status, verdict, detail = self._known[url]
        if verdict == "error" and status in (401, 403) and login:
            verdict, detail = "ok", "asks for a sign-in"
        if verdict == "not found" and planned.parameters:
            made_up = ", ".join(planned.parameters)
            detail = f"does the portal know this {made_up}? Give a real one with --parameter"
        return replace(planned, status=status, verdict=verdict, detail=detail)

    def _follow(self, url: str) -> tuple[int | None, Verdict, str]:
        asked = url
        for _ in range(MAX_REDIRECTS + 1):
            try:
                status, location = self._ask(asked)
            except (OSError, http.client.HTTPException, ValueError) as error:
                self._silences += 1
                return None, "unreachable", str(error) or type(error).__name__
            self._silences = 0
            if not 300 <= status < 400 or not location:
                return (status, *_judged(status))
            asked = urldefrag(urljoin(asked, quote(location, safe=_RESERVED))).url
            if _origin(asked) != _origin(url):
                return status, "leaves", f"leads to {asked[:200]}"
        return status, "error", f"redirects more than {MAX_REDIRECTS} times"

    def _ask(self, url: str) -> tuple[int, str | None]:
        """Status and Location. Many portals answer HEAD otherwise than GET: only its good news is believed."""
        status, location = self._request("HEAD", url)
        return (status, location) if status < 400 else self._request("GET", url)

    def _request(self, method: str, url: str) -> tuple[int, str | None]:
        parts = urlsplit(url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=self.timeout)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request(method, target, headers={"User-Agent": f"guichet-portal-check/{__version__}"})
            response = connection.getresponse()
            return response.status, response.getheader("Location")
        finally:
            connection.close()


def planned_visits(portal: Portal, given: Mapping[str, str]) -> Iterator[Visit]:
    """Every workflow without parameters, then with them: those `given`, made-up ones for the others."""
    locales = sorted({*portal.base_urls, *chain.from_iterable(w.paths for w in portal.workflows.values())}) or [""]
    for workflow in portal.workflows.values():
        for locale in locales:
            for parameters in _samples(workflow, given):
                url = portal.url(workflow.id, parameters, locale)
                if url is not None:
                    yield Visit(workflow.id, locale, parameters, url)


def _samples(workflow: Workflow, given: Mapping[str, str]) -> Iterable[dict[str, str]]:
    yield {}
    filled = {name: given.get(name) or made_up(workflow.pattern(name)) for name in workflow.parameters}
    if filled and all(filled.values()):
        yield filled


def made_up(pattern: str) -> str:
    """A value that matches: one digit or letter, as often as it takes; "" when that is not how the pattern goes."""
    return next((text for text in _TRIED if re.fullmatch(pattern, text, re.ASCII)), "")


def _judged(status: int) -> tuple[Verdict, str]:
    if status < 300:
        return "ok", ""
    if status in (404, 410):
        return "not found", ""
    if status in (401, 403):
        return "error", "refuses who is not signed in"
    return "error", "the portal answers with an error"


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port
