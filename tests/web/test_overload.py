"""A real gunicorn whose threads are all held: what waits is bounded, the others are refused at once (R13)."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest

from app.web.overload import BURST_SECONDS, MAX_BURST, MAX_STANDING, Queue
from app.web.security import security_headers
from tests.support.server import Server, environment, run, serving
from tests.support.sites import article, write_site

THREADS = 4
EVENT = b'{"type": "view", "locale": "fr", "article": "epp"}'
HEAD = (
    "POST /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\n"
    f"Content-Length: {len(EVENT)}\r\n\r\n"
).encode()
GET = b"GET /fr/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("overload")
    articles = write_site(folder / "articles", {"fr/epp.md": article("Le code EPP", id="epp", slug="epp")})
    env = environment(folder, articles, INSTANCE=str(folder / "instance"))
    assert run("build", env=env).returncode == 0
    with serving(env, "--workers", "1", "--no-background") as running:
        yield running


def connected(server: Server, sent: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    connection.sendall(sent)
    return connection


def answer(connection: socket.socket) -> bytes:
    """All that the server says until it closes."""
    said = b""
    with connection:
        while part := connection.recv(65536):
            said += part
    return said


@contextmanager
def held(server: Server) -> Iterator[None]:
    """All threads wait for the rest of a body, and as many requests as may wait for them; then all are answered."""
    with ExitStack() as stack:
        holding = [stack.enter_context(connected(server, HEAD)) for _ in range(THREADS)]
        waiting = [stack.enter_context(connected(server, GET)) for _ in range(MAX_STANDING)]
        time.sleep(2 * BURST_SECONDS)  # it is no burst any longer
        yield
        for connection in holding:
            connection.sendall(EVENT)
        assert all(answer(connection).startswith(b"HTTP/1.1 202 ") for connection in holding)
        assert all(answer(connection).startswith(b"HTTP/1.1 200 ") for connection in waiting)


def test_r13_while_all_threads_are_held_and_enough_wait_others_are_refused_and_those_are_answered(
    server: Server,
) -> None:
    with held(server), ThreadPoolExecutor(8) as pool:
        refused = list(pool.map(lambda _: server.get("/fr/"), range(40)))
    assert {status for status, _, _ in refused} == {503}
    for _, headers, body in refused:
        assert headers["retry-after"] == "5"
        assert headers["connection"] == "close"
        assert {name.lower(): value for name, value in security_headers(https=False)}.items() <= headers.items()
        assert body == b"Service Unavailable\n"
    assert server.get("/fr/")[0] == 200
    found = re.search(r"^guichet_requests_refused_total (\d+)", server.get("/metrics")[2].decode(), re.MULTILINE)
    assert found
    assert int(found[1]) >= 40


def test_r13_a_browser_that_is_refused_gets_a_page_in_its_language(server: Server) -> None:
    accept = "text/html,application/xhtml+xml,*/*;q=0.8"
    with held(server):
        status, headers, body = server.get("/fr/", Accept=accept)
        other = server.get("/fr/", Accept="application/json")
    assert (status, headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert headers["retry-after"] == "5"
    assert 'lang="fr"' in body.decode()
    assert "Réessayez dans quelques secondes" in body.decode()
    assert len(body) < 4096
    assert other[2] == b"Service Unavailable\n"


def test_r13_a_probe_is_answered_while_requests_are_refused(server: Server) -> None:
    usual = server.get("/healthz")
    with held(server):
        status, headers, body = server.get("/healthz")
        bare = answer(connected(server, b"HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n"))
    assert bare.startswith(b"HTTP/1.1 200 OK\r\n")
    assert bare.endswith(b"\r\n\r\n")
    assert (status, body) == (usual[0], usual[2])
    passing = {"date", "connection", "server"}
    assert {name: headers[name] for name in headers.keys() - passing} == {
        name: usual[1][name] for name in usual[1].keys() - passing
    }


@pytest.mark.parametrize(
    "sent",
    [
        HEAD + EVENT,
        b"POST /fr/ HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n" + b"x" * 200_000,
        GET * 20,
        b"\x16\x03\x01 no request at all",
        b"G",
    ],
    ids=range(5),
)
def test_r13_a_refusal_reaches_whoever_sends_more_than_is_read(server: Server, sent: bytes) -> None:
    with held(server):
        said = answer(connected(server, sent))
    assert said.startswith(b"HTTP/1.1 503 ")
    assert said.count(b"HTTP/1.1 ") == 1


def test_r13_connections_that_say_nothing_hold_no_thread(server: Server) -> None:
    with ExitStack() as stack:
        for _ in range(3 * THREADS):
            stack.enter_context(connected(server, b""))
        assert server.get("/fr/")[0] == 200


def test_r13_more_may_wait_in_a_burst_than_for_long() -> None:
    now = [0.0]
    queue = Queue(THREADS, lambda: now[0])
    for _ in range(THREADS + MAX_BURST):
        assert not queue.is_full()
        queue.enter()
    assert queue.is_full()
    queue.leave()
    assert not queue.is_full()
    now[0] += 2 * BURST_SECONDS
    assert queue.is_full()
    for _ in range(MAX_BURST - MAX_STANDING):
        queue.leave()
    assert not queue.is_full()
    for _ in range(THREADS + MAX_STANDING - 1):
        queue.leave()
    now[0] += 1.0
    for _ in range(THREADS + MAX_STANDING):
        queue.enter()
    assert not queue.is_full()  # it was calm until now
