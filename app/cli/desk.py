"""The record and what is published, as commands that tell of them open both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.generations import Generations
from app.insights import Desk
from app.library import Library, Snapshot
from app.model import Audience
from app.search import open_engine
from app.settings import Settings
from app.store import open_store


@contextmanager
def open_desk(settings: Settings) -> Iterator[Desk]:
    """The editor's desk over the settings' store. Raises StoreUnavailable."""
    store = open_store(settings.store)
    try:
        yield Desk(store)
    finally:
        store.close()


def snapshot_of(settings: Settings, audience: Audience = "public") -> Snapshot:
    """What an audience sees now; a snapshot without an article while nothing is published."""
    library = Library(Generations(settings.index, settings.secret_key), open_engine(settings.search))
    library.refresh()
    return library.views.of(audience) if library.views else Snapshot.of_nothing()
