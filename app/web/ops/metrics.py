"""Figures for monitoring in Prometheus' text format; all workers give the same, from files and a shared tally."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from flask import Response

from app import __version__
from app.generations import Record
from app.generations.record import Result
from app.web.ops.content import ContentState, ContentStates
from app.web.ops.health import uncached
from app.web.ops.tally import Tally
from app.web.services import snapshot

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_RESULTS: tuple[Result, ...] = ("published", "unchanged", "failed")

Line = tuple[str, str, str, float]
"""Name, help text, labels as they are written, value."""


class Metrics:
    """`/metrics`: what is served, how old it is, and how the latest builds went. Nothing about readers."""

    def __init__(self, contents: ContentStates, tally: Callable[[], Tally]):
        self._contents = contents
        self._tally = tally

    def __call__(self) -> Response:
        current = snapshot()
        generation = current.generation if current else None
        lines = [
            *_served(generation),
            *_content(self._contents.state(generation)),
            *_builds(self._contents.record()),
            *_counted(self._tally()),
        ]
        response = Response("".join(_written(lines)), content_type=CONTENT_TYPE)
        return uncached(response)


def _served(generation: str | None) -> Iterator[Line]:
    yield "guichet_info", "The program.", f'version="{__version__}"', 1
    yield "guichet_generation_info", "The generation that is served.", f'generation="{generation or ""}"', 1


def _content(state: ContentState) -> Iterator[Line]:
    labels = f'commit="{state.commit or ""}",wanted="{state.wanted or ""}"'
    yield "guichet_content_info", "The commit that is served and the one at the head of the branch.", labels, 1
    yield "guichet_content_stale", "1 while the newest content is not served in time.", "", bool(state.reason)
    waiting = state.waiting.total_seconds()
    yield "guichet_content_waiting_seconds", "For how long the head has not been indexed.", "", waiting


def _builds(record: Record) -> Iterator[Line]:
    if record.looked:
        seconds = record.looked.timestamp()
        yield "guichet_content_looked_timestamp_seconds", "When the repository answered last.", "", seconds
    yield "guichet_fetch_failing", "1 while the repository cannot be fetched.", "", bool(record.failure)
    counted = Counter(build.result for build in record.builds)
    for result in _RESULTS:
        yield "guichet_builds_recent", "Results of the latest 50 builds.", f'result="{result}"', counted[result]
    if record.builds:
        last = record.builds[0]
        yield "guichet_build_failed", "1 while the last build failed.", "", last.result == "failed"
        yield "guichet_build_seconds", "How long the last build took.", "", last.seconds
        yield "guichet_build_timestamp_seconds", "When the last build began.", "", last.at.timestamp()


def _counted(tally: Tally) -> Iterator[Line]:
    refused, text = tally.total("refused"), "Requests answered 503 because too many were waiting, since the start."
    yield "guichet_requests_refused_total", text, "", refused
    text = "Violations of the content policy that browsers reported, since the start."
    yield "guichet_csp_violations_total", text, "", tally.total("csp")


def _written(lines: list[Line]) -> Iterator[str]:
    before = ""
    for name, text, labels, value in lines:
        if name != before:
            kind = "counter" if name.endswith("_total") else "gauge"
            yield f"# HELP {name} {text}\n# TYPE {name} {kind}\n"
            before = name
        yield f"{name}{{{labels}}} {float(value):.3f}\n" if labels else f"{name} {float(value):.3f}\n"
