"""Signed files beside the generations that only builders read: what somebody altered is as good as absent."""

from __future__ import annotations

import hmac
import os
from contextlib import suppress
from pathlib import Path

_SEAL = 32
"""Bytes of the keyed hash that a file begins with."""


class SealedFolder:
    """Files by name. The key is derived from the secret for this folder's name only, and a seal holds the file's name.

    A file is replaced as a whole; it is not forced to the disk, since losing it costs a builder time and nothing else.
    """

    def __init__(self, folder: Path, secret: str) -> None:
        self._folder = folder
        self._key = hmac.digest(secret.encode(), f"guichet {folder.name}".encode(), "sha256")

    def names(self) -> set[str]:
        """The files that are there, whatever is in them; none where the folder cannot be read."""
        with suppress(OSError):
            return {path.name for path in self._folder.iterdir() if not path.name.startswith(".")}
        return set()

    def read(self, name: str) -> bytes | None:
        """What was written under that name; None when it is absent, cannot be read or was altered."""
        try:
            descriptor = os.open(self._folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(descriptor, "rb") as file:
                sealed = file.read()
        except OSError:
            return None
        data = sealed[_SEAL:]
        return data if hmac.compare_digest(sealed[:_SEAL], self._sealed(name, data)) else None

    def write(self, name: str, data: bytes) -> None:
        """Raises OSError when it cannot be written."""
        self._folder.mkdir(mode=0o750, exist_ok=True)
        staged = self._folder / f".{name}.{os.getpid()}"
        try:
            with staged.open("wb") as file:
                file.write(self._sealed(name, data))
                file.write(data)
            staged.replace(self._folder / name)
        except OSError:
            staged.unlink(missing_ok=True)
            raise

    def remove(self, name: str) -> None:
        """Raises OSError when it cannot be removed."""
        (self._folder / name).unlink(missing_ok=True)

    def _sealed(self, name: str, data: bytes) -> bytes:
        seal = hmac.new(self._key, f"{name}\0".encode(), "sha256")
        seal.update(data)
        return seal.digest()
