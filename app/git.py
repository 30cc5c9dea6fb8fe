"""When the files of a content folder first appeared and last changed, asked of git."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

TIMEOUT_SECONDS = 30
_COMMIT = "\x01"


def file_dates(folder: Path) -> Mapping[str, tuple[date, date]]:
    """(first commit, last commit) of every file below `folder`, as UTC dates by POSIX path relative to it.

    Empty when the folder is not in a git work tree, when git is not installed or does not answer in time.
    """
    command = [
        *("git", "-c", "core.quotePath=false", "-C", str(folder), "log", "--no-renames", "--relative"),
        *("--name-only", "-z", f"--format={_COMMIT}%ct", "--diff-filter=ACMRT", "--", "."),
    ]
    try:
        done = subprocess.run(command, capture_output=True, timeout=TIMEOUT_SECONDS, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return {}
    return _parse(done.stdout.decode("utf-8", "surrogateescape"))


def _parse(output: str) -> dict[str, tuple[date, date]]:
    """Read `git log -z --name-only`: commits from the newest to the oldest, each with its files."""
    dates: dict[str, tuple[date, date]] = {}
    for commit in output.split(_COMMIT)[1:]:
        stamp, *names = commit.replace("\n", "\0").split("\0")
        day = datetime.fromtimestamp(int(stamp), UTC).date()
        for name in filter(None, names):
            dates[name] = (day, dates[name][1] if name in dates else day)
    return dates
