"""Clients that drip or say nothing: each is sent away in time, and whoever asks at once is answered meanwhile."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from app.mcp.patience import REQUEST_SECONDS
from app.mcp.server import MAX_CONNECTIONS
from tests.mcp.conftest import Running
from tests.mcp.test_http import LIST, post

HEAD = b"POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n"


def connect(running: Running, stack: ExitStack) -> socket.socket:
    port = urlsplit(running.url).port
    assert port
    connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=2))
    connection.settimeout(0.5)
    return connection


def closed(connection: socket.socket, drop: bytes = b"") -> bool:
    """Whether the server has closed it; another byte is sent where it has not."""
    try:
        if drop:
            connection.sendall(drop)
        return connection.recv(4096) == b""
    except TimeoutError:
        return False
    except (ConnectionResetError, BrokenPipeError):
        return True


def test_r10_slow_heads_and_bodies_and_silence_are_ended_in_time(running: Running) -> None:
    with ExitStack() as stack:
        silent, head, body, after = (connect(running, stack) for _ in range(4))
        head.sendall(HEAD[:30])
        body.sendall(HEAD + b"\r\n{")
        # A second request on a connection has its time too.
        after.sendall(HEAD.replace(b"1000", b"%d" % len(LIST)) + b"Accept: application/json\r\n\r\n" + LIST)
        assert after.recv(65536).startswith(b"HTTP/1.1 ")
        after.sendall(HEAD[:20])
        waiting = {"silent": (silent, b""), "head": (head, b"a"), "body": (body, b" "), "after": (after, b"a")}
        begin, ended = time.monotonic(), dict[str, float]()
        while waiting and time.monotonic() - begin < 2 * REQUEST_SECONDS:
            assert post(running, LIST)[0] == 200
            for name, (connection, drop) in list(waiting.items()):
                if closed(connection, drop):
                    ended[name] = time.monotonic() - begin
                    del waiting[name]
    assert not waiting
    assert all(REQUEST_SECONDS - 3 < seconds < REQUEST_SECONDS + 5 for seconds in ended.values()), ended


@pytest.mark.parametrize("said", [b"", HEAD[:50]])
def test_r10_more_silent_connections_than_the_server_takes_keep_nobody_out(running: Running, said: bytes) -> None:
    with ExitStack() as stack:
        slow = [connect(running, stack) for _ in range(MAX_CONNECTIONS + 50)]
        for connection in slow:
            try:
                connection.sendall(said)
            except (ConnectionResetError, BrokenPipeError):
                continue
        for _ in range(3):
            begin = time.monotonic()
            assert post(running, LIST)[0] == 200
            assert time.monotonic() - begin < 2
