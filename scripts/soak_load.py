"""Readers for a soak test: threads that send events at a pace and keep a ledger of what was acknowledged."""

from __future__ import annotations

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from tests.support.server import AGENT

ARTICLE = "epp-code"
THREADS = 8


@dataclass
class Ledger:
    """Ids by what their sender was told; `waited` holds the seconds until each acknowledgement."""

    acknowledged: set[UUID] = field(default_factory=set)
    unanswered: set[UUID] = field(default_factory=set)
    waited: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, id: UUID, seconds: float, *, acknowledged: bool) -> None:
        """Keep what became of an event; one that is sent again may be acknowledged later."""
        with self.lock:
            if acknowledged:
                self.acknowledged.add(id)
                self.unanswered.discard(id)
                self.waited.append(seconds)
            elif id not in self.acknowledged:
                self.unanswered.add(id)


class Crew:
    """Threads that do the same work until stopped; `_stop` tells them when."""

    def __init__(self, count: int) -> None:
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(n,), daemon=True) for n in range(count)]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End, after the requests under way."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _work(self, number: int) -> None:
        raise NotImplementedError


class Load(Crew):
    """Sends `rate` events a second to a port of this machine until stopped."""

    def __init__(self, port: int, ledger: Ledger, rate: float) -> None:
        self._port, self._ledger, self._rate = port, ledger, rate
        super().__init__(THREADS)

    def _work(self, _number: int) -> None:
        client = Client(self._port)
        pause = THREADS / self._rate
        due = time.monotonic()
        while not self._stop.is_set():
            id, begin = uuid4(), time.monotonic()
            self._ledger.note(id, 0, acknowledged=False)
            status = client.send(id)
            self._ledger.note(id, time.monotonic() - begin, acknowledged=status == 202)
            due = max(due + pause, time.monotonic() - 1)
            self._stop.wait(max(0.0, due - time.monotonic()))
        client.close()


class Client:
    """One connection that is kept open and opened again."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    def send(self, id: UUID) -> int:
        """Send the event of that id; the answer's status, 0 without an answer."""
        return self.post("/api/v1/events", {"id": str(id), "type": "open", "locale": "fr", "article": ARTICLE})

    def post(self, path: str, body: object) -> int:
        """The status of a JSON request, 0 without an answer."""
        headers = {"Content-Type": "application/json", "User-Agent": AGENT}
        return self._request("POST", path, json.dumps(body), headers)

    def get(self, path: str) -> int:
        """The status of a page, 0 without an answer."""
        return self._request("GET", path, None, {"User-Agent": AGENT})

    def _request(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> int:
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            time.sleep(0.02)
            return 0
        return response.status

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def settle(port: int, ledger: Ledger) -> None:
    """Send again whatever was not acknowledged, as a client would, until it is."""
    client = Client(port)
    for id in list(ledger.unanswered):
        for _ in range(50):
            if client.send(id) == 202:
                ledger.note(id, 0, acknowledged=True)
                break
            time.sleep(0.1)
    client.close()


def percentile(values: list[float], share: float) -> float:
    """The value below which that share of the values lies, in milliseconds."""
    return 1000 * sorted(values)[min(len(values) - 1, int(share * len(values)))]
