"""Room on the disk that is taken beforehand: what a full disk does not let us write elsewhere is written there."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

BYTES = 1 << 16


class Spare:
    """One file of a fixed length, which is overwritten where it lies: that needs no room.

    File systems that never overwrite (Btrfs, ZFS) may refuse it on a full disk all the same. A reader may find it half
    written: what it holds must tell.
    """

    def __init__(self, path: Path):
        self._path = path

    def take(self) -> None:
        """Take the room, if it is not taken yet and there is some."""
        with suppress(OSError):
            if self.stamp()[1] < BYTES:
                self._path.write_bytes(b" " * BYTES)

    def stamp(self) -> tuple[int, int]:
        """Another one whenever something else is in it; (0, 0) while there is none."""
        try:
            facts = self._path.stat()
        except OSError:
            return 0, 0
        return facts.st_mtime_ns, facts.st_size

    def write(self, data: bytes) -> bool:
        """Put data in the place of what is there; whether that was possible."""
        with suppress(OSError):
            if len(data) > BYTES or self.stamp()[1] < BYTES:
                return False
            descriptor = os.open(self._path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                return os.pwrite(descriptor, data.ljust(BYTES), 0) == BYTES
            finally:
                os.close(descriptor)
        return False

    def read(self) -> bytes:
        """What was put there last, without the room that it did not need; empty when there is nothing."""
        try:
            return self._path.read_bytes().strip()
        except OSError:
            return b""
