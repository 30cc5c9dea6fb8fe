"""What never reaches the application is refused with the same headers, and says nothing of what was sent."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from app.web.security import security_headers
from tests.support.server import Server, environment, serving
from tests.support.sites import article, write_site

CANARY = "zanzibarien"
HOST = "Host: 127.0.0.1\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("refused")
    articles = write_site(
        folder / "articles",
        {
            "fr/epp.md": article("Code EPP", id="epp", slug="epp"),
            "en/epp.md": article("EPP code", id="epp", slug="epp"),
        },
    )
    with serving(environment(folder, articles)) as running:
        yield running


def exchange(server: Server, request: str) -> tuple[int, dict[str, str], str]:
    """(status, headers with lower-case names, body) of bytes sent as they are."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(request.encode("latin-1"))
        received = b""
        while part := connection.recv(65536):
            received += part
    head, _, body = received.decode("latin-1").partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    pairs = (line.partition(": ") for line in lines)
    return int(first.split()[1]), {name.lower(): value for name, _, value in pairs}, body


@pytest.mark.parametrize(
    ("request_text", "status"),
    [
        (f"{CANARY}\r\n\r\n", 400),
        (f"GET /fr/{CANARY} HTTP/9.9\r\n{HOST}\r\n", 400),
        (f"GET /{CANARY * 400} HTTP/1.1\r\n{HOST}\r\n", 414),
        (f"GET /fr/ HTTP/1.1\r\n{HOST}{CANARY} : x\r\n\r\n", 400),
        (f"GET /fr/ HTTP/1.1\r\n{HOST}X-Long: {CANARY * 800}\r\n\r\n", 431),
        (f"GET /fr/ HTTP/1.1\r\n{HOST}{''.join(f'X-{n}: {CANARY}{chr(13)}{chr(10)}' for n in range(120))}\r\n", 431),
        (f"POST /fr/ HTTP/1.1\r\n{HOST}Transfer-Encoding: {CANARY}\r\n\r\n", 501),
        (f"POST /fr/ HTTP/1.1\r\n{HOST}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400),
        (f"POST /fr/ HTTP/1.1\r\n{HOST}Content-Length: +3\r\n\r\nabc", 400),
    ],
    ids=["no request", "version", "long line", "header name", "long header", "many headers", "coding", "two", "sign"],
)
def test_s14_u5_u6_a_refusal_has_our_headers_and_repeats_nothing(
    server: Server, request_text: str, status: int
) -> None:
    got, headers, body = exchange(server, request_text)
    assert got == status
    for name, value in security_headers(https=False):
        assert headers[name.lower()] == value
    kind = "html" if status in (414, 431) else "plain"
    assert headers["content-type"] == f"text/{kind}; charset=utf-8"
    assert headers["content-length"] == str(len(body))
    assert headers["connection"] == "close"
    assert "server" not in headers
    assert CANARY not in str(headers) + body


@pytest.mark.parametrize(
    ("begin", "language", "words"),
    [
        ("/fr/search?q=", "fr", "Cette adresse est trop longue"),
        ("/en/search?q=", "en", "This address is too long"),
        ("/search?q=", "fr", "Cette adresse est trop longue"),
        ("/xx/", "fr", "Cette adresse est trop longue"),
    ],
)
@pytest.mark.parametrize("size", [4_200, 10_000, 100_000])
def test_an_address_that_is_too_long_is_told_so_on_a_page_of_ours(
    server: Server, begin: str, language: str, words: str, size: int
) -> None:
    status, _, body = exchange(server, f"GET {begin}{'a' * size} HTTP/1.1\r\n{HOST}\r\n")
    page = body.encode("latin-1").decode()
    assert status == 414
    assert f'<html lang="{language}"' in page
    assert words in page
    assert 'role="search"' in page


def test_more_cookies_than_are_read_are_a_page_that_says_what_to_do(server: Server) -> None:
    status, _, body = exchange(server, f"GET /fr/ HTTP/1.1\r\n{HOST}Cookie: a={'b' * 9_000}\r\n\r\n")
    assert status == 431
    assert "cookies" in body


def test_a_program_gets_no_page(server: Server) -> None:
    _, headers, body = exchange(server, f"GET /api/v1/search?q={'a' * 9_000} HTTP/1.1\r\n{HOST}\r\n")
    assert headers["content-type"] == "text/plain; charset=utf-8"
    assert body == "Request-URI Too Long\n"


@pytest.mark.parametrize("path", ["/fr/search", "/api/v1/search", "/api/v1/suggest"])
def test_q3_a_query_of_a_megabyte_is_refused_before_the_application(server: Server, path: str) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(f"GET {path}?q={'a' * 8192}".encode())
        assert connection.recv(64).startswith(b"HTTP/1.1 414 ")


def test_the_service_answers_after_every_refusal(server: Server) -> None:
    assert server.get("/fr/articles/epp")[0] == 200
