"""The database goes away under a running server: pages go on, events are refused in time, all comes back (R6, R7)."""

from __future__ import annotations

import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

from scripts.soak_kills import conclusion
from scripts.soak_load import ARTICLE, Client, Ledger, settle
from tests.support.postgres import PostgresServer
from tests.support.server import Server, environment, serving

PAGES = ("/fr/", "/fr/search?q=epp")
_REFUSED = 4.0
"""Seconds within which what cannot be recorded must be refused."""
_BACK = 5.0
"""Seconds after which everything must be accepted again."""


def run(folder: Path, url: str, long: bool) -> str:
    """Lock the database, take it away, and fill its disk, each for 10 s (2 in the short form)."""
    seconds = 10.0 if long else 2.0
    faults = {"locked": locked(url), "gone": gone(url)}
    ledger = Ledger()
    env = environment(folder, Path("articles").resolve(), STORE=url)
    with serving(env) as server:
        said = [f"{name}: {_during(server, fault, seconds, ledger)}" for name, fault in faults.items()]
        settle(server.port, ledger)
    said.append(conclusion(url, ledger, "afterwards", 0))
    if url.startswith("sqlite"):
        said.append(f"disk full: {_disk_full(folder, seconds)}")
    return "; ".join(said)


def _disk_full(folder: Path, seconds: float) -> str:
    tiny = folder / "tiny"
    tiny.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "guichet-soak", str(tiny)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:  # noqa: S603
        return "skipped, mounting is not allowed here"
    try:
        url, ledger = f"sqlite:///{tiny}/guichet.db", Ledger()
        with serving(environment(folder, Path("articles").resolve(), STORE=url)) as server:
            said = _during(server, full(tiny), seconds, ledger)
            settle(server.port, ledger)
        return f"{said}; {conclusion(url, ledger, 'afterwards', 0)}"
    finally:
        subprocess.run(["umount", str(tiny)], check=False)  # noqa: S603, S607


def _during(server: Server, fault: AbstractContextManager[None], seconds: float, ledger: Ledger) -> str:
    """Ask for pages and send events while the fault lasts, then until events are accepted."""
    client = Client(server.port)
    assert _event(client, ledger)[0] == 202, "an event was refused before the fault"
    statuses: list[int] = []
    slowest = 0.0
    with fault:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for page in PAGES:
                assert client.get(page) == 200, f"{page} did not answer 200"
            for status, waited in (_event(client, ledger), _vote(client)):
                statuses.append(status)
                slowest = max(slowest, waited)
    assert set(statuses) <= {202, 503}, f"statuses {sorted(set(statuses))}"
    assert 503 in statuses, "the fault was not felt"
    assert slowest <= _REFUSED, f"a refusal took {slowest:.1f} s"
    begin = time.monotonic()
    while _event(client, ledger)[0] != 202:
        assert time.monotonic() - begin < _BACK, "it did not recover"
        time.sleep(0.1)
    back = time.monotonic() - begin
    client.close()
    return (
        f"pages 200, {statuses.count(503)} of {len(statuses)} refused within {slowest:.1f} s, back after {back:.1f} s"
    )


def _event(client: Client, ledger: Ledger) -> tuple[int, float]:
    id, begin = uuid4(), time.monotonic()
    status = client.send(id)
    waited = time.monotonic() - begin
    ledger.note(id, waited, acknowledged=status == 202)
    return status, waited


def _vote(client: Client) -> tuple[int, float]:
    begin = time.monotonic()
    body = {"locale": "fr", "helpful": False, "reason": "unclear", "comment": "Il manque une étape."}
    return client.post(f"/api/v1/articles/{ARTICLE}/feedback", body), time.monotonic() - begin


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Another program holds what writers need."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(_path(url), isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
            other.execute("ROLLBACK")
    else:
        with psycopg.connect(url.replace("+psycopg", "")) as session:
            session.execute("LOCK TABLE event, daily_total IN ACCESS EXCLUSIVE MODE")
            yield


@contextmanager
def gone(url: str) -> Iterator[None]:
    """The file is renamed away, the server stopped."""
    if url.startswith("sqlite"):
        path = _path(url)
        away = path.rename(path.with_name("away.db"))
        yield
        away.rename(path)
    else:
        with psycopg.connect(url.replace("+psycopg", "")) as session:
            found = session.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'").fetchone()
            folder = session.execute("SHOW unix_socket_directories").fetchone()
        assert found
        assert folder
        server = PostgresServer(Path(found[0]), Path(folder[0]))
        server.stop()
        yield
        server.start()


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Nothing more can be written to the file system of a folder."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    yield
    filler.unlink()


def _path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))
