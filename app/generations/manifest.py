"""The signed list of a generation's files: nothing of a generation is read before it matches."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import IntegrityError

FORMAT = 1
MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
_PURPOSE = b"guichet generation manifest"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`files` maps POSIX paths to (size in bytes, SHA-256 in hex); `search` is the engine's version."""

    name: str
    search: str
    files: Mapping[str, tuple[int, str]]

    def encode(self) -> bytes:
        """The manifest as it is written and signed."""
        record = {"format": FORMAT, "name": self.name, "search": self.search, "files": self.files}
        return json.dumps(record, sort_keys=True, indent=1).encode()


class Fingerprints:
    """Sizes and hashes of files; those of large files that did not change are remembered.

    A file shared by two generations (a hard link) is the same inode with the same size and time of change: it is
    read once in a process. Small files are always read again.
    """

    LARGE = 1 << 20

    def __init__(self) -> None:
        self._known: dict[tuple[int, int, int, int], str] = {}

    def of(self, path: Path) -> tuple[int, str]:
        """(size in bytes, SHA-256 in hex). Raises OSError when the file cannot be read or is a link."""
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(descriptor, "rb") as file:
            facts = os.fstat(descriptor)
            key = (facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns)
            if known := self._known.get(key):
                return facts.st_size, known
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
        if size >= self.LARGE:
            self._known[key] = digest
        return size, digest

    def forget_all_but(self, folder: Path) -> None:
        """Keep what is known of the files below `folder` only."""
        facts = [path.stat() for path in folder.rglob("*")]
        kept = {(f.st_dev, f.st_ino, f.st_size, f.st_mtime_ns) for f in facts}
        self._known = {key: digest for key, digest in self._known.items() if key in kept}


def describe(folder: Path, name: str, search: str, fingerprints: Fingerprints) -> Manifest:
    """The manifest of what lies in `folder` now."""
    return Manifest(name, search, {path: fingerprints.of(folder / path) for path in _files(folder)})


def sign(data: bytes, secret: str) -> str:
    """Keyed hash of a manifest, in hex; the key is derived from the secret for this purpose only."""
    key = hmac.digest(secret.encode(), _PURPOSE, "sha256")
    return hmac.new(key, data, "sha256").hexdigest()


def verify(folder: Path, name: str, secret: str, fingerprints: Fingerprints) -> Manifest:
    """The manifest of a generation after everything in the folder was compared with it.

    Raises IntegrityError for a bad signature, another name or format, and any altered, missing or extra file.
    """
    try:
        data = (folder / MANIFEST).read_bytes()
        signature = (folder / SIGNATURE).read_text("ascii")
    except (OSError, UnicodeDecodeError):
        raise IntegrityError("the manifest or its signature is missing") from None
    if not hmac.compare_digest(sign(data, secret).encode(), signature.strip().encode()):
        raise IntegrityError("bad manifest signature (altered, or built with another SECRET_KEY)")
    manifest = _parse(data)
    if manifest.name != name:
        raise IntegrityError("the manifest belongs to another generation")
    _compare(folder, manifest, fingerprints)
    return manifest


def _parse(data: bytes) -> Manifest:
    record: dict[str, Any] = json.loads(data)
    if record.get("format") != FORMAT:
        raise IntegrityError(f"manifest format {record.get('format')} is not {FORMAT}: build again")
    files = {path: (entry[0], entry[1]) for path, entry in record["files"].items()}
    return Manifest(record["name"], record["search"], files)


def _compare(folder: Path, manifest: Manifest, fingerprints: Fingerprints) -> None:
    present = set(_files(folder))
    if present != manifest.files.keys():
        stray = sorted(present ^ manifest.files.keys())[0]
        raise IntegrityError(f"manifest mismatch: {stray} is {'not listed' if stray in present else 'missing'}")
    for path, expected in manifest.files.items():
        if fingerprints.of(folder / path) != expected:
            raise IntegrityError(f"manifest mismatch: {path} was altered")


def _files(folder: Path) -> Iterator[str]:
    """Every file below the folder but the manifest and its signature; links and special files are refused."""
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        name = path.relative_to(folder).as_posix()
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise IntegrityError(f"{name} is not a regular file")
        if stat.S_ISREG(mode) and name not in (MANIFEST, SIGNATURE):
            yield name
