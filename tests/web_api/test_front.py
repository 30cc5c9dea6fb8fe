"""What the server in front of the application makes of requests that no browser sends: refused, answered once."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.support.server import AGENT, Server, environment, serving
from tests.support.sites import write_site
from tests.web.conftest import small_files

HEAD = "Host: 127.0.0.1\nConnection: close\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("front")
    with serving(environment(folder, write_site(folder / "articles", small_files())), "--workers", "1") as running:
        yield running


def ask(server: Server, text: str) -> bytes:
    """All that comes back for the bytes of a request, until the connection is closed; its lines end as HTTP's do."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(text.replace("\n", "\r\n").encode("latin-1"))
        connection.shutdown(socket.SHUT_WR)
        received = b""
        try:
            while block := connection.recv(65_536):
                received += block
        except ConnectionResetError:
            pass  # it closed before it had read everything
    return received


def status(answer: bytes) -> int:
    """The status of an answer that stands alone and tells nothing; 0 for a connection that was only closed."""
    assert answer.count(b"HTTP/1.") <= 1, "two answers to one request"
    for telltale in (b"Traceback", b"gunicorn/", b"Python/", b".py"):
        assert telltale not in answer
    return int(answer.split()[1]) if answer else 0


def test_u4_a_header_with_an_underscore_is_dropped(server: Server) -> None:
    for name in ("X_Forwarded_User: admin", "X_Forwarded_Proto: https", "X_Forwarded_Host: evil.example"):
        found = ask(server, f"GET /fr/ HTTP/1.1\n{HEAD}User-Agent: {AGENT}\n{name}\n\n")
        assert status(found) == 200
        assert b"evil" not in found
        assert b"https://127.0.0.1" not in found


CHUNKED = "Transfer-Encoding: chunked\n"
SMUGGLED = {
    "length and chunks": f"Content-Length: 6\n{CHUNKED}\n0\n\nX",
    "an encoding that is none": "Transfer-Encoding: xchunked\n\n0\n\n",
    "two lengths": "Content-Length: 2\nContent-Length: 3\n\nab",
    "a length with a sign": "Content-Length: +3\n\nabc",
    "a length with a space": "Content-Length : 3\n\nabc",
    "a chunk's extension with a return": f"{CHUNKED}\n1;a\rb\nx\n0\n\n",
    "a chunk that is cut": f"{CHUNKED}\n10\nabc",
}


@pytest.mark.parametrize("rest", SMUGGLED.values(), ids=SMUGGLED)
def test_u5_a_body_whose_end_is_unclear_is_never_two_requests(server: Server, rest: str) -> None:
    kind = "Content-Type: application/json\n"
    found = ask(server, f"POST /api/v1/events HTTP/1.1\nHost: 127.0.0.1\n{kind}{rest}")
    assert status(found) in (0, 400, 501)
    assert status(ask(server, f"GET /healthz HTTP/1.1\n{HEAD}\n")) == 200


ODD = {
    "200 headers": ("GET /fr/ HTTP/1.1\n" + HEAD + "".join(f"X-{n}: 1\n" for n in range(200)) + "\n", {400, 431}),
    "a header of 70 KiB": (f"GET /fr/ HTTP/1.1\n{HEAD}X-Long: {'x' * 70_000}\n\n", {0, 400, 431}),
    "an address of 9 KiB": (f"GET /fr/search?q={'x' * 9_000} HTTP/1.1\n{HEAD}\n", {400, 414}),
    "TRACE": (f"TRACE /fr/ HTTP/1.1\n{HEAD}\n", {405}),
    "CONNECT": (f"CONNECT evil.example:443 HTTP/1.1\n{HEAD}\n", {400, 404, 405}),
    "get": (f"get /fr/ HTTP/1.1\n{HEAD}\n", {400, 405}),
    "HTTP/0.9": ("GET /fr/\n", {0, 400, 505}),
    "HTTP/3.0": (f"GET /fr/ HTTP/3.0\n{HEAD}\n", {400, 505}),
}


@pytest.mark.parametrize(("request_", "expected"), ODD.values(), ids=ODD)
def test_u6_a_request_that_no_browser_sends_is_refused(server: Server, request_: str, expected: set[int]) -> None:
    assert status(ask(server, request_)) in expected


def test_u2_two_hosts_are_refused(server: Server) -> None:
    found = ask(server, "GET /fr/ HTTP/1.1\nHost: 127.0.0.1\nHost: evil.example\nConnection: close\n\n")
    assert status(found) == 400
    assert b"evil" not in found
    assert status(ask(server, "GET /fr/ HTTP/1.1\nConnection: close\n\n")) == 400
    assert status(ask(server, f"GET http://evil.example/fr/ HTTP/1.1\n{HEAD}\n")) == 400
