"""A simulated day of readers with known addresses and agents: no byte of them is left anywhere (S12)."""

from __future__ import annotations

import http.client
import json
import random
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from app.store import back_up, open_store
from scripts.soak_load import ARTICLE
from tests.support.server import environment, serving

READERS, FEW = 10_000, 300
QUERIES = ("code epp", "paiement refusé", "transférer un domaine", "zoubidaq@example.ma", "mon numéro 0612345678")
ARTICLES = re.compile(rb'href="(/fr/articles/[a-z0-9-]+)"')


TRACE = re.compile(rb"\b100\.(?:6[4-9])\.\d{1,3}\.\d{1,3}\b|Seed\d{5}x|zoubidaq|0612345678")
"""Any address or agent of ours, and what two of the queries tell about people."""

Reader = tuple[str, str]
"""Address and agent."""


def run(folder: Path, url: str, long: bool) -> str:
    """10,000 readers (300 in the short form) read, search and judge; then database, logs and backups are searched."""
    readers = [reader(number) for number in range(READERS if long else FEW)]
    env = environment(folder, Path("articles").resolve(), STORE=url, TRUSTED_PROXIES="127.0.0.1")
    with (folder / "log.txt").open("wb") as errors, serving(env, errors=errors) as server:
        articles = sorted({path.decode() for path in ARTICLES.findall(server.get("/fr/")[2])})
        with ThreadPoolExecutor(8) as pool:
            visits = pool.map(lambda one: _visit(server.port, one[0], one[1], articles), enumerate(readers))
            statuses = [status for visit in visits for status in visit]
    assert max(statuses) < 400, f"{sum(status >= 400 for status in statuses)} of {len(statuses)} requests were refused"
    during, salt, reads = traces(folder), b"", 0
    with closing(open_store(url)) as store:
        today = datetime.now(UTC).date()
        reads = sum(one.reads for one in store.articles(today, today))
        back_up(url, folder / "during.db")
        salt = store.salt(today)
        store.salt(today + timedelta(days=1))
    back_up(url, folder / "after.db")
    assert not during | traces(folder), f"found: {sorted(during | traces(folder))[:3]}"
    assert not [path for path in files(folder) if salt in path.read_bytes()], "the day's salt is still there"
    assert reads >= 0.9 * len(readers), f"only {reads} reads of {len(readers)} readers were counted"
    size = sum(path.stat().st_size for path in files(folder))
    return f"{len(statuses)} requests of {len(readers)} readers, {reads} reads counted; 0 traces in {size / 1e6:.0f} MB"


def reader(number: int) -> Reader:
    """The address and the agent of a reader, nobody else's."""
    address = f"100.{64 + number // 60_000}.{number // 250 % 240}.{number % 250}"
    return address, f"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 Seed{number:05}x"


def _visit(port: int, number: int, who: Reader, articles: list[str]) -> list[int]:
    """What one reader asks for; the statuses."""
    draw = random.Random(number)  # noqa: S311
    paths = [draw.choice(articles)]
    if number % 3 == 0:
        paths.append(f"/fr/search?q={quote(draw.choice(QUERIES))}")
    statuses = [_request(port, who, "GET", path) for path in paths]
    if number % 10 == 0:
        click = {"type": "click", "locale": "fr", "article": ARTICLE, "query": draw.choice(QUERIES), "position": 1}
        statuses.append(_request(port, who, "POST", "/api/v1/events", click))
    if number % 20 == 0:
        vote = {"locale": "fr", "helpful": False, "comment": "Il manque une étape."}
        statuses.append(_request(port, who, "POST", f"/api/v1/articles/{ARTICLE}/feedback", vote))
    return statuses


def _request(port: int, who: Reader, method: str, path: str, body: object = None) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"X-Forwarded-For": who[0], "User-Agent": who[1], "Content-Type": "application/json"}
    try:
        connection.request(method, path, json.dumps(body) if body else None, headers)
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


def files(folder: Path) -> Iterator[Path]:
    """Every file below a folder."""
    return (path for path in folder.rglob("*") if path.is_file())


def traces(folder: Path) -> set[tuple[str, bytes]]:
    """File and text of everything that could lead to a reader."""
    return {(path.name, found) for path in files(folder) for found in TRACE.findall(path.read_bytes())}
