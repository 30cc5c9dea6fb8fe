"""Files of an import written into a content folder: none that exists is touched, none lands outside."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.errors import EnvironmentFault, reason_of


@dataclass(frozen=True, slots=True)
class Written:
    """How many files were written, and the paths of those that existed and were left alone."""

    files: int
    left: tuple[str, ...]


def write_new(folder: Path, files: Mapping[str, bytes]) -> Written:
    """Write each file that is not there yet. Raises EnvironmentFault where it cannot be written."""
    left = []
    root = folder.resolve()
    try:
        root.mkdir(parents=True, exist_ok=True)
        for path, data in files.items():
            target = root / path
            if not target.parent.resolve().is_relative_to(root):
                raise EnvironmentFault(f"{target.parent} leads out of {root}: nothing is written through a link")
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o640)
            except FileExistsError:
                left.append(path)
                continue
            _fill(descriptor, data, target)
    except OSError as error:
        raise EnvironmentFault(f"{folder} cannot be written: {reason_of(error) or error.strerror}") from None
    return Written(len(files) - len(left), tuple(left))


def _fill(descriptor: int, data: bytes, target: Path) -> None:
    """Write a new file whole or not at all: the next import would leave half a file alone."""
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
