"""`guichet db` looks after the database: what it prints, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.server import environment, run


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path, tmp_path / "articles")


def test_a_new_database_is_made_checked_copied_and_purged(env: dict[str, str], tmp_path: Path) -> None:
    assert run("db", "upgrade", env=env).returncode == 0
    checked = run("db", "check", env=env)
    assert (checked.returncode, checked.stdout) == (0, "the database is sound\n")
    copied = run("db", "backup", str(tmp_path / "copy.db"), env=env)
    assert copied.returncode == 0
    assert copied.stdout.startswith(f"{tmp_path / 'copy.db'} (")
    purged = run("db", "purge", env=env)
    assert purged.returncode == 0
    assert purged.stdout.startswith("removed 0 events, 0 comments and 0 sums\nkept: events and comments from ")


def test_what_is_wrong_with_a_database_ends_the_check_with_1(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "guichet.db").write_bytes(b"")
    checked = run("db", "check", env=env)
    assert checked.returncode == 1
    assert "is empty, it was cut" in checked.stdout


@pytest.mark.parametrize("arguments", [("check",), ("backup", "copy.db")])
def test_a_database_that_is_not_there_is_the_environments_fault(
    env: dict[str, str], tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = run("db", *arguments, env=env, cwd=tmp_path)
    assert done.returncode == 3
    assert "guichet db upgrade" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_backup_never_overwrites(env: dict[str, str], tmp_path: Path) -> None:
    run("db", "upgrade", env=env)
    done = run("db", "backup", str(tmp_path / "guichet.db"), env=env)
    assert (done.returncode, "exists already" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("name", "value"), [("RETENTION_DAYS", "91"), ("RETENTION_MONTHS", "26"), ("RETENTION_DAYS", "0")]
)
def test_retention_can_only_be_shortened(env: dict[str, str], name: str, value: str) -> None:
    done = run("db", "purge", env=env | {f"GUICHET_{name}": value})
    assert done.returncode == 2
    assert f"GUICHET_{name} must be a whole number from" in done.stderr
