"""The folder of an export: made beside its place, moved there whole; nothing but an export is ever replaced."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import EnvironmentFault, GuichetError

MARKER = ".guichet-export"
"""A file that only exports have: it says that the folder may be replaced by the next one."""


class ExportRefused(GuichetError):
    """The folder is something else, or there is nothing to export; nothing was changed."""


@contextmanager
def new_folder(target: Path, about: str) -> Iterator[Path]:
    """A new folder to write into; it takes the place of `target` when the block ends well, and is gone otherwise.

    `about` is one line that the marker keeps. Raises ExportRefused for a folder that is no export, EnvironmentFault
    where it cannot be written.
    """
    target = target.absolute()
    _check(target)
    staged = target.with_name(f".{target.name}.new-{os.getpid()}")
    before = target.with_name(f".{target.name}.old-{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir()
        try:
            yield staged
            (staged / MARKER).write_text(f"{about}\n", "utf-8")
            _check(target)
            if target.exists():
                target.rename(before)
            staged.rename(target)
            shutil.rmtree(before, ignore_errors=True)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    except OSError as error:
        raise EnvironmentFault(f"{target} cannot be written: {error.strerror}") from None


def write(folder: Path, path: str, data: bytes) -> None:
    """Write a file below a folder. Raises ValueError for a path that is not plainly inside of it."""
    parts = path.split("/")
    if not path or any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts):
        raise ValueError(f"not a path of an export: {path!r}")
    file = folder.joinpath(*parts)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def _check(target: Path) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise ExportRefused(f"{target} is not a folder: name one for the export")
    if target.is_dir() and any(target.iterdir()) and not (target / MARKER).is_file():
        raise ExportRefused(
            f"{target} holds something else than an export ({MARKER} is missing): choose another folder"
        )
