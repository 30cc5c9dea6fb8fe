"""A help centre with one internal article, for the tool server."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from app.accounts import Role, Token, digest, new_token
from app.settings import Settings
from app.store import open_store, upgrade
from tests.support.server import environment
from tests.support.sites import ROOT, article, compiler_for, settings_for, write_site

CANARY = "canarywordinside"
QUESTION = "obtenir le code epp"
SITE = """
brand: {name: Exemple, color: "#7a1fa2"}
locales: [fr, en]
categories: [{id: domains, title: {fr: Domaines, en: Domains}}]
"""
FILES: dict[str, str | bytes] = {
    "site.yaml": SITE,
    "portal.yaml": "preset: whmcs\nbase_url: https://clients.example.com/\n",
    "fr/epp.md": article(
        "Obtenir le code EPP",
        "Le code est sur la fiche.\n\n## Les étapes {#steps}\n\n1. Ouvrez [la liste](portal:domains.list).",
        id="epp-code",
        category="domains",
        workflows=["domains.list"],
    ),
    "en/epp.md": article("Get the EPP code", "On the page.\n\n## Steps {#steps}\n\nOpen it.", id="epp-code"),
    "fr/interne.md": article(f"Note {CANARY}", f"Le mot {CANARY}.", id="internal-note", visibility="agents"),
}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a built help centre whose database is ready."""
    folder = tmp_path_factory.mktemp("mcp")
    articles = write_site(folder / "articles", FILES)
    with compiler_for(folder, articles, datetime.now(UTC)) as compiler:
        compiler.build()
    settings = settings_for(folder, articles)
    upgrade(settings.store)
    return settings


def variables(site: Settings) -> dict[str, str]:
    """The environment in which a command works on that help centre."""
    return environment(site.instance.parent, site.articles)


def a_token(site: Settings, role: Role = Role.AGENT, *, life: timedelta = timedelta(days=1)) -> str:
    """A token as somebody would be given it."""
    text, now, store = new_token(), datetime.now(UTC), open_store(site.store, migrate=False)
    token = Token(text[-8:], "test", role, ("read",), text[-4:], now - timedelta(days=2), now + life)
    store.accounts.add_token(token, digest(text))
    store.close()
    return text


@dataclass(frozen=True, slots=True)
class Running:
    """A tool server that answers at `url`."""

    url: str
    process: subprocess.Popen[str]


@pytest.fixture(scope="session")
def running(site: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """`guichet mcp` over HTTP, as a process of its own."""
    log = tmp_path_factory.mktemp("log") / "mcp.log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "mcp", "--port", "0"],
            env=variables(site),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert process.stdout
    line = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:[0-9]+/mcp", line)
    assert found, line + log.read_text()
    yield Running(found[0], process)
    process.terminate()
    assert process.wait(15) == 0
    process.stdout.close()
