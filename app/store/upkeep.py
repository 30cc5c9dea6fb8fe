"""What an operator asks of a database: a copy that tells nobody's readers apart, and what is wrong with it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from app.errors import EnvironmentFault, GuichetError
from app.store.address import database_at
from app.store.checking import contradictions

_MODE = 0o640


def back_up(url: str, to: Path) -> Path:
    """Copy the database while others use it, without the day's salt and marks; return the new file.

    Into a folder, under a name with the present time (UTC); else to a file that must not exist yet. Raises
    StoreUnavailable, EnvironmentFault when the file cannot be written, GuichetError when it exists.
    """
    database = database_at(url)
    if to.is_dir():
        to /= f"guichet-{datetime.now(UTC):%Y%m%d-%H%M%S}{database.suffix}"
    if to.exists():
        raise GuichetError(f"{to} exists already: choose another name, or an existing folder.")
    draft = to.with_name(to.name + ".part")
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, _MODE))
        database.copy(draft)
        draft.rename(to)
    except OSError as error:
        raise EnvironmentFault(f"{to} cannot be written: {error.strerror or 'input/output error'}.") from None
    finally:
        database.close()
        with suppress(OSError):
            draft.unlink()
    return to


def check(url: str) -> Sequence[str]:
    """What is wrong with the database, a sentence each; nothing when it is sound. StoreUnavailable if unreachable."""
    database = database_at(url)
    try:
        found = database.damage()
        if found:
            return found
        with database.read(patient=True) as connection:
            return contradictions(connection)
    finally:
        database.close()
