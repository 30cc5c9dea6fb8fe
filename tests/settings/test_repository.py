"""Settings of the content repository and its webhook."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.errors import SettingError
from app.settings import Repository, Settings, load_settings

SECRET = "a webhook secret".replace(" ", "-") + "-0123456789abcdef"
OTHER = "another-webhook-secret-fedcba9876543210"


def load(tmp_path: Path, **values: str) -> Settings:
    return load_settings({f"GUICHET_{name}": value for name, value in values.items()}, tmp_path / "instance")


@pytest.mark.parametrize(
    "url",
    [
        "https://git.example.com/help.git",
        "https://reader:token@git.example.com:8443/help.git",
        "ssh://git@git.example.com:2222/help.git",
        "git@git.example.com:nindohost/help.git",
        "http://127.0.0.1:3000/help.git",
    ],
)
def test_an_address_over_https_or_ssh_is_accepted_as_it_is(tmp_path: Path, url: str) -> None:
    assert load(tmp_path, CONTENT_GIT=url, WEBHOOK_SECRET=SECRET).content == Repository(url, "main", 60)


def test_a_path_is_made_absolute(tmp_path: Path) -> None:
    settings = load(tmp_path, CONTENT_GIT="content.git", CONTENT_BRANCH="release/2026", CONTENT_SECONDS="10")
    assert settings.content == Repository(str(Path("content.git").resolve()), "release/2026", 10)
    assert load(tmp_path, CONTENT_GIT="file:///srv/help.git").content == Repository("/srv/help.git")


@pytest.mark.parametrize(
    "url",
    [
        "ext::sh -c id",
        "fd::17",
        "--upload-pack=id",
        "git://git.example.com/help.git",
        "http://git.example.com/help.git",
        "https:///help.git",
        "https://-oProxyCommand=id/help.git",
        "ssh://-oProxyCommand=id/x",
        "file://server/share",
        "https://git.example.com/a b.git",
        "https://git.example.com/help.git?x=1",
        "/srv/help\n.git",
    ],
)
def test_w5_an_address_that_could_run_something_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingError, match=r"^GUICHET_CONTENT_GIT must be"):
        load(tmp_path, CONTENT_GIT=url)


@pytest.mark.parametrize(
    "branch", ["-main", "--upload-pack=x", "a..b", "a b", "main.lock", "x/", "a//b", "@{-1}", "m~1"]
)
def test_w4_a_branch_that_is_a_revision_or_an_option_is_refused(tmp_path: Path, branch: str) -> None:
    with pytest.raises(SettingError, match=r"^GUICHET_CONTENT_BRANCH "):
        load(tmp_path, CONTENT_GIT="/srv/help.git", CONTENT_BRANCH=branch)


@pytest.mark.parametrize("seconds", ["0", "4", "3601", "1e2", "-5"])
def test_an_interval_out_of_range_is_refused(tmp_path: Path, seconds: str) -> None:
    with pytest.raises(SettingError, match=r"^GUICHET_CONTENT_SECONDS "):
        load(tmp_path, CONTENT_GIT="/srv/help.git", CONTENT_SECONDS=seconds)


def test_w10_a_repository_without_a_secret_gives_a_warning_at_start(tmp_path: Path) -> None:
    settings = load(tmp_path, CONTENT_GIT="/srv/help.git")
    assert settings.webhook is None
    assert [warning for warning in settings.warnings if "GUICHET_WEBHOOK_SECRET is not set" in warning]


def test_a_secret_without_a_repository_and_a_folder_beside_one_give_warnings(tmp_path: Path) -> None:
    assert load(tmp_path, WEBHOOK_SECRET=SECRET).warnings == (
        "GUICHET_WEBHOOK_SECRET has no effect without GUICHET_CONTENT_GIT",
    )
    assert load(tmp_path, CONTENT_GIT="/srv/help.git", WEBHOOK_SECRET=SECRET, ARTICLES="articles").warnings == (
        "GUICHET_ARTICLES is not read while GUICHET_CONTENT_GIT is set",
    )


@pytest.mark.parametrize("name", ["WEBHOOK_SECRET", "WEBHOOK_SECRET_OLD"])
@pytest.mark.parametrize("secret", ["short", "x" * 40, "", SECRET[:31], "0123456789abcdef 0123456789abcdef"])
def test_w10_e1_a_weak_secret_is_refused_without_being_shown(tmp_path: Path, name: str, secret: str) -> None:
    with pytest.raises(SettingError, match=rf"^GUICHET_{name} ") as caught:
        load(tmp_path, CONTENT_GIT="/srv/help.git", **{name: secret})
    assert not secret or secret not in str(caught.value)


def test_e1_the_webhook_secret_is_not_the_secret_key(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"^GUICHET_WEBHOOK_SECRET must differ from GUICHET_SECRET_KEY"):
        load(tmp_path, SECRET_KEY=SECRET, WEBHOOK_SECRET=SECRET)


def test_w10_two_secrets_count_until_the_configured_moment(tmp_path: Path) -> None:
    settings = load(tmp_path, WEBHOOK_SECRET=SECRET, WEBHOOK_SECRET_OLD=OTHER, WEBHOOK_SECRET_OLD_UNTIL="2026-07-01")
    assert settings.webhook
    assert settings.webhook.secrets(datetime(2026, 6, 30, 23, 59, tzinfo=UTC)) == (SECRET, OTHER)
    assert settings.webhook.secrets(datetime(2026, 7, 1, tzinfo=UTC)) == (SECRET,)


@pytest.mark.parametrize(
    "values",
    [
        {"WEBHOOK_SECRET_OLD": OTHER, "WEBHOOK_SECRET": SECRET},
        {"WEBHOOK_SECRET_OLD_UNTIL": "2026-07-01", "WEBHOOK_SECRET": SECRET},
        {"WEBHOOK_SECRET_OLD": OTHER, "WEBHOOK_SECRET_OLD_UNTIL": "soon", "WEBHOOK_SECRET": SECRET},
        {"WEBHOOK_SECRET_OLD": OTHER, "WEBHOOK_SECRET_OLD_UNTIL": "2026-07-01"},
    ],
)
def test_w10_an_overlap_without_an_end_or_a_successor_is_refused(tmp_path: Path, values: dict[str, str]) -> None:
    with pytest.raises(SettingError, match=r"^GUICHET_WEBHOOK_SECRET_OLD"):
        load(tmp_path, **values)
