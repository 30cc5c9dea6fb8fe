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
from app.git.tree import checked

TIMEOUT_SECONDS = 30.0
_COMMIT = "\x01"
_RAW = ("--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv")


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
    """The past of a content folder: of one in a git work tree, or of a commit of a repository (`commit`, and `within`
    the folder of it that the content is). Without a repository, nothing happened."""

    def __init__(self, place: Path | Git, commit: str | None = None, within: str = ""):
        self._git = _git(place) if isinstance(place, Path) else place
        self._commit = commit
        self._within = f"{within}/" if within else ""

    def changes(self, suffix: str = ".md") -> tuple[Change, ...]:
        """Every change of every file with that suffix, the newest first; what is not committed comes before all.

        Empty when the folder is in no repository, when git is not installed or does not answer in time. A shallow
        clone tells as much as it has.
        """
        try:
            return (*self.open_changes(suffix), *self.committed(suffix))
        except GitFailed:
            return ()

    def head(self) -> str | None:
        """The commit that the content is, or was made from; None where there is none."""
        if self._commit:
            return self._commit
        try:
            status, out, _ = self._git.ask("rev-parse", "--verify", "--quiet", "HEAD", seconds=TIMEOUT_SECONDS)
        except GitFailed:
            return None
        return out.decode("ascii", "replace").strip() if status == 0 else None

    def follows(self, commit: str, before: str) -> bool:
        """Whether `commit` was made on top of `before`. Raises GitFailed."""
        status, _, _ = self._git.ask("merge-base", "--is-ancestor", checked(before), checked(commit))
        return status == 0

    def open_changes(self, suffix: str = ".md") -> tuple[Change, ...]:
        """What is not committed; nothing where the content is a commit. Raises GitFailed."""
        if self._commit:
            return ()
        out = self._git.run("diff", *_RAW, "--relative", *self._where("HEAD", suffix), seconds=TIMEOUT_SECONDS)
        return tuple(_changes(out.decode("utf-8", "surrogateescape"), None))

    def committed(self, suffix: str = ".md", since: str | None = None) -> tuple[Change, ...]:
        """What commits changed, the newest first; only those after `since` where that is given. Raises GitFailed."""
        revision = f"{checked(since)}..{self._commit or 'HEAD'}" if since else self._commit or "HEAD"
        relative = f"--relative={self._within}" if self._within else "--relative"
        options = (*_RAW, relative, f"--format={_COMMIT}%ct", *self._where(revision, suffix))
        log = self._git.run("log", *options, seconds=TIMEOUT_SECONDS)
        found: list[Change] = []
        for commit in log.decode("utf-8", "surrogateescape").split(_COMMIT)[1:]:
            stamp, _, rest = commit.partition("\0")
            found += _changes(rest.lstrip("\n\0"), _moment(stamp))
        return tuple(found)

    def contents(self, names: Iterable[str], largest: int | None = None) -> Mapping[str, bytes]:
        """The contents of those names, as far as the repository has them; none of more than `largest` bytes."""
        wanted = [name for name in dict.fromkeys(names) if name.isalnum()]
        if wanted and largest is not None:
            said = self._cat("--batch-check", wanted).decode("ascii", "replace").splitlines()
            facts = [line.split(" ") for line in said]
            wanted = [name for name, kind, size in (f for f in facts if len(f) == 3) if _fits(kind, size, largest)]
        return dict(_objects(self._cat("--batch", wanted))) if wanted else {}

    def _cat(self, how: str, names: Iterable[str]) -> bytes:
        """What `cat-file` says of those names; nothing when it does not answer in time."""
        try:
            process = self._git.start("cat-file", how, stdin=subprocess.PIPE)
        except GitFailed:
            return b""
        try:
            return process.communicate("\n".join([*names, ""]).encode(), timeout=TIMEOUT_SECONDS)[0]
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return b""

    def _where(self, revision: str, suffix: str) -> tuple[str, ...]:
        return ("--end-of-options", revision, "--", f":(glob){self._within}**/*{suffix}")


def _fits(kind: str, size: str, largest: int) -> bool:
    return kind == "blob" and int(size) <= largest


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
