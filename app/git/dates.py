"""When the files of a content folder first appeared and last changed, asked of git."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeAlias

from app.git.command import Git, GitFailed

Dates: TypeAlias = Mapping[str, tuple[date, date]]
"""(first commit, last commit) by POSIX path, as UTC dates."""

TIMEOUT_SECONDS = 30.0
_COMMIT = "\x01"
# --full-history: without it, what git prints of a merged branch depends on where one asks from.
LOG = (
    *("log", "--no-renames", "--no-ext-diff", "--no-textconv", "--full-history", "--name-only", "-z"),
    *(f"--format={_COMMIT}%ct", "--diff-filter=ACMRT"),
)


def file_dates(folder: Path) -> Dates:
    """(first commit, last commit) of every file below `folder`, as UTC dates by POSIX path relative to it.

    Empty when the folder is not in a git work tree, when git is not installed or does not answer in time.
    """
    # The folder is the operator's choice, also where it belongs to another user.
    git = Git(("-c", "safe.directory=*", "-C", str(folder)))
    try:
        return read_dates(git.run(*LOG, "--relative", "--end-of-options", "HEAD", "--", ".", seconds=TIMEOUT_SECONDS))
    except GitFailed:
        return {}


def read_dates(output: bytes) -> dict[str, tuple[date, date]]:
    """Read what `git log` with the options of LOG prints: commits, each with its files."""
    dates: dict[str, tuple[date, date]] = {}
    for commit in output.decode("utf-8", "surrogateescape").split(_COMMIT)[1:]:
        stamp, *names = commit.replace("\n", "\0").split("\0")
        day = _day(stamp)
        for name in filter(None, names):
            dates[name] = _joined(dates.get(name), (day, day))
    return dates


def later(known: Dates, newer: Dates) -> Dates:
    """What is known of some commits together with what newer ones tell."""
    return {**known, **{name: _joined(known.get(name), days) for name, days in newer.items()}}


def _joined(known: tuple[date, date] | None, days: tuple[date, date]) -> tuple[date, date]:
    return (min(known[0], days[0]), max(known[1], days[1])) if known else days


def _day(stamp: str) -> date:
    """The UTC day of a committer's seconds; whoever commits may write any number there."""
    try:
        return datetime.fromtimestamp(int(stamp), UTC).date()
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC).date()
