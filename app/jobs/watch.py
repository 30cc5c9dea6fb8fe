"""Waiting for a change below a folder; the only door to watchfiles."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

from watchfiles import watch

DEBOUNCE_MS = 50
QUIET_MS = 20
"""What is saved within so long of each other is one change; git writes a commit's files faster."""
STEP_MS = 200


class Watch:
    """Watches one folder from `start` on: what changes between two waits, during a build, is told by the second.

    A folder that does not exist (yet) is waited for; one that takes the place of another is a change.
    """

    def __init__(self, folder: Path, stop: threading.Event):
        self._folder = folder
        self._stop = stop
        self._watched: tuple[int, int] | None = None
        self._changes: Iterator[object] = iter(())

    def start(self) -> None:
        """Begin to watch, if the folder is there; takes 0.2 s."""
        self._begin()

    def wait(self, seconds: float) -> bool:
        """Wait until a file below the folder changes, `stop` is set or `seconds` are over; True for a change."""
        if self._begin():
            return self._watched is not None
        if self._watched is None:
            self._stop.wait(min(seconds, 1.0))
            return False
        waited = 0.0
        for change in self._changes:
            waited += STEP_MS / 1000
            if change:
                return True
            if waited >= seconds:
                return False
        self._watched = None
        return False

    def _begin(self) -> bool:
        """Watch the folder that is there now; whether that is another one than before."""
        before, self._watched = self._watched, _identity(self._folder)
        if self._watched == before:
            return False
        self._changes = iter(())
        if self._watched is not None:
            self._changes = watch(
                self._folder,
                stop_event=self._stop,
                debounce=DEBOUNCE_MS,
                step=QUIET_MS,
                rust_timeout=STEP_MS,
                yield_on_timeout=True,
                raise_interrupt=False,
            )
            next(self._changes, None)  # the library watches from here on only
        return True


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        facts = folder.stat()
    except OSError:
        return None
    return facts.st_dev, facts.st_ino
