"""What one audience can see of a generation, as written to and read from disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from app.errors import IntegrityError
from app.model import Body, Problem, RenderedArticle, Site
from app.portal import Portal

T = TypeVar("T")
Key = tuple[str, str]
"""(locale, id) of an article."""


@dataclass(frozen=True, slots=True)
class Edition:
    """Everything that pages are made of for one audience: configuration, portal, its articles in all locales.

    `bodies` are the articles' texts while a generation is being built; one that was read from disk has none: its texts
    are read one by one when a page shows them. `called` are the texts of the links that lead to an article, likewise.
    """

    site: Site = field(default_factory=Site)
    portal: Portal = field(default_factory=Portal)
    articles: tuple[RenderedArticle, ...] = ()
    bodies: Mapping[Key, Body] = field(default_factory=dict)
    called: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a body stands: `shelf` is the number of the file, `start` and `length` are bytes."""

    shelf: int
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Listing:
    """An edition without its bodies, and where each of those is (in the articles' order)."""

    site: Site
    portal: Portal
    articles: tuple[RenderedArticle, ...]
    extents: tuple[Extent, ...]


def encode(value: Listing | Body | Sequence[Problem] | Mapping[str, Extent]) -> bytes:
    """The value as JSON; the same value always gives the same bytes."""
    return msgspec.json.encode(value, order="sorted", enc_hook=_plain)


def decode_listing(data: bytes) -> Listing:
    """Raises IntegrityError for what `encode` did not write."""
    return _decode(data, Listing)


def decode_body(data: bytes) -> Body:
    """Raises IntegrityError for what `encode` did not write."""
    return _decode(data, Body)


def decode_extents(data: bytes) -> dict[str, Extent]:
    """Raises IntegrityError for what `encode` did not write."""
    return _decode(data, dict[str, Extent])


def decode_problems(data: bytes) -> tuple[Problem, ...]:
    """Raises IntegrityError for what `encode` did not write."""
    return _decode(data, tuple[Problem, ...])


def _decode(data: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.DecodeError as error:
        raise IntegrityError(f"not as it was written: {error}") from None


def _plain(value: object) -> object:
    """Read-only mappings, which msgspec does not know."""
    if isinstance(value, Mapping):
        return dict(value)
    raise NotImplementedError(type(value).__name__)
