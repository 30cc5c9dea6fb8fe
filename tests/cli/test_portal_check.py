"""`guichet portal check` against real HTTP servers: what answers, what does not, and what would lead away."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from app.cli.portal_probe import made_up
from tests.support.listening import listening
from tests.support.server import environment, run
from tests.support.sites import write_site

PORTAL = """preset: custom
workflows:
  account.login: {path: "login", login: true, label: {fr: Entrer}}
  domains.list: {path: "domains", label: {fr: Domaines}}
  domains.details: {path: "domains/{domain_id}#dns", without: domains.list, label: {fr: Domaine}}
"""
Answer = tuple[int, dict[str, str]]


class Area(ThreadingHTTPServer):
    """A client area of a few answers by path; everything else is 200."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Page)
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class _Page(BaseHTTPRequestHandler):
    server: Area

    def _answer(self) -> None:
        self.server.asked.append((self.command, self.path))
        status, headers = self.server.answers.get(f"{self.command} {self.path}") or self.server.answers.get(
            self.path, (200, {})
        )
        if status == 0:
            time.sleep(1.5)
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the tests' output to the tests."""


@pytest.fixture
def area() -> Iterator[Area]:
    with listening(Area()) as server:
        yield server


Check = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def check(tmp_path: Path, area: Area) -> Check:
    """Runs the command over a small portal; gives its exit code and its JSON, addresses by workflow and parameters."""

    def run_check(*arguments: str, portal: str = PORTAL) -> tuple[int, dict[str, Any]]:
        articles = write_site(tmp_path / "articles", {"portal.yaml": portal})
        env = environment(tmp_path, articles, PORTAL_URL=area.url)
        done = run("portal", "check", "--format", "json", *arguments, env=env)
        assert "Traceback" not in done.stderr
        given = json.loads(done.stdout)
        by_name = {" ".join([a["workflow"], *a["parameters"].values()]): a for a in given["addresses"]}
        return done.returncode, by_name

    return run_check


def test_a_portal_in_which_every_page_answers_is_right(check: Check, area: Area) -> None:
    code, addresses = check()
    assert code == 0
    assert {name: a["verdict"] for name, a in addresses.items()} == dict.fromkeys(
        ["account.login", "domains.list", "domains.details", "domains.details 1"], "ok"
    )
    assert addresses["domains.details 1"]["url"] == f"{area.url}domains/1#dns"
    # The list is asked once, though two workflows lead there; HEAD was enough; fragments are not sent.
    assert area.asked == [("HEAD", "/login"), ("HEAD", "/domains"), ("HEAD", "/domains/1")]


def test_a_page_that_is_not_there_is_reported_and_the_exit_code_is_1(check: Check, area: Area) -> None:
    area.answers["/login"] = (404, {})
    code, addresses = check()
    assert code == 1
    assert (addresses["account.login"]["verdict"], addresses["account.login"]["status"]) == ("not found", 404)


def test_a_parameter_can_be_given_where_a_made_up_one_is_not_known(check: Check, area: Area) -> None:
    area.answers["/domains/1"] = (404, {})
    code, addresses = check()
    assert code == 1
    assert "--parameter" in addresses["domains.details 1"]["detail"]
    assert check("--parameter", "domain_id=42")[0] == 0
    assert ("HEAD", "/domains/42") in area.asked


@pytest.mark.parametrize("status", [500, 503, 418])
def test_an_error_is_reported(check: Check, area: Area, status: int) -> None:
    area.answers["/domains"] = (status, {})
    code, addresses = check()
    assert code == 1
    assert addresses["domains.list"]["verdict"] == addresses["domains.details"]["verdict"] == "error"


def test_what_head_refuses_is_asked_with_get(check: Check, area: Area) -> None:
    area.answers["HEAD /login"] = (405, {})
    area.answers["HEAD /domains"] = (404, {})
    assert check()[0] == 0
    assert ("GET", "/login") in area.asked


def test_a_redirect_inside_the_portal_is_followed(check: Check, area: Area) -> None:
    area.answers["/domains"] = (302, {"Location": "/login?back=domains"})
    area.answers["/domains/1"] = (302, {"Location": "../gone"})
    area.answers["/gone"] = (404, {})
    code, addresses = check()
    assert code == 1
    assert addresses["domains.list"]["verdict"] == "ok"
    assert addresses["domains.details 1"]["verdict"] == "not found"


