"""Renderings of the last build on the disk, so that the first build of a process renders only what changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING
from zlib import crc32

import msgspec

from app.compiler.outcomes import Stored, program

if TYPE_CHECKING:
    from app.generations import SealedFolder  # 50 ms, which a check does without

FOLDER = "renderings"
ARTICLES_A_FILE = 64
"""About 1 MB: what an edit writes."""


class _File(msgspec.Struct, array_like=True):
    program: bytes
    outcomes: dict[str, dict[str, Stored]]
    """By path and purpose."""


class StoredRenderings:
    """Outcomes by purpose and path, in signed files of the index folder; for the one builder of that folder.

    A file that is missing, altered or of another version of the program is as good as none, and one that cannot be
    written costs time and nothing more.
    """

    def __init__(self, files: SealedFolder) -> None:
        self._files = files
        self._known: Mapping[str, Mapping[str, Stored]] | None = None

    def get(self, purpose: str, path: str) -> Stored | None:
        """What was kept of an article; the first question reads all files (4,401 articles: 0.6 s)."""
        if self._known is None:
            self._known = self._read()
        return self._known.get(path, {}).get(purpose)

    def forget(self) -> set[str]:
        """Let go of what was read, whose paths are given; nothing is read again."""
        known, self._known = self._known or {}, {}
        return set(known)

    def write(
        self, paths: Collection[str], changed: Collection[str], outcomes: Callable[[str], dict[str, Stored]]
    ) -> None:
        """Keep the outcomes of all `paths`, writing the files of those that `changed` and such as are not there."""
        count = 1 << (len(paths) // ARTICLES_A_FILE).bit_length()
        there = self._files.names()
        due = {_number(path, count) for path in changed}
        by_number: dict[int, list[str]] = {}
        for path in paths:
            by_number.setdefault(_number(path, count), []).append(path)
        names = {number: f"{count}-{number}" for number in by_number}
        with suppress(OSError):
            for number, own in by_number.items():
                if number in due or names[number] not in there:
                    file = _File(program(), {path: outcomes(path) for path in own})
                    self._files.write(names[number], msgspec.msgpack.encode(file))
            for name in there - {*names.values()}:
                self._files.remove(name)

    def _read(self) -> Mapping[str, Mapping[str, Stored]]:
        found: dict[str, dict[str, Stored]] = {}
        for name in self._files.names():
            with suppress(msgspec.MsgspecError):
                file = msgspec.msgpack.decode(self._files.read(name) or b"", type=_File)
                if file.program == program():
                    found |= file.outcomes
        return found


def _number(path: str, count: int) -> int:
    return crc32(path.encode("utf-8", "surrogateescape")) % count
