"""The published articles, as commands read them."""

from __future__ import annotations

import click

from app.cli.serving import address_here
from app.errors import NoGeneration
from app.generations import Generations
from app.library import Library, Views
from app.search import open_engine
from app.settings import DEFAULT_URL, Settings


def origin_of(settings: Settings) -> tuple[str, str]:
    """What links begin with, and what to set where that is no public address; the latter on standard error too."""
    if settings.base_url:
        return settings.base_url, ""
    origin = address_here(settings) or DEFAULT_URL
    note = f"links begin with {origin} until GUICHET_BASE_URL says where customers reach the help centre"
    click.echo(f"Note: {note}.", err=True)
    return origin, note


def open_library(settings: Settings) -> Library:
    """The library of the settings' index folder, with its published generation. Raises NoGeneration without one."""
    library = Library(Generations(settings.index, settings.secret_key), open_engine(settings.search))
    library.refresh()
    if library.current is None:
        raise NoGeneration(f"{settings.index} holds no published generation; run 'guichet build' first")
    return library


def published(settings: Settings) -> Views:
    """What each audience sees of it. Raises NoGeneration without a generation."""
    views = open_library(settings).views
    if views is None:
        raise NoGeneration(f"{settings.index} holds no published generation")
    return views
