"""What a content folder was: which texts its files had before each change, and which files changed since a revision."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.errors import GuichetError
from app.git.command import Git, GitFailed

TIMEOUT_SECONDS = 30.0
_COMMIT = "\x01"
_RAW = ("--raw", "-z", "--no-abbrev", "--no-renames", "--relative", "--no-ext-diff", "--no-textconv")


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one file: `before` and `after` are the names of its contents, None where there was no file.

    `after` is empty, and `when` None, for what is not committed yet.
    """

    path: str
    when: datetime | None
    before: str | None
    after: str | None


class History:
    """The past of a content folder in a git work tree; without one, nothing happened."""

    def __init__(self, folder: Path):
        self._git = _git(folder)

    def changes(self, suffix: str = ".md") -> tuple[Change, ...]:
        """Every change of every file with that suffix, the newest first; what is not committed comes before all.

        Empty when the folder is in no repository, when git is not installed or does not answer in time. A shallow
        clone tells as much as it has.
        """
        where = ("--end-of-options", "HEAD", "--", f":(glob)**/*{suffix}")
        try:
            open_changes = self._git.run("diff", *_RAW, *where, seconds=TIMEOUT_SECONDS)
            log = self._git.run("log", *_RAW, f"--format={_COMMIT}%ct", *where, seconds=TIMEOUT_SECONDS)
        except GitFailed:
            return ()
        found = list(_changes(open_changes.decode("utf-8", "surrogateescape"), None))
        for commit in log.decode("utf-8", "surrogateescape").split(_COMMIT)[1:]:
            stamp, _, rest = commit.partition("\0")
            found += _changes(rest.lstrip("\n\0"), _moment(stamp))
        return tuple(found)

    def contents(self, names: Iterable[str]) -> Mapping[str, bytes]:
        """The contents of those names, as far as the repository has them."""
        wanted = [name for name in dict.fromkeys(names) if name.isalnum()]
        if not wanted:
            return {}
        try:
            process = self._git.start("cat-file", "--batch", stdin=subprocess.PIPE)
            out, _ = process.communicate("\n".join([*wanted, ""]).encode(), timeout=TIMEOUT_SECONDS)
        except GitFailed:
            return {}
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return {}
        return dict(_objects(out))


def changed_since(folder: Path, revision: str) -> frozenset[str]:
    """Paths below `folder` that differ from where this branch left `revision`, uncommitted and new files too.

    Raises GuichetError when the folder is in no repository, or does not know the revision.
    """
    git = _git(folder)
    try:
        status, out, _ = git.ask("merge-base", "--end-of-options", revision, "HEAD")
        base = out.decode().strip() if status == 0 else _commit(git, revision)
        changed = git.run(
            "diff", "--name-only", "-z", "--no-renames", "--relative", "--end-of-options", base, "--", "."
        )
        new = git.run("ls-files", "-z", "--others", "--exclude-standard", "--", ".")
    except GitFailed as error:
        raise GuichetError(f"--since: {error}") from None
    names = (changed + new).decode("utf-8", "surrogateescape").split("\0")
    return frozenset(filter(None, names))


def _commit(git: Git, revision: str) -> str:
    """A revision without a common ancestor, as a commit. Raises GuichetError when there is none."""
    status, out, _ = git.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if status:
        raise GuichetError(
            f"--since: '{revision}' is no revision of this repository; in a shallow clone, fetch it first"
        )
    return out.decode().strip().splitlines()[-1]


def _git(folder: Path) -> Git:
    # The folder is the operator's choice, also where it belongs to another user.
    return Git(("-c", "safe.directory=*", "-C", os.fspath(folder)))


def _changes(raw: str, when: datetime | None) -> Iterator[Change]:
    """Read `:100644 100644 <before> <after> M`, NUL, path, NUL, …"""
    fields = iter(raw.split("\0"))
    for facts in fields:
        path = next(fields, "")
        parts = facts.lstrip("\n").split(" ")
        if len(parts) == 5 and path:
            before, after, status = parts[2:]
            yield Change(
                path=path,
                when=when,
                before=None if status == "A" else before,
                after=None if status == "D" else "" if after.strip("0") == "" else after,
            )


def _objects(out: bytes) -> Iterator[tuple[str, bytes]]:
    """Read what `cat-file --batch` prints; a missing object has a line and no content."""
    position = 0
    while (end := out.find(b"\n", position)) >= 0:
        name, kind, *size = out[position:end].decode("ascii", "replace").split(" ")
        position = end + 1
        if kind == "blob" and size:
            length = int(size[0])
            yield name, out[position : position + length]
            position += length + 1


def _moment(stamp: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(stamp), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)
