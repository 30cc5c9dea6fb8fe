"""The files of one commit, listed with their sizes and read by their hash: nothing is ever checked out."""

from __future__ import annotations

import os
import re
import select
import subprocess
import threading
import time
from collections.abc import Iterator
from typing import NamedTuple

from app.git.command import TIMEOUT_SECONDS, Git, GitFailed, end

_REGULAR = frozenset({"100644", "100755", "100664"})
_OBJECT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_CHUNK = 1 << 16


class Blob(NamedTuple):
    """What a commit has at a path (as git has it, whatever it is): size in bytes, 0 where it is no file.

    `regular` is false for links and submodules.
    """

    path: str
    size: int
    regular: bool
    hash: str


def is_object(name: str) -> bool:
    """Whether that is the full name of an object: the only kind of revision that git is ever asked for."""
    return bool(_OBJECT.fullmatch(name))


def blobs(git: Git, commit: str, folder: str = "") -> Iterator[Blob]:
    """Everything below a folder of a commit, one by one, so that a reader may stop. Raises GitFailed.

    Sizes come from the headers of the objects: no content is read.
    """
    place = f"{checked(commit)}:{folder}" if folder else checked(commit)
    with git.running("ls-tree", "-r", "-z", "-l", "--full-tree", "--end-of-options", place) as process:
        watchdog = threading.Timer(TIMEOUT_SECONDS, end, [process])
        watchdog.daemon = True
        watchdog.start()
        try:
            yield from map(_blob, _records(process))
            if process.wait():
                raise GitFailed(f"the commit {commit[:12]} cannot be listed: the mirror is damaged")
        finally:
            watchdog.cancel()


def has_folder(git: Git, commit: str, folder: str) -> bool:
    """Whether a commit has a folder of that name at its top (not a link or a file)."""
    found = git.run("ls-tree", "-z", "-d", "--full-tree", "--end-of-options", checked(commit), folder)
    return found.startswith(b"040000 tree ")


def checked(commit: str) -> str:
    """The name of a commit. Raises GitFailed for anything else: it would be a revision, or an option."""
    if not is_object(commit):
        raise GitFailed("that is no name of a commit")
    return commit


def _records(process: subprocess.Popen[bytes]) -> Iterator[str]:
    assert process.stdout
    rest = b""
    while chunk := process.stdout.read(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\0")
        for record in whole:
            yield record.decode("utf-8", "surrogateescape")


def _blob(record: str) -> Blob:
    facts, _, path = record.partition("\t")
    mode, _, name, size = facts.split()
    regular = mode in _REGULAR and size.isdigit()
    return Blob(path, int(size) if regular else 0, regular, name)


class Reader:
    """Reads objects by their hash from one process of git, which is started when it is needed; for one thread."""

    def __init__(self, git: Git):
        self._git = git
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, name: str, size: int) -> bytes:
        """The bytes of a blob of that very size. Raises GitFailed when there is no such blob."""
        try:
            return self._read(name, size)
        except (OSError, ValueError) as error:
            self.close()
            raise GitFailed(f"the object {name[:12]} cannot be read: {error}") from None
        except GitFailed:
            self.close()
            raise

    def close(self) -> None:
        """End the process; the next read starts another one."""
        if self._process:
            end(self._process)
            self._process = None

    def _read(self, name: str, size: int) -> bytes:
        if not is_object(name):
            raise GitFailed("that is no name of an object")
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = self._git.start("cat-file", "--batch", stdin=subprocess.PIPE)
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{name}\n".encode())
        self._process.stdin.flush()
        incoming = _Incoming(self._process.stdout.fileno())
        said = incoming.line().split()
        if said != [name, "blob", str(size)]:
            raise GitFailed(f"the object {name[:12]} is not what its commit says: the mirror is damaged")
        return incoming.take(size + 1)[:-1]


class _Incoming:
    """Bytes from a pipe, waited for no longer than a minute."""

    def __init__(self, descriptor: int):
        self._descriptor = descriptor
        self._held = b""
        self._end = time.monotonic() + TIMEOUT_SECONDS

    def line(self) -> str:
        while b"\n" not in self._held:
            self._more()
        line, _, self._held = self._held.partition(b"\n")
        return line.decode("ascii", "replace")

    def take(self, count: int) -> bytes:
        parts, length = [self._held], len(self._held)
        while length < count:
            self._held = b""
            self._more()
            parts.append(self._held)
            length += len(self._held)
        self._held = b""
        return b"".join(parts)[:count]

    def _more(self) -> None:
        left = max(0.0, self._end - time.monotonic())
        if not select.select([self._descriptor], [], [], left)[0]:
            raise GitFailed(f"git cat-file did not answer within {TIMEOUT_SECONDS:.0f} s")
        chunk = os.read(self._descriptor, _CHUNK)
        if not chunk:
            raise GitFailed("git cat-file ended early: the mirror is damaged")
        self._held += chunk
