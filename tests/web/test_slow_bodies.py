"""A real gunicorn and clients that drip: each is sent away in time, and nobody waits for them meanwhile."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO

import pytest

from tests.support.server import Server, environment, serving
from tests.support.sites import article, write_site

DRIPPING = 2
"""Of the four threads of a worker."""
HEAD = (
    "POST /hooks/git HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    f"X-Hub-Signature-256: sha256={'0' * 64}\r\nContent-Length: 1000\r\n\r\n{{"
)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IO[bytes]]:
    """What the server writes to stderr."""
    with (tmp_path_factory.mktemp("log") / "errors").open("w+b") as file:
        yield file


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, log: IO[bytes]) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("slow")
    articles = write_site(folder / "articles", {"fr/epp.md": article("Le code EPP", id="epp", slug="epp")})
    more = {"CONTENT_GIT": str(folder / "nowhere.git"), "WEBHOOK_SECRET": "the-secret-of-the-slow-deliveries-1"}
    env = environment(folder, articles, INSTANCE=str(folder / "instance"), **more)
    with serving(env, "--workers", "1", "--no-background", errors=log) as running:
        yield running


def drip(connection: socket.socket, seconds: float) -> bytes:
    """Send a byte now and then until the server closes; what it said."""
    end, said = time.monotonic() + seconds, b""
    connection.settimeout(0.5)
    while time.monotonic() < end:
        try:
            if not (part := connection.recv(4096)):
                return said
            said += part
        except TimeoutError:
            if not said:
                connection.sendall(b" ")
        except ConnectionResetError:
            return said
    raise AssertionError("the server still waits")


def test_w6_a_body_that_drips_is_408_and_nobody_waits_for_it(server: Server) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(("127.0.0.1", server.port))) for _ in range(DRIPPING)]
        for connection in slow:
            connection.sendall(HEAD.encode())
        assert server.get("/healthz")[0] == 200
        answers = [drip(connection, 60) for connection in slow]
    assert server.get("/healthz")[0] == 200
    for answer in answers:
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b'"code": "timeout"' in answer
        assert answer.count(b"HTTP/1.1 ") == 1


def test_r10_a_worker_does_not_wait_for_ever_for_clients_that_are_gone(server: Server) -> None:
    with ExitStack() as stack:
        heads, bodies = (
            [stack.enter_context(socket.create_connection(("127.0.0.1", server.port))) for _ in range(2)]
            for _ in range(2)
        )
        for connection in heads:
            connection.sendall(b"GET /fr/ HTTP/1.1\r\nHost: 127")
        for connection in bodies:
            connection.sendall(HEAD.replace("/hooks/git", "/api/v1/events").encode())
        assert server.get("/healthz")[0] == 200  # all four threads waited, and wait no longer
        assert [drip(connection, 60) for connection in heads] == [b"", b""]
        for connection in bodies:
            assert drip(connection, 60).startswith(b"HTTP/1.1 408 ")
    assert server.get("/healthz")[0] == 200


def test_r13_a_probe_is_answered_while_every_thread_waits_for_a_slow_client(server: Server) -> None:
    with ExitStack() as stack:
        heads = [stack.enter_context(socket.create_connection(("127.0.0.1", server.port))) for _ in range(4)]
        for connection in heads:
            connection.sendall(b"GET /fr/ HTTP/1.1\r\nHost: 127")
        time.sleep(0.2)  # they have the threads by now
        assert server.get("/healthz")[0] == 200
        for connection in heads:
            with pytest.raises(BlockingIOError):  # nobody has sent them away yet
                connection.recv(1, socket.MSG_DONTWAIT)


def test_w6_who_leaves_in_the_middle_of_a_body_leaves_no_trace(server: Server) -> None:
    for _ in range(8):  # more than there are threads
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(HEAD.encode())
    assert server.get("/healthz")[0] == 200


@pytest.mark.parametrize("rest", ["Transfer-Encoding: chunked\r\n\r\nZZ\r\n", "Content-Length: 9\r\n\r\nabc"])
def test_u5_a_body_that_nobody_asked_for_and_that_never_ends_is_no_second_answer(
    server: Server, log: IO[bytes], rest: str
) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(f"GET /fr/ HTTP/1.1\r\nHost: 127.0.0.1\r\n{rest}".encode())
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert answer.endswith(b"</html>")
    assert answer.count(b"HTTP/1.1 ") == 1
    log.seek(0)
    assert b"Traceback" not in log.read()


def test_r10_a_worker_does_not_wait_for_ever_for_clients_that_read_nothing(server: Server, log: IO[bytes]) -> None:
    request = b"GET /static/nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with ExitStack() as stack:
        for _ in range(4):  # as many as there are threads
            connection = stack.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect(("127.0.0.1", server.port))
            connection.sendall(request * 1000)  # 7 MB of error pages: more than the kernel keeps for one connection
        while is_prompt(server):
            pass
        assert server.get("/static/nothing")[0] == 404
    log.seek(0)
    assert b"Traceback" not in log.read()


def is_prompt(server: Server) -> bool:
    """Whether somebody else is answered within a second."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=1) as connection:
        connection.sendall(b"GET /static/nothing HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        try:
            return bool(connection.recv(1))
        except TimeoutError:
            return False
