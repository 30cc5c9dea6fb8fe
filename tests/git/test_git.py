"""Dates from git: a real repository, and folders that are none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.git import file_dates
from tests.support.worktrees import git


def test_a_file_has_the_days_of_its_first_and_last_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    content = tmp_path / "articles" / "fr"
    content.mkdir(parents=True)
    (content / "éà « x ».md").write_text("one")
    (tmp_path / "README").write_text("outside")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one", day="2026-01-05")
    (content / "éà « x ».md").write_text("two")
    git(tmp_path, "commit", "-qam", "two", day="2026-02-07")
    assert file_dates(tmp_path / "articles") == {"fr/éà « x ».md": (date(2026, 1, 5), date(2026, 2, 7))}


def test_a_folder_outside_of_git_has_no_dates(tmp_path: Path) -> None:
    assert file_dates(tmp_path) == {}


def test_a_repository_without_a_commit_has_no_dates(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    assert file_dates(tmp_path) == {}
