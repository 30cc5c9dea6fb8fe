"""The tools over HTTP: a real process, asked by the real client of the SDK."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import anyio
import httpx2
import pytest
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client

from app.accounts import Role
from app.settings import Settings
from app.store import open_store
from tests.mcp.conftest import CANARY, QUESTION, Running, a_token
from tests.support.apart import apart

READING = ["get_article", "list_workflows", "search"]


def ask(running: Running, question: Callable[[Client], Awaitable[Any]], token: str = "") -> Any:
    """What the question gets, asked by a client that shows the token."""

    async def session() -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with (
            httpx2.AsyncClient(headers=headers) as http,
            Client(streamable_http_client(running.url, http_client=http)) as client,
        ):
            return await question(client)

    return apart(lambda: anyio.run(session))


async def tools(client: Client) -> list[str]:
    return sorted(tool.name for tool in (await client.list_tools()).tools)


def call(name: str, **arguments: object) -> Callable[[Client], Awaitable[Any]]:
    async def question(client: Client) -> Any:
        return await client.call_tool(name, arguments)

    return question


def text(result: Any) -> str:
    return "".join(part.text for part in result.content)


def post(running: Running, body: bytes, **headers: str) -> tuple[int, bytes]:
    """The status and body of a bare request."""
    parts = urlsplit(running.url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    accepted = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    connection.request("POST", headers.pop("path", parts.path), body, accepted | headers)
    response = connection.getresponse()
    result = response.status, response.read()
    connection.close()
    return result


LIST = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}).encode()


def test_a_client_lists_the_tools_searches_and_reads_an_article(running: Running) -> None:
    assert ask(running, tools) == READING
    found = ask(running, call("search", query=QUESTION, locale="fr")).structured_content
    assert found["answered"] is True
    assert found["results"][0]["id"] == "epp-code"
    assert found["results"][0]["url"] == "http://127.0.0.1:8000/a/epp-code?lang=fr"
    article = text(ask(running, call("get_article", article_id="epp-code", locale="fr")))
    assert "# Obtenir le code EPP" in article
    assert "http://127.0.0.1:8000/a/epp-code?lang=fr" in article
    section = text(ask(running, call("get_article", article_id="epp-code", locale="en", section="steps")))
    assert "## Steps" in section
    assert "On the page." not in section
    assert "domains.list" in text(ask(running, call("list_workflows", locale="fr")))


def test_where_nothing_answers_an_assistant_is_told_what_else_to_search_for(running: Running) -> None:
    unanswered = ask(running, call("search", query="code epp netflix", locale="fr")).structured_content
    assert (unanswered["answered"], unanswered["suggestions"]) == (False, ["code epp"])
    assert ask(running, call("search", query="code epp", locale="fr")).structured_content["answered"] is True


@pytest.mark.parametrize("section", ["", "steps"])
def test_an_article_and_its_section_are_markdown_with_links_that_lead_there(running: Running, section: str) -> None:
    got = text(ask(running, call("get_article", article_id="epp-code", locale="fr", section=section)))
    assert "## Les étapes {#steps}\n\n1. Ouvrez [la liste](http://127.0.0.1:8000/go/domains.list?from=epp-code)." in got
    assert ("Le code est sur la fiche." in got) is not section.startswith("s")
    assert "](/" not in got


def test_s2_without_a_token_nothing_internal_is_there(running: Running) -> None:
    found = ask(running, call("search", query=f"note {CANARY}", locale="fr")).structured_content
    assert "internal-note" not in json.dumps(found)
    internal, unknown = (
        ask(running, call("get_article", article_id=name)) for name in ("internal-note", "nothing-note")
    )
    assert internal.is_error
    assert text(internal).replace("internal", "") == text(unknown).replace("nothing", "")
    assert ask(running, call("report_gap", question="x")).is_error


def test_a_token_of_an_agent_opens_internal_articles_and_reports_gaps(running: Running, site: Settings) -> None:
    token = a_token(site)
    assert ask(running, tools, token) == ["get_article", "list_workflows", "report_gap", "search"]
    assert f"Note {CANARY}" in text(ask(running, call("get_article", article_id="internal-note"), token))
    assert "Noted" in text(ask(running, call("report_gap", question="sauvegarde automatique"), token))


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer ", "Basic eDp5", "Bearer gui_wrong", f"Bearer {'x' * 10_000}"])
def test_p4_a_token_that_opens_nothing_is_never_taken_for_nobody(running: Running, shown: str) -> None:
    status, body = post(running, LIST, Authorization=shown)
    assert (status, json.loads(body)["code"]) == (401, "invalid_token")


def test_p4_neither_an_expired_token_nor_a_reader_s_opens_anything(running: Running, site: Settings) -> None:
    for token in (a_token(site, life=-timedelta(hours=1)), a_token(site, Role.READER)):
        assert post(running, LIST, Authorization=f"Bearer {token}")[0] == 401


def test_a_token_that_an_assistant_shows_is_in_use(running: Running, site: Settings) -> None:
    shown = a_token(site)
    assert post(running, LIST, Authorization=f"Bearer {shown}")[0] == 200
    store = open_store(site.store, migrate=False)
    assert {token.ending: token.used is not None for token in store.accounts.tokens()}[shown[-4:]]
    store.close()


def test_p3_a_token_in_the_address_is_refused(running: Running) -> None:
    status, body = post(running, LIST, path="/mcp?token=gui_x")
    assert (status, json.loads(body)["code"]) == (400, "token_in_url")


def test_other_hosts_other_origins_and_large_bodies_are_refused(running: Running) -> None:
    assert post(running, LIST, Host="evil.example")[0] == 421
    assert post(running, LIST, Origin="https://evil.example")[0] == 403
    assert post(running, b'{"jsonrpc":"2.0","id":1,"method":"' + b"x" * 70_000 + b'"}')[0] == 413


@pytest.mark.parametrize(
    "body", [b"", b"[", b"[" * 5_000, b'{"jsonrpc":"2.0"}', b"\xff\xfe", b'{"id":1,"method":"nope"}']
)
def test_what_is_no_question_is_refused_without_a_traceback(running: Running, body: bytes) -> None:
    status, answer = post(running, body)
    assert 400 <= status < 500
    assert b"Traceback" not in answer


@pytest.mark.parametrize(
    "arguments",
    [{"query": ""}, {"query": "x" * 201}, {"query": "x", "locale": "de"}, {"query": "x", "limit": 0}, {"query": 3}, {}],
)
def test_a_question_that_cannot_be_is_answered_with_what_is_wrong(running: Running, arguments: dict[str, Any]) -> None:
    result = ask(running, call("search", **arguments))
    assert result.is_error
    assert "Traceback" not in text(result)


def test_what_was_reported_missing_reaches_the_editors(running: Running, site: Settings) -> None:
    question = "restaurer une base effacée"
    ask(running, call("report_gap", question=question, locale="fr"), a_token(site))
    today, store = datetime.now(UTC).date(), open_store(site.store, migrate=False)
    deadline = time.monotonic() + 10
    while question not in {row.query for row in store.support(today, today)} and time.monotonic() < deadline:
        time.sleep(0.1)
    assert question in {row.query for row in store.support(today, today, "fr")}
    assert question in {each.text for each in store.replies.missing("fr", handled=False)}
    store.close()


def test_assistants_are_counted_apart(running: Running, site: Settings) -> None:
    ask(running, call("search", query="transfert de domaine", locale="fr"))
    today = datetime.now(UTC).date()
    store = open_store(site.store, migrate=False)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and not store.staff(today, today):
        time.sleep(0.1)
    assert {row.via for row in store.staff(today, today)} <= {"assistant", "agent"}
    assert list(store.searches(today, today)) == []
    assert list(store.articles(today, today)) == []
    store.close()
