"""A content folder on disk, read without ever following a link."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from app.content.tree import MAX_PICTURE, Found, Listing, Unreadable, admit, suffix_of
from app.errors import ContentError, reason_of

SETTLED_SECONDS = 2.0
"""A file that changed more recently may change again within the resolution of its times."""

LOST_AND_FOUND = "lost+found"
"""What every ext4 volume has at its top, for root alone: a content folder may be a volume."""
_GONE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)


class DirectoryTree:
    """The content tree in a folder; the folder itself may be a link, nothing below it."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def files(self) -> Listing:
        """List the folder; a folder that does not exist is empty."""
        if not self._root.is_dir():
            return Listing((), ())
        try:
            return admit(self._walk(str(self._root), ""))
        except OSError as error:
            raise ContentError(f"cannot be listed: {_why(error)}", path=".", code="file") from None

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises ContentError when it is not a regular file, Unreadable when it cannot be read."""
        try:
            with os.fdopen(self._open(path.split("/")), "rb") as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    raise ContentError("only regular files are read", path=path, code="file")
                data = file.read(MAX_PICTURE + 1)
        except OSError as error:
            raise Unreadable(f"cannot be read: {_why(error)}", path=path) from None
        if len(data) > MAX_PICTURE:
            raise ContentError("larger than 5 MiB", path=path, code="file")
        return data

    def _open(self, parts: list[str]) -> int:
        """Open step by step, so that no folder on the way can be a link. O_NONBLOCK: a pipe must not hang us."""
        if any(part in ("", ".", "..") for part in parts):
            raise ContentError("not inside the content folder", path="/".join(parts), code="file")
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
        with os.scandir(folder) as found:
            items = sorted(found, key=lambda item: item.name)
        if not items and suffix_of(folder) == ".md":
            yield from _empty(prefix.removesuffix("/"))
        for item in items:
            path = f"{prefix}{item.name}"
            try:
                if not item.is_dir(follow_symlinks=False):
                    facts = item.stat(follow_symlinks=False)
                    regular = stat.S_ISREG(facts.st_mode)
                    yield Found(path, facts.st_size if regular else 0, regular, _stamp(facts))
                elif not item.name.startswith(".") and path != LOST_AND_FOUND:
                    yield from self._walk(item.path, f"{path}/")
            except OSError as error:
                if error.errno != errno.ENOENT:  # what went away meanwhile is not in the folder
                    wrong = Unreadable(f"cannot be read: {_why(error)}", path=path)
                    yield Found(path, 0, False, wrong=wrong)


def _empty(path: str) -> Iterator[Found]:
    """An empty folder called like an article: somebody meant a file. Others hold articles, as in real help centres."""
    wrong = ContentError("is an empty folder, and an article is a file: remove it", path=path, code="file")
    yield Found(path, 0, False, wrong=wrong)


def _why(error: OSError) -> str:
    """Why something cannot be read, and what to do."""
    if error.errno in _GONE:
        return "it went away, or became something else, while the folder was read"
    return reason_of(error) or f"{error.strerror}: see to it that the service's user can read it"


def _stamp(facts: os.stat_result) -> str:
    changed = max(facts.st_mtime, facts.st_ctime)
    if time.time() - changed < SETTLED_SECONDS:
        return ""
    return f"{facts.st_dev}-{facts.st_ino}-{facts.st_size}-{facts.st_mtime_ns}-{facts.st_ctime_ns}"
