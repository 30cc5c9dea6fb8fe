"""The published articles, as commands read them."""

from __future__ import annotations

from app.errors import NoGeneration
from app.generations import Generations
from app.library import Library, Snapshot
from app.search import open_engine
from app.settings import Settings

DEFAULT_ORIGIN = "http://127.0.0.1:8000"


def open_library(settings: Settings) -> Library:
    """The library of the settings' index folder, with its published generation. Raises NoGeneration without one."""
    library = Library(Generations(settings.index, settings.secret_key), open_engine(settings.search))
    library.refresh()
    if library.current is None:
        raise NoGeneration(f"{settings.index} holds no published generation; run 'guichet build' first")
    return library


def published(settings: Settings) -> Snapshot:
    """What the public sees of it. Raises NoGeneration without a generation."""
    snapshot = open_library(settings).current
    if snapshot is None:
        raise NoGeneration(f"{settings.index} holds no published generation")
    return snapshot
