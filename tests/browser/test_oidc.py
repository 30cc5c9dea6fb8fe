"""Signing in with a real provider's process, another site than ours, in a real Chromium."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.server import Server, environment, run, serving
from tests.support.sites import ROOT

pytestmark = pytest.mark.browser

EMAIL = "ada@example.com"


@contextmanager
def provider() -> Iterator[str]:
    """The issuer of a provider that knows Ada, whose address it vouches for, and Eve, whose address it does not."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    people = [
        {"sub": "ada-7", "email": EMAIL, "email_verified": True},
        {"sub": "eve-8", "email": EMAIL, "email_verified": False},
    ]
    claims = [option for person in people for option in ("--user-claims", json.dumps(person))]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true", *claims]
    # Its own warnings are its own: it uses a module that its library is about to drop.
    env = {**os.environ, "PYTHONWARNINGS": "ignore", "NO_COLOR": "1"}
    process = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int) -> None:
    end = time.monotonic() + 60
    while True:
        connection = http.client.HTTPConnection("localhost", port, timeout=5)
        try:
            connection.request("GET", "/.well-known/openid-configuration")
            if connection.getresponse().status == 200:
                return
        except OSError:
            assert time.monotonic() < end, "the provider does not start"
            time.sleep(0.2)
        finally:
            connection.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`guichet serve` with two workers, to which Ada is expected."""
    folder: Path = tmp_path_factory.mktemp("oidc")
    with provider() as issuer:
        settings = {"OIDC_ISSUER": issuer, "OIDC_CLIENT_ID": "guichet", "OIDC_CLIENT_SECRET": "any/thing+%"}
        env = environment(folder, ROOT / "articles", OIDC_NAME="Exemple SSO", **settings)
        done = run("user", "add", EMAIL, "--role", "agent", "--oidc", env=env)
        assert done.returncode == 0, done.stderr
        with serving(env, "--workers", "2") as server:
            yield server


def test_an_agent_signs_in_at_a_provider_and_comes_back_to_the_desk(chromium: Browser, desk: Server) -> None:
    page = chromium.new_page(base_url=desk.url, locale="fr-FR", java_script_enabled=False)
    page.goto("/fr/")
    assert page.context.cookies() == []
    page.goto("/agent/")
    page.get_by_role("link", name="Se connecter avec Exemple SSO").click()
    page.wait_for_url("http://localhost:*/**")
    page.get_by_role("button", name="eve-8", exact=True).click()
    expect(page.get_by_role("heading", name="La connexion n’a pas abouti")).to_be_visible()
    assert page.url.startswith(f"{desk.url}/login/oidc/callback")
    page.get_by_role("link", name="Revenir à la connexion").click()
    page.get_by_role("link", name="Se connecter avec Exemple SSO").click()
    page.get_by_role("button", name="ada-7", exact=True).click()
    page.wait_for_url(f"{desk.url}/agent/")
    used = page.context.cookies()
    assert [cookie["name"] for cookie in used if cookie["domain"] == "127.0.0.1"] == ["guichet"]
    page.goto("/account")
    expect(page.get_by_text(EMAIL)).to_be_visible()
    assert page.locator("input[type=password]").count() == 0
    page.get_by_role("button", name="Se déconnecter").click()
    page.goto("/agent/")
    assert "/login" in page.url
    page.close()


def test_whoever_cancels_at_the_provider_is_told_what_to_do(chromium: Browser, desk: Server) -> None:
    page = chromium.new_page(base_url=desk.url, locale="en-GB")
    page.goto("/login")
    page.get_by_role("link", name="Sign in with Exemple SSO").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("heading", name="Signing in did not succeed")).to_be_visible()
    assert "guichet" not in [cookie["name"] for cookie in page.context.cookies(desk.url)]
    page.close()
