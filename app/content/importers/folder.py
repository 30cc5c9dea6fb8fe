"""The files of an export, read without ever following a link."""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from app.content.importers.foreign import ImportRefused, note
from app.content.text import CONTROL
from app.model import Problem

MAX_FILES = 60_000
MAX_DEPTH = 40
MAX_TEXT = 2 * 1024 * 1024
MAX_PICTURE = 5 * 1024 * 1024
MAX_JSON = 256 * 1024 * 1024
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif"})
_TEXTS = (".md", ".mdx", ".markdown", ".html", ".htm")
# The longer ones first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


class SourceFolder:
    """An export on disk: a folder, or one file. Paths are relative, with `/`."""

    def __init__(self, source: Path) -> None:
        """Raises ImportRefused where there is nothing to read."""
        if not source.exists():
            raise ImportRefused(f"{source} does not exist")
        self._root = source.resolve()
        self.single = "" if self._root.is_dir() else self._root.name
        if self.single:
            self._root = self._root.parent
        self.problems: list[Problem] = []
        found = [self.single] if self.single else list(islice(self._walk("", 0), MAX_FILES + 1))
        if len(found) > MAX_FILES:
            raise ImportRefused(f"{source} holds more than {MAX_FILES:,} files: import it in parts")
        self.paths: tuple[str, ...] = tuple(sorted(found))

    def with_suffix(self, *suffixes: str) -> list[str]:
        """The paths that end so, whatever the case of their letters."""
        return [path for path in self.paths if path.lower().endswith(suffixes)]

    def read(self, path: str, most: int) -> bytes | None:
        """The bytes of a file of at most `most`; None, and a problem, when it is larger or cannot be read."""
        try:
            descriptor = os.open(self._root / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(descriptor, "rb") as file:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise OSError(0, "not a regular file")
                data = file.read(most + 1)
        except OSError as error:
            self.problems.append(note(path, 1, f"cannot be read: {error.strerror}", "error"))
            return None
        if len(data) > most:
            self.problems.append(note(path, 1, f"larger than {most // 1024:,} KiB: left out", "error"))
            return None
        return data

    def text(self, path: str, most: int = MAX_TEXT) -> str | None:
        """The text of a file, whatever its line ends; bytes that are not UTF-8 are replaced, and said."""
        data = self.read(path, most)
        if data is None:
            return None
        try:
            text = _decoded(data)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self.problems.append(note(path, line, "not UTF-8: read as Windows-1252", "warning"))
            text = data.decode("cp1252", "replace")
        return clean(text)

    def _walk(self, folder: str, depth: int) -> Iterator[str]:
        if depth > MAX_DEPTH:
            self.problems.append(note(folder, 1, f"folders nested deeper than {MAX_DEPTH} are not read"))
            return
        try:
            with os.scandir(self._root / folder) as found:
                items = sorted(found, key=lambda item: item.name)
        except OSError as error:
            self.problems.append(note(folder or ".", 1, f"cannot be listed: {error.strerror}", "error"))
            return
        for item in items:
            path = f"{folder}{item.name}"
            if item.name.startswith(".") or item.name == "node_modules":
                if item.name.lower().endswith(_TEXTS) and item.is_file(follow_symlinks=False):
                    self.problems.append(note(path, 1, "its name begins with a dot: left out", "hint"))
                continue
            if item.is_symlink():
                self.problems.append(note(path, 1, "a link is not followed: left out"))
            elif item.is_dir(follow_symlinks=False):
                yield from self._walk(f"{path}/", depth + 1)
            elif item.is_file(follow_symlinks=False):
                yield path
            else:
                self.problems.append(note(path, 1, "is no file (a pipe, a socket, a device): left out"))


def clean(text: str) -> str:
    """LF line ends, and no character that no text of ours may hold."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    return CONTROL.sub(lambda found: "\N{REPLACEMENT CHARACTER}" if found[0] >= "\ud800" else "", text)


def _decoded(data: bytes) -> str:
    """The text of bytes in UTF-8, or in what their first ones say. Raises UnicodeDecodeError."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return data.decode(encoding)
    return data.decode("utf-8-sig")
