"""Writes that survive a power cut."""

from __future__ import annotations

import os
from pathlib import Path


def sync_tree(folder: Path) -> None:
    """Force every file below the folder, and every folder, to the disk.

    A file with another name elsewhere is shared with a generation that was forced to the disk before.
    """
    for parent, _, names in os.walk(folder, topdown=False):
        for name in names:
            if Path(parent, name).stat().st_nlink == 1:
                _sync(Path(parent, name))
        _sync(Path(parent))


def write_file(path: Path, data: bytes) -> None:
    """Replace a file as a whole: readers see the old or the new content, a power cut leaves one of both."""
    staged = path.with_name(f".{path.name}.{os.getpid()}")
    with staged.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    staged.replace(path)
    _sync(path.parent)


def rename_folder(source: Path, target: Path) -> None:
    """Give a complete folder its final name, durably."""
    source.rename(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
