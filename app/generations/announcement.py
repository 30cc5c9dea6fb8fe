"""The last push that a forge announced: a web process leaves a note, the background process finds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from app.generations.record import replace_file

_FOLDER, _NAME = "pushes", "last.json"


@dataclass(frozen=True, slots=True)
class Push:
    """A commit that was announced as the branch's head, and when."""

    commit: str
    at: datetime


class Announcements:
    """The note below an instance folder; `folder` is what to watch for the next one."""

    def __init__(self, instance: Path):
        self.folder = instance / _FOLDER

    def leave(self, commit: str) -> None:
        """Note a push, in the place of the one before. Raises OSError when that cannot be written."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        replace_file(self.folder / _NAME, msgspec.json.encode(Push(commit, datetime.now(UTC))))

    def last(self) -> Push | None:
        """The push that was announced last, None when there was none."""
        try:
            return msgspec.json.decode((self.folder / _NAME).read_bytes(), type=Push)
        except (OSError, msgspec.DecodeError):
            return None
