"""`guichet mcp`: over pipes, with later generations, and where it cannot run."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import Any

import anyio
import pytest
from flask.testing import FlaskClient
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from app.settings import Settings
from app.web import create_app
from tests.mcp.conftest import CANARY, QUESTION, Running, variables
from tests.mcp.test_http import ask, call, text
from tests.support.apart import apart
from tests.support.sites import ROOT, article, compiler_for


@pytest.mark.parametrize("internal", [False, True])
def test_a_client_searches_and_reads_over_pipes(site: Settings, internal: bool) -> None:
    async def session() -> tuple[list[str], str, Any, Any]:
        arguments = ["-m", "app", "mcp", "--stdio", *(["--internal"] if internal else [])]
        parameters = StdioServerParameters(command=sys.executable, args=arguments, env=variables(site), cwd=ROOT)
        async with Client(stdio_client(parameters)) as client:
            names = sorted(tool.name for tool in (await client.list_tools()).tools)
            found = await client.call_tool("search", {"query": QUESTION})
            return (
                names,
                client.instructions or "",
                found,
                await client.call_tool("get_article", {"article_id": "internal-note"}),
            )

    names, told, found, note = apart(lambda: anyio.run(session))
    assert "GUICHET_BASE_URL" in told  # which is not set here: links lead to this machine
    assert found.structured_content["results"][0]["id"] == "epp-code"
    assert ("report_gap" in names, CANARY in text(note)) == (internal, internal)


def test_a_later_generation_is_followed(running: Running, site: Settings) -> None:
    (site.articles / "fr" / "nouveau.md").write_text(article("Un article nouveau", id="brand-new"), "utf-8")
    with compiler_for(site.instance.parent, site.articles, datetime.now(UTC)) as compiler:
        compiler.build()
    for _ in range(40):
        if not ask(running, call("get_article", article_id="brand-new")).is_error:
            return
        time.sleep(0.25)
    pytest.fail("the new article never came")


def test_the_web_process_has_nothing_at_its_address(site: Settings) -> None:
    app = create_app(site)
    client: FlaskClient = app.test_client()
    app.extensions["guichet"].library.refresh()
    assert client.get("/mcp").status_code == client.post("/mcp", json={}).status_code == 404


def test_without_the_sdk_one_sentence_says_what_to_install(site: Settings) -> None:
    hide = "import sys; sys.modules['mcp'] = None; sys.argv = ['guichet', 'mcp']; from app.cli import main; main()"
    command = [sys.executable, "-c", hide]
    done = subprocess.run(command, env=variables(site), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert done.stderr == "guichet: 'guichet mcp' needs mcp, which is not installed: pip install 'guichet[mcp]'\n"


def test_only_one_module_knows_the_sdk() -> None:
    found = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "app").rglob("*.py")
        if any(line.startswith(("from mcp", "import mcp", "import uvicorn")) for line in path.read_text().splitlines())
    ]
    assert found == ["app/mcp/server.py"]