@pytest.mark.parametrize(
    "location", ["{other}x", "//127.0.0.1:{port}/x", "https://127.0.0.1:1/x", "http://user@evil.invalid/", "/\\evil/"]
)
def test_a_redirect_to_another_host_is_reported_and_never_followed(check: Check, area: Area, location: str) -> None:
    other = Area()
    thread = threading.Thread(target=other.serve_forever, daemon=True)
    thread.start()
    area.answers["/login"] = (302, {"Location": location.format(other=other.url, port=other.server_port)})
    code, addresses = check()
    other.shutdown()
    other.server_close()
    thread.join()
    assert other.asked == []
    if location == "/\\evil/":
        # Sent as it would be by a careful browser: a path of the portal itself.
        assert (code, addresses["account.login"]["verdict"]) == (0, "ok")
    else:
        assert (code, addresses["account.login"]["verdict"]) == (1, "leaves")


def test_redirects_without_end_are_an_error(check: Check, area: Area) -> None:
    area.answers["/login"] = (302, {"Location": "/login"})
    code, addresses = check()
    assert (code, addresses["account.login"]["verdict"]) == (1, "error")


@pytest.mark.parametrize("status", [401, 403])
def test_a_page_behind_a_sign_in_is_right_only_where_one_is_announced(check: Check, area: Area, status: int) -> None:
    area.answers["/login"] = (status, {})
    assert check()[0] == 0
    code, addresses = check(portal=PORTAL.replace("login: true", "login: false"))
    assert (code, addresses["account.login"]["verdict"]) == (1, "error")


def test_a_page_that_takes_too_long_is_reported(check: Check, area: Area) -> None:
    area.answers["/login"] = (0, {})
    code, addresses = check("--timeout", "0.3")
    assert code == 1
    assert addresses["account.login"]["verdict"] == "unreachable"
    assert addresses["domains.list"]["verdict"] == "ok"


def test_a_portal_that_is_down_is_not_asked_for_ever(check: Check, area: Area) -> None:
    area.answers |= dict.fromkeys(["/login", "/domains", "/domains/1"], (0, {}))
    code, addresses = check("--timeout", "0.2")
    assert code == 1
    assert [a["verdict"] for a in addresses.values()] == ["unreachable", "unreachable", "unreachable", "not asked"]


def test_addresses_of_each_language_are_followed(check: Check, area: Area) -> None:
    articles = PORTAL.replace('path: "login"', 'path: {fr: "connexion", en: "sign-in"}')
    assert check(portal=articles)[0] == 0
    assert {("HEAD", "/connexion"), ("HEAD", "/sign-in")} <= set(area.asked)


def test_the_text_has_one_line_an_address_and_a_sum(tmp_path: Path, area: Area) -> None:
    area.answers["/login"] = (404, {})
    env = environment(tmp_path, write_site(tmp_path / "articles", {"portal.yaml": PORTAL}), PORTAL_URL=area.url)
    done = run("portal", "check", env=env)
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert lines[0].split() == ["not", "found", "404", "account.login", f"{area.url}login"]
    assert lines[-1] == "4 addresses: 3 ok, 1 not found"


def test_without_an_address_the_command_says_where_to_set_one(tmp_path: Path) -> None:
    done = run("portal", "check", env=environment(tmp_path, write_site(tmp_path / "a", {"portal.yaml": PORTAL})))
    assert done.returncode == 1
    assert done.stderr == ("guichet: the portal has no address: set GUICHET_PORTAL_URL, or base_url in portal.yaml\n")


def test_the_address_of_the_setting_wins_over_portal_yaml(tmp_path: Path, area: Area) -> None:
    articles = write_site(tmp_path / "a", {"portal.yaml": f"base_url: https://clients.invalid/\n{PORTAL}"})
    assert run("portal", "check", env=environment(tmp_path, articles, PORTAL_URL=area.url)).returncode == 0


def test_a_wrong_portal_yaml_fails_the_check(tmp_path: Path, area: Area) -> None:
    articles = write_site(tmp_path / "a", {"portal.yaml": f"base-url: x\n{PORTAL}"})
    done = run("portal", "check", env=environment(tmp_path, articles, PORTAL_URL=area.url))
    assert done.returncode == 1
    assert "portal.yaml:1: " in done.stderr


@pytest.mark.parametrize("text", ["domain_id", "=4", "domain_id=", "A=1"])
def test_a_parameter_that_is_none_is_a_usage_error(tmp_path: Path, area: Area, text: str) -> None:
    articles = write_site(tmp_path / "a", {"portal.yaml": PORTAL})
    done = run("portal", "check", "--parameter", text, env=environment(tmp_path, articles, PORTAL_URL=area.url))
    assert done.returncode == 2
    assert "NAME=VALUE" in done.stderr


@pytest.mark.parametrize(
    ("pattern", "value"), [("[0-9]{1,20}", "1"), ("[0-9a-f]{32}", "1" * 32), ("[a-z]+", "a"), ("[A-Z]{3}-1", "")]
)
def test_a_value_is_made_up_where_the_pattern_is_simple(pattern: str, value: str) -> None:
    assert made_up(pattern) == value
