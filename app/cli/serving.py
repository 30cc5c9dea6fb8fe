"""Where the service answers on this machine: `guichet serve` leaves a note, commands that print links read it."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.settings import Settings

_FOLDER = "serving"
_NOTE = re.compile(r"([0-9]+) (http://[][a-zA-Z0-9.:-]+)")
_EVERY_ADDRESS = ("//0.0.0.0:", "//[::]:")


@contextmanager
def noted(settings: Settings, url: str) -> Iterator[None]:
    """Leave a note while the service runs; without one (nothing may be written there) links are what they were."""
    note, text = _note(settings), f"{os.getpid()} {url}"
    with suppress(OSError):
        note.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        note.write_text(text, "ascii")
    try:
        yield
    finally:
        with suppress(OSError):
            if note.read_text("ascii") == text:  # not that of a later service
                note.unlink()


def address_here(settings: Settings) -> str | None:
    """The address of the service that runs on this machine with these settings; None when nobody knows one."""
    try:
        found = _NOTE.fullmatch(_note(settings).read_text("ascii", "replace"))
    except OSError:
        return None
    # An address for every name is none that leads anywhere.
    if found is None or not _runs(int(found[1])) or any(every in found[2] for every in _EVERY_ADDRESS):
        return None
    return found[2]


def _note(settings: Settings) -> Path:
    """One for each help centre, though two may share an instance folder: people are those of the store."""
    facts = f"{settings.store}\0{settings.secret_key}".encode()
    return settings.instance / _FOLDER / hashlib.sha256(facts).hexdigest()[:16]


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True
