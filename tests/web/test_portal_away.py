"""A portal that is down, or never answers, changes nothing here: nobody asks it for anything."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.web.conftest import READER, app_over, close, small_files

PATHS = (
    "/fr/",
    "/fr/articles/code-epp",
    "/fr/search?q=code+epp",
    "/api/v1/workflows?locale=fr",
    "/api/v1/workflows/domains.epp-code/articles?locale=fr",
    "/api/v1/search?q=code+epp&locale=fr",
    "/widget/domains.epp-code?locale=fr&domain_id=42",
    "/widget/fr/articles/code-epp",
    "/widget/config.json?locale=fr",
    "/widget.js",
    "/readyz",
)


@pytest.fixture(scope="module")
def silent() -> Iterator[socket.socket]:
    """A portal that lets everybody wait; who connects is seen."""
    with socket.create_server(("127.0.0.1", 0), backlog=8) as listening:
        listening.setblocking(False)
        yield listening


@pytest.fixture(scope="module")
def away(tmp_path_factory: pytest.TempPathFactory, silent: socket.socket) -> Iterator[Flask]:
    url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
    app = app_over(tmp_path_factory.mktemp("away"), small_files(), portal_url=url)
    yield app
    close(app)


@pytest.mark.parametrize("path", PATHS)
def test_a_portal_that_never_answers_changes_no_page(away: Flask, silent: socket.socket, path: str) -> None:
    assert away.test_client().get(path, headers=READER).status_code == 200
    with pytest.raises(BlockingIOError):
        silent.accept()


def test_an_action_leads_there_all_the_same_and_a_ticket_is_answered(away: Flask, silent: socket.socket) -> None:
    client = away.test_client()
    port = silent.getsockname()[1]
    response = client.get("/go/domains.epp-code?domain_id=42", headers=READER)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(f"http://127.0.0.1:{port}/clientarea.php?")
    text = "Bonjour, il me faut le code EPP de mon domaine."
    found = client.post("/api/v1/deflect", json={"text": text, "locale": "fr"}, headers=READER)
    assert found.status_code == 200
    with pytest.raises(BlockingIOError):
        silent.accept()
