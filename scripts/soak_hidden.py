"""S2 in time: an article that the public may not see is answered as fast as one that never was."""

from __future__ import annotations

import http.client
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from tests.support.canary import MARK, hidden_files, public_files, word
from tests.support.server import AGENT, Server, environment, serving
from tests.support.sites import write_site

PAIRS, LONG_PAIRS = 200, 1_000
MOST_SECONDS = 0.005
"""The difference between medians that the promise allows."""


def run(folder: Path, store: str, long: bool) -> str:
    """Ask for a hidden and an unknown thing in turn, of each surface where one can be named."""
    articles = write_site(folder / "articles", public_files() | hidden_files())
    said = []
    with serving(environment(folder, articles, STORE=store)) as server:
        for name, hidden, unknown in _surfaces():
            apart = _median_difference(server, hidden, unknown, LONG_PAIRS if long else PAIRS)
            assert abs(apart) < MOST_SECONDS, f"{name}: the medians are {apart * 1000:.2f} ms apart"
            said.append(f"{name} {apart * 1000:+.2f}")
    return f"hidden slower than unknown by (ms, medians) {', '.join(said)}"


def _surfaces() -> Iterator[tuple[str, str, str]]:
    """A name, the address of something hidden, and one as long of something that is not there."""
    for name, path, there in (
        ("/a/", "/a/{}", f"{MARK}-internal"),
        ("article", "/fr/articles/{}", word("internal", "fr", "slug")),
        ("search", "/fr/search?q={}", word("internal", "fr", "title")),
        ("API", "/api/v1/articles/{}", f"{MARK}-internal"),
    ):
        yield name, path.format(there), path.format(there.replace(MARK, "wqxkj"))


def _median_difference(server: Server, hidden: str, unknown: str, pairs: int) -> float:
    """Seconds between the medians; the order within a pair changes, so that neither profits from it."""
    times: dict[str, list[float]] = {hidden: [], unknown: []}
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    for number in range(pairs):
        for path in (hidden, unknown) if number % 2 else (unknown, hidden):
            began = time.perf_counter()
            connection.request("GET", path, headers={"User-Agent": AGENT})
            connection.getresponse().read()
            times[path].append(time.perf_counter() - began)
    connection.close()
    return statistics.median(times[hidden]) - statistics.median(times[unknown])
