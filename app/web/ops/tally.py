"""Counts that every worker adds to and every worker can tell: of events that no file and no database records."""

from __future__ import annotations

import mmap
import threading
from typing import Literal, get_args

from flask import Flask

Counted = Literal["refused", "csp"]
"""Requests refused because too many were waiting, and violations of the content policy that browsers reported."""
_NAMES: tuple[Counted, ...] = get_args(Counted)
_ROWS = 128
"""More than there are workers: each adds to a row of its own, so that no two write to the same place."""
_KEY = "guichet.tally"


class Tally:
    """Counts since the server began, in memory that processes share once they are forked; safe for threads."""

    def __init__(self) -> None:
        self._cells = memoryview(mmap.mmap(-1, _ROWS * len(_NAMES) * 8)).cast("Q")
        self._lock = threading.Lock()
        self._row = 0

    def take_row(self, number: int) -> None:
        """From now on add to that row; a worker that ends hands its row on to a later one."""
        self._row = number % _ROWS

    def add(self, name: Counted) -> None:
        """Count one."""
        with self._lock:
            self._cells[self._row * len(_NAMES) + _NAMES.index(name)] += 1

    def total(self, name: Counted) -> int:
        """The sum of all workers."""
        return sum(self._cells[_NAMES.index(name) :: len(_NAMES)])


def use(app: Flask, tally: Tally) -> None:
    """Let an application add to a tally."""
    app.extensions[_KEY] = tally


def tally_of(app: Flask) -> Tally:
    """The tally that an application adds to."""
    tally: Tally = app.extensions[_KEY]
    return tally
