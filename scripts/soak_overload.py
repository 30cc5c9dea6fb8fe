"""Four times more requests than a worker can answer: the excess is refused at once, the others notice little (R13)."""

from __future__ import annotations

import os
import re
import selectors
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from urllib.parse import quote_plus

from scripts.bench_servers import Server as Processes
from scripts.soak_load import percentile
from tests.support.server import AGENT, Server, environment, serving

TIMES = 4
NORMAL = 0.5
"""Of the capacity: a day on which all is well."""
CLIENTS = 8
"""Who ask again and again while the capacity is measured: more than there are threads, fewer than may wait."""
WORDS = ("epp", "dns", "facture", "mot de passe", "certificat", "adresse e-mail", "nom de domaine", "sauvegarde")
MAX_OPEN = 800
"""Connections at once; a generator that cannot open more falls short of its rate, which is said."""


@dataclass
class Tale:
    """Seconds until each answer was whole by its status (0: none), and how many were asked for in how many seconds."""

    waits: dict[int, list[float]] = field(default_factory=dict)
    without_hint: int = 0
    asked: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    """Seconds of processor time that the server had meanwhile."""

    def note(self, answer: bytes, seconds: float) -> None:
        """Keep what became of a request."""
        status = int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else 0
        self.waits.setdefault(status, []).append(seconds)
        self.without_hint += status == 503 and b"\r\nRetry-After: " not in answer

    def statuses(self) -> dict[int, int]:
        """How many answers had each status."""
        return {status: len(waits) for status, waits in self.waits.items()}

    def rate(self, status: int) -> float:
        """Answers of a status a second."""
        return len(self.waits.get(status, [])) / self.seconds

    def each(self) -> float:
        """Good answers for a second of the server's processor time: neighbours on the machine take nothing of it."""
        return len(self.waits.get(200, [])) / max(self.cpu, 0.01)

    def p99(self, status: int) -> float:
        """Milliseconds within which 99 % of the answers of a status came; 0 when there is none."""
        return percentile(self.waits[status], 0.99) if status in self.waits else 0.0


class Generator:
    """Asks over a new connection each time, from one thread; whether an answer came is nothing to the next request."""

    def __init__(self, port: int, requests: Iterator[bytes], cpu_seconds: Callable[[], float]) -> None:
        self._address = ("127.0.0.1", port)
        self._cpu_seconds = cpu_seconds
        self._requests = requests
        self._poller = selectors.DefaultSelector()
        self._open: dict[socket.socket, tuple[float, bytearray]] = {}

    def at_rate(self, rate: float, seconds: float) -> Tale:
        """Ask that often a second, whatever comes back (an open loop)."""
        begin = time.monotonic()

        def due(tale: Tale) -> bool:
            return tale.asked < (time.monotonic() - begin) * rate and len(self._open) < MAX_OPEN

        return self._run(due, seconds, 1 / rate)

    def at_capacity(self, seconds: float) -> Tale:
        """Ask again as soon as one is answered (a closed loop)."""
        return self._run(lambda _: len(self._open) < CLIENTS, seconds, 0.1)

    def _run(self, due: Callable[[Tale], bool], seconds: float, patience: float) -> Tale:
        tale, begin, before = Tale(), time.monotonic(), self._cpu_seconds()
        end = begin + seconds
        while (now := time.monotonic()) < end:
            while due(tale):
                tale.asked += 1
                self._ask()
            self._take(tale, min(patience, end - now))
        tale.seconds, tale.cpu = time.monotonic() - begin, self._cpu_seconds() - before
        while self._open and time.monotonic() < end + 10:  # answered late, but answered: it counts among the waits
            self._take(tale, 0.1)
        for connection, (asked, _) in list(self._open.items()):
            self._done(connection, tale, asked, b"")
        return tale

    def _ask(self) -> None:
        connection = socket.create_connection(self._address, timeout=10)
        connection.setblocking(False)
        self._open[connection] = time.monotonic(), bytearray()
        self._poller.register(connection, selectors.EVENT_READ)
        connection.send(next(self._requests))

    def _take(self, tale: Tale, seconds: float) -> None:
        for key, _ in self._poller.select(max(0.0, seconds)):
            connection = key.fileobj
            assert isinstance(connection, socket.socket)
            asked, said = self._open[connection]
            try:
                part = connection.recv(1 << 18)
            except ConnectionError:
                said.clear()
                part = b""
            said += part
            if not part or _is_whole(said):
                self._done(connection, tale, asked, bytes(said))

    def _done(self, connection: socket.socket, tale: Tale, asked: float, said: bytes) -> None:
        tale.note(said, time.monotonic() - asked)
        self._poller.unregister(connection)
        connection.close()
        del self._open[connection]


