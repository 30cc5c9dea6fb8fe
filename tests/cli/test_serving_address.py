"""Links that commands print lead to the service as it runs, or say what to set."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.serving import address_here, noted
from app.settings import Settings
from tests.support.server import environment, run, serving
from tests.support.sites import article, settings_for, write_site


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    articles = write_site(tmp_path / "articles", {"fr/epp.md": article("Le code EPP", id="epp")})
    return environment(tmp_path, articles, INSTANCE=str(tmp_path / "instance"))


def test_x10_the_link_of_somebody_new_leads_to_the_service_at_its_port(env: dict[str, str]) -> None:
    with serving(env) as server:
        done = run("user", "add", "ada", "--role", "editor", env=env)
        base, separator, secret = done.stdout.strip().partition("/login/")
        assert (base, separator) == (f"http://127.0.0.1:{server.port}", "/login/")
        assert "GUICHET_BASE_URL is not set, and the link leads to the service on this machine" in done.stderr
        assert server.get(f"/login/{secret}")[0] == 200
        printed = run("link", "epp", "--locale", "fr", "--format", "url", env=env)
        assert printed.stdout.startswith(f"http://127.0.0.1:{server.port}/a/epp")
        assert f"links begin with http://127.0.0.1:{server.port} until GUICHET_BASE_URL" in printed.stderr
    gone = run("user", "link", "ada", env=env)
    assert gone.stdout.startswith("http://127.0.0.1:8000/login/")
    assert "no service runs here to link to: set it to your site's address" in gone.stderr
    public = run("user", "link", "ada", env={**env, "GUICHET_BASE_URL": "https://help.example"})
    assert public.stdout.startswith("https://help.example/login/")
    assert "GUICHET_BASE_URL" not in public.stderr


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path, tmp_path / "articles")


def test_the_note_is_gone_with_the_service_and_of_one_help_centre_alone(settings: Settings, tmp_path: Path) -> None:
    with noted(settings, "http://127.0.0.1:8391"):
        assert address_here(settings) == "http://127.0.0.1:8391"
        other = settings_for(tmp_path / "other", tmp_path / "articles")
        assert address_here(other) is None
    assert address_here(settings) is None


@pytest.mark.parametrize("url", ["http://0.0.0.0:80", "http://[::]:80"])
def test_an_address_for_every_name_is_no_link(settings: Settings, url: str) -> None:
    with noted(settings, url):
        assert address_here(settings) is None


@pytest.mark.parametrize(
    "text", ["", "x", "99999999999999999999 http://a:1", "1 https://evil.example/x", "-1 http://a:1"]
)
def test_a_note_that_nobody_wrote_is_not_believed(settings: Settings, text: str) -> None:
    with noted(settings, "http://[::1]:8391"):
        assert address_here(settings) == "http://[::1]:8391"
        (note,) = (settings.instance / "serving").iterdir()
        note.write_text(text)
        assert address_here(settings) is None


def test_the_note_of_a_killed_service_is_not_believed(settings: Settings) -> None:
    with noted(settings, "http://127.0.0.1:8391"):
        (note,) = (settings.instance / "serving").iterdir()
        with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
            note.write_text(f"{process.pid} http://127.0.0.1:8391")
            assert address_here(settings) == "http://127.0.0.1:8391"
            os.kill(process.pid, signal.SIGKILL)
        assert address_here(settings) is None


def test_a_folder_that_cannot_be_written_stops_no_service(settings: Settings) -> None:
    settings.instance.write_text("a file")
    with noted(settings, "http://127.0.0.1:8391"):
        assert address_here(settings) is None
