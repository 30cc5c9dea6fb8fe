"""A generation that somebody went back to: it stays published until the content is another one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from app.errors import EnvironmentFault
from app.generations.durable import write_file

_NAME = "HOLD"


@dataclass(frozen=True, slots=True)
class Hold:
    """`generation` is published instead of `left`, which was made of `revision`; `commit` is what it was made of."""

    generation: str
    left: str
    revision: str
    since: datetime
    commit: str | None = None


def read_hold(folder: Path) -> Hold | None:
    """The hold of an index folder, None when nobody went back. Raises EnvironmentFault for one that is damaged."""
    try:
        return msgspec.json.decode((folder / _NAME).read_bytes(), type=Hold)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError):
        raise EnvironmentFault(f"{folder / _NAME} cannot be read; delete it to publish what is newest again") from None


def write_hold(folder: Path, hold: Hold) -> None:
    """Keep a hold, durably."""
    write_file(folder / _NAME, msgspec.json.encode(hold))


def lift_hold(folder: Path) -> None:
    """Forget the hold."""
    (folder / _NAME).unlink(missing_ok=True)