def run(folder: Path, url: str, long: bool) -> str:
    """A minute in all: capacity, a normal day, four times the capacity; the short form (12 s) only says the figures."""
    seconds = 20.0 if long else 4.0
    env = environment(folder, Path("articles").resolve(), STORE=url)
    with serving(env, "--workers", "1") as server:
        generator = Generator(server.port, _requests(server), Processes(server.port, server.process.pid).cpu_seconds)
        generator.at_capacity(2.0)  # every page is rendered once, every process is warm
        peak = generator.at_capacity(seconds)
        normal = generator.at_rate(NORMAL * peak.rate(200), seconds)
        flood = generator.at_rate(TIMES * peak.rate(200), seconds)
        assert server.get("/fr/")[0] == 200, "it does not answer afterwards"
    _check(peak, normal, flood, strict=long)
    return _said(peak, normal, flood)


def _check(peak: Tale, normal: Tale, flood: Tale, *, strict: bool) -> None:
    assert peak.waits.keys() | normal.waits.keys() <= {200, 503}, f"answers {peak.statuses()}, {normal.statuses()}"
    assert flood.waits.keys() <= {200, 503}, f"answers {flood.statuses()}"
    assert 503 in flood.waits, "nothing was refused"
    assert not flood.without_hint, f"{flood.without_hint} refusals without Retry-After"
    if strict:
        said = _said(peak, normal, flood)
        assert flood.asked >= 0.9 * TIMES * peak.rate(200) * flood.seconds, f"the generator was too slow: {said}"
        assert flood.each() >= 0.8 * peak.each(), said
        assert flood.p99(503) <= 100, said
        assert flood.p99(200) <= 2 * normal.p99(200), said


def _said(peak: Tale, normal: Tale, flood: Tale) -> str:
    return (
        f"capacity {peak.rate(200):.0f} requests/s (p99 {peak.p99(200):.0f} ms); "
        f"{normal.asked / normal.seconds:.0f}/s: p99 {normal.p99(200):.0f} ms, "
        f"{len(normal.waits.get(503, []))} refused; "
        f"{flood.asked / flood.seconds:.0f}/s: {flood.rate(200):.0f}/s answered "
        f"({100 * flood.rate(200) / peak.rate(200):.0f} % of the capacity, "
        f"{100 * flood.each() / peak.each():.0f} % by processor time), p99 {flood.p99(200):.0f} ms; "
        f"{flood.rate(503):.0f}/s refused, p99 {flood.p99(503):.0f} ms; load {os.getloadavg()[0]:.1f}"
    )


def _is_whole(said: bytearray) -> bool:
    """Whether the body has come that the head announces; every answer says its length."""
    end = said.find(b"\r\n\r\n")
    length = re.search(rb"\r\nContent-Length: (\d+)", said[:end]) if end > 0 else None
    return length is not None and len(said) >= end + 4 + int(length[1])


def _requests(server: Server) -> Iterator[bytes]:
    """Home, an article and a search in turn; every search is another one, so that none is answered from memory."""
    status, _, body = server.get("/sitemap.xml")
    assert status == 200
    articles = re.findall(r"<loc>[^<]*?(/fr/articles/[^<]+)</loc>", body.decode())
    assert articles
    for number, path in enumerate(cycle(articles)):
        search = f"/fr/search?q={quote_plus(WORDS[number % len(WORDS)])}+{number}"
        for each in ("/fr/", path, search):
            yield f"GET {each} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: {AGENT}\r\nConnection: close\r\n\r\n".encode()
