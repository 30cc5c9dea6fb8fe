"""What request handlers work with, and the snapshot that one request keeps from beginning to end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from flask import abort, current_app, g

from app.library import Board, Library, Snapshot, Standings
from app.locales import Catalogue
from app.ports import Store
from app.settings import Settings
from app.store import EventWriter
from app.web.readers import Readers, Repeats

KEY = "guichet"


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that an application is put together from; none of them is made by a request."""

    settings: Settings
    library: Library
    board: Board
    store: Store
    writer: EventWriter
    readers: Readers
    repeats: Repeats
    catalogues: Mapping[str, Catalogue]


def services() -> Services:
    """The services of the application that handles this request."""
    return cast(Services, current_app.extensions[KEY])


def snapshot() -> Snapshot | None:
    """The snapshot of this request: the same object however long the request takes, whatever is published meanwhile."""
    if "snapshot" not in g:
        g.snapshot = services().library.current
    return cast("Snapshot | None", g.snapshot)


def standings() -> Standings:
    """The popularity of this request, taken once like the snapshot."""
    if "standings" not in g:
        g.standings = services().board.current
    return cast(Standings, g.standings)


def require_snapshot() -> Snapshot:
    """The snapshot, or the page that says there is no article yet (503)."""
    return snapshot() or abort(503)
