"""A content folder on disk, read without ever following a link."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from app.content.tree import MAX_PICTURE, Found, Listing, admit
from app.errors import ContentError

SETTLED_SECONDS = 2.0
"""A file that changed more recently may change again within the resolution of its times."""


class DirectoryTree:
    """The content tree in a folder; the folder itself may be a link, nothing below it."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def files(self) -> Listing:
        """List the folder; a folder that does not exist is empty."""
        if not self._root.is_dir():
            return Listing((), ())
        return admit(self._walk(str(self._root), ""))

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises ContentError when it cannot be read or is not a regular file."""
        try:
            descriptor = self._open(path.split("/"))
        except OSError as error:
            raise ContentError(f"cannot be read: {error.strerror}", path=path, code="file") from None
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise ContentError("only regular files are read", path=path, code="file")
            data = file.read(MAX_PICTURE + 1)
        if len(data) > MAX_PICTURE:
            raise ContentError("larger than 5 MiB", path=path, code="file")
        return data

    def _open(self, parts: list[str]) -> int:
        """Open step by step, so that no folder on the way can be a link. O_NONBLOCK: a pipe must not hang us."""
        if any(part in ("", ".", "..") for part in parts):
            raise FileNotFoundError(0, "not inside the content folder")
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
        folder = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            for part in parts[:-1]:
                below = os.open(part, flags | os.O_DIRECTORY, dir_fd=folder)
                os.close(folder)
                folder = below
            return os.open(parts[-1], flags, dir_fd=folder)
        finally:
            os.close(folder)

    def _walk(self, folder: str, prefix: str) -> Iterator[Found]:
        try:
            with os.scandir(folder) as found:
                items = sorted(found, key=lambda item: item.name)
        except OSError as error:
            raise ContentError(f"cannot be listed: {error.strerror}", path=prefix or ".", code="file") from None
        for item in items:
            path = f"{prefix}{item.name}"
            if item.is_dir(follow_symlinks=False):
                if not item.name.startswith("."):
                    yield from self._walk(item.path, f"{path}/")
            else:
                facts = item.stat(follow_symlinks=False)
                regular = stat.S_ISREG(facts.st_mode)
                yield Found(path, facts.st_size if regular else 0, regular, _stamp(facts))


def _stamp(facts: os.stat_result) -> str:
    changed = max(facts.st_mtime, facts.st_ctime)
    if time.time() - changed < SETTLED_SECONDS:
        return ""
    return f"{facts.st_dev}-{facts.st_ino}-{facts.st_size}-{facts.st_mtime_ns}-{facts.st_ctime_ns}"
