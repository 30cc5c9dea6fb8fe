"""The API of a real server, asked by schemathesis and by hand."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.web.api.endpoints import ENDPOINTS
from tests.support.server import Server, environment, serving
from tests.support.sites import write_site
from tests.web.conftest import small_files

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
CONFIG = """
[checks.negative_data_rejection]
# 414: an address over 8,190 bytes is refused before it reaches the application.
expected-statuses = ["400", "401", "403", "404", "405", "413", "414", "415"]

[[operations]]
include-path = "/articles/{id}/link"
# 400: whether an anchor is one of the article's is not known to a shape.
[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "400", "404"]
"""
CASES = 15
"""Random requests of each kind for each address: with those worked out from the shapes about 1,300 in all."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("live")
    with serving(environment(folder, write_site(folder / "articles", small_files())), "--workers", "1") as running:
        yield running


def test_p12_schemathesis_finds_no_server_error_and_no_answer_outside_its_shape(server: Server, tmp_path: Path) -> None:
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG, "utf-8")
    # From a file: of a description that it fetches, it leaves the address out.
    described = tmp_path / "openapi.json"
    described.write_bytes(server.get("/api/v1/openapi.json")[2])
    asked = [
        *("--url", f"{server.url}/api/v1"),
        *("--checks", "all", "--max-examples", str(CASES), "--seed", "1", "--generation-allow-x00", "false"),
        *("--generation-database", "none", "--no-color", "--warnings", "off"),
    ]
    done = subprocess.run(
        [SCHEMATHESIS, "--config-file", config, "run", described, *asked],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert "No issues found" in done.stdout
    found = re.search(r"Tested: (\d+)", done.stdout)
    assert found
    assert int(found[1]) == len(ENDPOINTS)


def raw(server: Server, text: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of what a server answers to a request as it is written."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(text.replace("\n", "\r\n").encode())
        received = b"".join(iter(lambda: connection.recv(65_536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    return int(status.split()[1]), {line.partition(": ")[0].lower(): line.partition(": ")[2] for line in lines}, body


def test_p13_the_server_as_a_whole_has_no_options_for_programs(server: Server) -> None:
    status, _, body = raw(server, "OPTIONS * HTTP/1.1\nHost: 127.0.0.1\nConnection: close\n\n")
    assert 200 <= status < 500
    assert b"Traceback" not in body


def test_p13_a_read_with_a_body_is_answered_as_without(server: Server) -> None:
    plain = server.get("/api/v1/articles/epp-code")
    with_body = raw(
        server,
        'GET /api/v1/articles/epp-code HTTP/1.1\nHost: 127.0.0.1\nContent-Length: 9\nConnection: close\n\n{"a": 1} ',
    )
    assert (with_body[0], json.loads(with_body[2])) == (200, json.loads(plain[2]))


def test_p13_head_has_the_headers_and_no_body(server: Server) -> None:
    for path in ("/api/v1/articles", "/api/v1/openapi.json", "/api/v1/docs", "/api/v1/search?q=code"):
        status, headers, body = raw(server, f"HEAD {path} HTTP/1.1\nHost: 127.0.0.1\nConnection: close\n\n")
        got = server.get(path)
        assert (status, body) == (200, b"")
        assert headers["etag"] == got[1]["etag"]
        assert headers["content-type"] == got[1]["content-type"]


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "PUT", "BREW"])
def test_p13_an_unknown_method_is_405_with_allow(server: Server, method: str) -> None:
    for path, allowed in (("/api/v1/articles", "GET, HEAD, OPTIONS"), ("/api/v1/events", "OPTIONS, POST")):
        status, headers, body = raw(server, f"{method} {path} HTTP/1.1\nHost: 127.0.0.1\nConnection: close\n\n")
        assert (status, headers["allow"]) == (405, allowed)
        assert json.loads(body)["code"] == "method_not_allowed"
