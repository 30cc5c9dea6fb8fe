"""What one audience can see of a generation, as written to and read from disk; the only door to msgspec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from app.errors import IntegrityError
from app.model import Problem, RenderedArticle, Site
from app.portal import Portal


@dataclass(frozen=True, slots=True)
class Edition:
    """Everything that pages are made of for one audience: configuration, portal, its articles in all locales."""

    site: Site = field(default_factory=Site)
    portal: Portal = field(default_factory=Portal)
    articles: tuple[RenderedArticle, ...] = ()


def encode(edition: Edition) -> bytes:
    """The edition as JSON; the same edition always gives the same bytes."""
    return msgspec.json.encode(edition, order="sorted", enc_hook=_plain)


def _plain(value: object) -> object:
    """Read-only mappings, which msgspec does not know."""
    if isinstance(value, Mapping):
        return dict(value)
    raise NotImplementedError(type(value).__name__)


def decode(data: bytes) -> Edition:
    """The edition that `encode` wrote. Raises IntegrityError for anything else."""
    try:
        return msgspec.json.decode(data, type=Edition)
    except msgspec.DecodeError as error:
        raise IntegrityError(f"edition: {error}") from None


def encode_problems(problems: Sequence[Problem]) -> bytes:
    """Problems as JSON."""
    return msgspec.json.encode(problems, order="sorted")


def decode_problems(data: bytes) -> tuple[Problem, ...]:
    """The problems that `encode_problems` wrote. Raises IntegrityError for anything else."""
    try:
        return msgspec.json.decode(data, type=tuple[Problem, ...])
    except msgspec.DecodeError as error:
        raise IntegrityError(f"problems: {error}") from None
