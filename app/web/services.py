"""What request handlers work with, and the snapshot that one request keeps from beginning to end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from flask import abort, current_app, g

from app.library import Board, Library, Snapshot, Standings, Views
from app.locales import Catalogue
from app.model import Audience
from app.ports import Store
from app.settings import Settings
from app.store import EventWriter
from app.web.doorman import Doorman
from app.web.readers import Readers, Repeats, Seen

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
    seen: Seen
    catalogues: Mapping[str, Catalogue]
    doorman: Doorman


def services() -> Services:
    """The services of the application that handles this request."""
    return cast(Services, current_app.extensions[KEY])


def snapshot(audience: Audience = "public") -> Snapshot | None:
    """What an audience sees, for this request: the same however long it takes, whatever is published meanwhile.

    Nothing but `app.web.identity.audience` may say that it is another audience than the public.
    """
    if "views" not in g:
        g.views = services().library.views
    views = cast("Views | None", g.views)
    return views.of(audience) if views else None


def standings() -> Standings:
    """The popularity of this request, taken once like the snapshot."""
    if "standings" not in g:
        g.standings = services().board.current
    return cast(Standings, g.standings)


def require_snapshot(audience: Audience = "public") -> Snapshot:
    """The snapshot, or the page that says there is no article yet (503)."""
    return snapshot(audience) or abort(503)
