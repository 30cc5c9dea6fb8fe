"""What became of an article, and the state of everything that decided it: equal states give equal outcomes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec

from app.content.links import Link, World
from app.content.render import Outcome, Refusal, Rendering
from app.content.sanitize import UnsafeHtmlError, check_again
from app.content.wire import ARTICLE_KEYS
from app.model import Article, Problem

Resolution = tuple[object, ...]

TOO_SLOW = "too-slow"
RENDERING_LIBRARIES = ("markdown", "bleach", "nh3", "pillow")
"""What decides, beside our own program, what becomes of an article."""


class Stored(msgspec.Struct, array_like=True):
    """An outcome as it is kept on the disk: one of three, and the state that it was made in."""

    state: bytes
    rendering: Rendering | None = None
    refusal: Refusal | None = None
    problem: Problem | None = None

    @property
    def outcome(self) -> Outcome | None:
        """The one of the three that is there."""
        return self.rendering or self.refusal or self.problem

    def checked(self) -> Outcome | None:
        """The outcome with HTML that was looked at again; None where that is not safe to show."""
        if self.rendering is None:
            return self.outcome
        with suppress(UnsafeHtmlError):
            return replace(self.rendering, html=check_again(self.rendering.html))
        return None


def stored(state: bytes, outcome: Outcome) -> Stored:
    """What is kept of an outcome."""
    if isinstance(outcome, Rendering):
        return Stored(state, rendering=outcome)
    if isinstance(outcome, Refusal):
        return Stored(state, refusal=outcome)
    return Stored(state, problem=outcome)


def may_be_kept(outcome: Outcome) -> bool:
    """Whether the article alone decided it: what took too long may have met a busy machine."""
    return isinstance(outcome, Rendering) or outcome.code != TOO_SLOW


def facts(article: Article) -> tuple[object, ...]:
    """Everything that rendering reads of an article."""
    return tuple(getattr(article, key) for key in ARTICLE_KEYS)


def setting(world: World) -> bytes:
    """What every article of a world depends on, beside the articles and pictures in its reach."""
    parts = [dict(world.variables), sorted(world.workflows), dict(world.labels), dict(world.notes)]
    return json.dumps(parts, sort_keys=True).encode()


def resolutions(outcome: Outcome, world: World) -> tuple[Resolution, ...]:
    """Where each link and each path of an outcome leads in a world."""
    if not isinstance(outcome, Rendering | Refusal):
        return ()
    paths = [(world.files.get(path), world.pictures.get(path)) for path in outcome.paths]
    return (*(_resolution(link, world) for link in outcome.links), *paths)


def _resolution(link: Link, world: World) -> Resolution:
    return (
        world.articles.get(link.target),
        link.target in world.dead,
        f"{link.target}#{link.anchor}" in world.dead,
    )


def digest(*parts: object) -> bytes:
    """16 bytes that tell values of texts, numbers and tuples apart."""
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()


@cache
def program() -> bytes:
    """What decides what becomes of a text and what a question finds: our own program, and the libraries (4 ms)."""
    found = hashlib.blake2b(digest_size=16)
    for package in ("app.content", "app.search"):
        for file in sorted(_sources(files(package)), key=lambda file: file.name):
            found.update(file.read_bytes())
    found.update(repr([version(name) for name in RENDERING_LIBRARIES]).encode())
    return found.digest()


def _sources(folder: Traversable) -> Iterable[Traversable]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _sources(entry)
        elif entry.name.endswith(".py"):
            yield entry
