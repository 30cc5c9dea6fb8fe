"""What a ticket's screen does to the answer, and what remains of a ticket: nothing."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.sites import article
from tests.web.conftest import READER, app_over, close
from tests.web.sending import everything

DEFLECT = "/api/v1/deflect"


def ask(client: FlaskClient, text: str, **context: object) -> list[dict[str, Any]]:
    body = {"text": text, "locale": "fr"} | ({"context": context} if context else {})
    response = client.post(DEFLECT, json=body, headers=READER)
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.get_json()["results"]
    return found


def followed(found: dict[str, Any]) -> tuple[str, dict[str, list[str]]]:
    """Path and parameters of an answer's action."""
    address = urlsplit(found["action"]["url"])
    return address.path, parse_qs(address.query)


@pytest.mark.parametrize("domain", [42, "42"])
def test_the_ids_of_the_screen_travel_into_the_action(small: FlaskClient, domain: object) -> None:
    (first, *_) = ask(small, "Où est le code EPP ?", domain_id=domain, service_id="7", workflow="domains.list")
    path, values = followed(first)
    assert path == "/go/domains.epp-code"
    assert {name: value for name, value in values.items() if name != "lang"} == {
        "domain_id": ["42"],
        "from": ["epp-code"],
    }


@pytest.mark.parametrize("domain", ["", "4 2", "../1", "42&url=//evil", "é", "javascript:", None, "1" * 200])
def test_s4_an_id_that_the_action_does_not_take_is_left_out(small: FlaskClient, domain: object) -> None:
    (first, *_) = ask(small, "Où est le code EPP ?", domain_id=domain)
    assert "domain_id" not in followed(first)[1]


def test_the_screen_lifts_its_articles(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "fr/a.md": article("Changer un contact", id="contact", workflows=["account.contacts"]),
        "fr/b.md": article("Changer un serveur", id="server", workflows=["services.upgrade"]),
        "fr/c.md": article("Autre chose", id="other"),
    }
    app = app_over(tmp_path, files)
    client = app.test_client()
    for workflow, first in (("account.contacts", "contact"), ("services.upgrade", "server")):
        assert ask(client, "je veux changer", workflow=workflow)[0]["id"] == first
    close(app)


def test_s12_a_ticket_is_neither_counted_nor_logged(
    counting: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert ask(counting.test_client(), "Le zzsecretzz code EPP de jean@exemple.ma")
    assert everything(counting) == []
    assert "zzsecretzz" not in caplog.text
    assert all(b"zzsecretzz" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
