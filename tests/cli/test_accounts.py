"""`guichet user` and `guichet token`: what an operator does with accounts, and what is shown once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.accounts import Guessing
from app.cli.main import cli
from app.store import open_store
from tests.support.server import environment
from tests.support.sites import ROOT, SECRET

Guichet = Callable[..., Result]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path, ROOT / "articles", BASE_URL="https://help.example")


@pytest.fixture
def guichet(env: dict[str, str]) -> Guichet:
    runner = CliRunner()
    return lambda *arguments: runner.invoke(cli, arguments, env=env)


def test_x10_somebody_is_added_without_a_password_and_gets_a_link_once(guichet: Guichet, tmp_path: Path) -> None:
    assert "there is nobody yet" in guichet("user", "list").stdout
    done = guichet("user", "add", "Ada@Example.com", "--role", "editor")
    link = done.stdout.strip()
    assert done.exit_code == 0
    assert re.fullmatch(r"https://help\.example/login/[A-Za-z0-9_-]{43}", link)
    assert "good once" in done.stderr
    assert re.search(r"ada@example\.com +editor +no password yet +never", guichet("user", "list").stdout)
    assert link.rpartition("/")[2].encode() not in (tmp_path / "guichet.db").read_bytes()
    again = guichet("user", "add", "ada@example.com", "--role", "agent")
    assert (again.exit_code, again.stdout) == (1, "")
    assert "is called 'ada@example.com' already" in again.stderr
    other = guichet("user", "link", "ada@example.com").stdout.strip()
    assert other != link


@pytest.mark.parametrize("name", ["a b", "é", "", "x" * 65, "../x"])
def test_a_name_that_cannot_be_one_is_a_mistake_of_usage(guichet: Guichet, name: str) -> None:
    assert guichet("user", "add", "--role", "agent", "--", name).exit_code == 2
    assert guichet("user", "add", "ada", "--role", "root").exit_code == 2
    assert guichet("user", "add", "ada").exit_code == 2


def test_roles_change_people_are_kept_out_and_let_in_and_the_log_tells(guichet: Guichet) -> None:
    guichet("user", "add", "ada", "--role", "agent")
    assert guichet("user", "role", "ADA", "admin").exit_code == 0
    assert guichet("user", "disable", "ada").exit_code == 0
    assert re.search(r"ada +admin +disabled", guichet("user", "list").stdout)
    refused = guichet("user", "link", "ada")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert guichet("user", "enable", "ada").exit_code == 0
    told = guichet("user", "log").stdout
    for what in ("added", "link made", "role changed", "disabled", "enabled"):
        assert what in told


@pytest.mark.parametrize(
    "command", [("role", "nobody", "agent"), *((name, "nobody") for name in ("disable", "enable"))]
)
def test_somebody_who_does_not_exist_is_named(guichet: Guichet, command: tuple[str, ...]) -> None:
    done = guichet("user", *command)
    assert done.exit_code == 1
    assert "nobody is called 'nobody'" in done.stderr
    assert "Traceback" not in done.output


def test_x5_an_operator_sees_who_is_locked_and_unlocks(guichet: Guichet, env: dict[str, str]) -> None:
    guichet("user", "add", "ada", "--role", "agent")
    store, now = open_store(env["GUICHET_STORE"]), datetime.now(UTC)
    for number in range(5):
        store.accounts.attempt(bytes([number]), (Guessing(SECRET).account("ada"),), now)
    store.close()
    assert re.search(r"ada +agent +locked", guichet("user", "list").stdout)
    assert guichet("user", "unlock", "ada").exit_code == 0
    assert "locked" not in guichet("user", "list").stdout


def test_x12_a_token_is_shown_once_and_listed_by_its_last_four_characters(guichet: Guichet, tmp_path: Path) -> None:
    made = guichet("token", "create", "helpdesk", "--role", "agent", "--expires", "30d", "--scope", "read")
    token = made.stdout.strip()
    assert re.fullmatch(r"gui_[A-Za-z0-9_-]{43}", token)
    listed = guichet("token", "list").stdout
    assert token not in listed
    assert re.search(rf"helpdesk +agent +read +…{re.escape(token[-4:])} +active", listed)
    assert token.encode() not in (tmp_path / "guichet.db").read_bytes()
    assert "is in use" in guichet("token", "create", "helpdesk", "--role", "agent").stderr
    assert guichet("token", "revoke", "helpdesk").exit_code == 0
    assert "revoked" in guichet("token", "list").stdout
    assert guichet("token", "revoke", "helpdesk").exit_code == 1
    assert guichet("token", "create", "helpdesk", "--role", "agent").exit_code == 0


@pytest.mark.parametrize("end", ["0d", "367d", "1y", "2020-01-01", "2999-01-01", "2026-13-01", "-1d", ""])
def test_a_token_that_never_ends_or_has_ended_is_a_mistake_of_usage(guichet: Guichet, end: str) -> None:
    done = guichet("token", "create", "x", "--role", "agent", "--expires", end)
    assert (done.exit_code, done.stdout) == (2, "")


@pytest.mark.parametrize("name", ["", "x" * 65, "a\nb"])
def test_a_token_has_a_name_that_a_list_can_show(guichet: Guichet, name: str) -> None:
    assert guichet("token", "create", "--role", "agent", "--", name).exit_code == 2


def test_a_scope_that_there_is_not_is_a_mistake_of_usage(guichet: Guichet) -> None:
    assert guichet("token", "create", "x", "--role", "agent", "--scope", "all").exit_code == 2
