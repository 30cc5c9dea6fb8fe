"""Waiting for a change below a folder; the only door to watchfiles."""

from __future__ import annotations

import threading
from pathlib import Path

from watchfiles import watch

DEBOUNCE_MS = 50
STEP_MS = 200


def wait_for_change(folder: Path, seconds: float, stop: threading.Event) -> bool:
    """Wait until a file below `folder` changes, `stop` is set or `seconds` are over; True for a change.

    A folder that does not exist (yet) is waited for.
    """
    if not folder.is_dir():
        return not stop.wait(min(seconds, 1.0)) and folder.is_dir()
    waited = 0.0
    changes = watch(
        folder,
        stop_event=stop,
        debounce=DEBOUNCE_MS,
        step=DEBOUNCE_MS,
        rust_timeout=STEP_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
    )
    for change in changes:
        waited += STEP_MS / 1000
        if change:
            return True
        if waited >= seconds:
            return False
    return False
