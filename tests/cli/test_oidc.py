"""`guichet user … --oidc` and `guichet user oidc`: who may sign in at the provider."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.accounts import Identity
from app.cli.main import cli
from app.ports import AccountStore
from app.store import open_store
from tests.support.server import environment
from tests.support.sites import ROOT

Guichet = Callable[..., Result]
ISSUER = "https://login.example.com"
PROVIDER = {"OIDC_ISSUER": ISSUER, "OIDC_CLIENT_ID": "guichet", "OIDC_CLIENT_SECRET": "from-the-provider"}


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path, ROOT / "articles", BASE_URL="https://help.example", **PROVIDER)


@pytest.fixture
def guichet(env: dict[str, str]) -> Guichet:
    runner = CliRunner()
    return lambda *arguments: runner.invoke(cli, arguments, env=env)


@pytest.fixture
def accounts(env: dict[str, str]) -> Iterator[AccountStore]:
    with closing(open_store(env["GUICHET_STORE"])) as store:
        yield store.accounts


def test_somebody_is_added_who_signs_in_at_the_provider_and_needs_no_link(
    guichet: Guichet, accounts: AccountStore
) -> None:
    done = guichet("user", "add", "Ada@Example.com", "--role", "agent", "--oidc")
    assert done.exit_code == 0
    said = "ada@example.com signs in at https://help.example/login/oidc, the first time as ada@example.com"
    assert done.stdout.strip() == said
    assert re.search(r"ada@example\.com +agent +expected from the provider +never", guichet("user", "list").stdout)
    ada = accounts.recognise(ISSUER, "7", "ada@example.com", datetime.now(UTC))
    assert ada is not None
    assert re.search(r"ada@example\.com +agent +active", guichet("user", "list").stdout)
    assert accounts.identities() == [Identity(ada.id, ISSUER, "7")]
    log = guichet("user", "log").stdout
    assert log.index("provider linked") < log.index("provider expected")


def test_who_has_a_password_may_sign_in_at_the_provider_too_or_no_longer(
    guichet: Guichet, accounts: AccountStore
) -> None:
    guichet("user", "add", "ada", "--role", "agent")
    guichet("user", "add", "bob", "--role", "agent")
    assert guichet("user", "oidc", "ada", "--email", "ada@example.com").exit_code == 0
    assert guichet("user", "oidc", "ada", "--subject", "248289761001").exit_code == 0
    assert len(accounts.identities()) == 2
    for taken in (("--email", "ADA@example.com"), ("--subject", "248289761001")):
        refused = guichet("user", "oidc", "bob", *taken)
        assert refused.exit_code == 1
        assert "somebody else is" in refused.stderr
    assert guichet("user", "oidc", "ada", "--forget").exit_code == 0
    assert accounts.identities() == []
    assert accounts.recognise(ISSUER, "248289761001", "ada@example.com", datetime.now(UTC)) is None


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("add", "ada", "--role", "agent", "--oidc"), 2),
        (("oidc", "bob"), 1),
        (("oidc", "bob", "--email", "ａda@example.com"), 1),
        (("oidc", "bob", "--subject", ""), 2),
        (("oidc", "bob", "--subject", "é"), 2),
        (("oidc", "bob", "--subject", "x" * 256), 2),
        (("oidc", "bob", "--subject", "7", "--forget"), 2),
        (("oidc", "nobody", "--subject", "7"), 1),
    ],
)
def test_what_names_nobody_is_refused_and_adds_nobody(
    guichet: Guichet, accounts: AccountStore, arguments: tuple[str, ...], code: int
) -> None:
    guichet("user", "add", "bob", "--role", "agent")
    assert guichet("user", *arguments).exit_code == code
    assert accounts.identities() == []
    assert [user.name for user in accounts.people()] == ["bob"]


def test_without_a_provider_the_command_says_which_setting_is_missing(tmp_path: Path) -> None:
    env = environment(tmp_path, ROOT / "articles")
    done = CliRunner().invoke(cli, ["user", "add", "ada@example.com", "--role", "agent", "--oidc"], env=env)
    assert done.exit_code == 1
    assert "GUICHET_OIDC_ISSUER" in done.stderr
    assert "there is nobody yet" in CliRunner().invoke(cli, ["user", "list"], env=env).stdout
