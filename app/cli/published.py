"""The published articles, as commands read them."""

from __future__ import annotations

import click

from app.errors import NoGeneration
from app.generations import Generations
from app.library import Library, Views
from app.search import open_engine
from app.settings import DEFAULT_URL, Settings

NO_ORIGIN = f"links begin with {DEFAULT_URL} until GUICHET_BASE_URL says where customers reach the help centre"


def origin_of(settings: Settings) -> str:
    """What links begin with; says on standard error what to set where nothing says it."""
    if not settings.base_url:
        click.echo(f"Note: {NO_ORIGIN}.", err=True)
    return settings.base_url or DEFAULT_URL


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
