"""What a builder remembers of files that have not changed since it read them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from app.content.tree import Entry

T = TypeVar("T")


class Memory:
    """Results by file and purpose, each for one state of the file; for one builder, from build to build.

    A file's state is its entry's `stamp`; without one (it may still be changing) nothing is remembered.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, Hashable], tuple[str, object]] = {}
        self._used: set[tuple[str, Hashable]] = set()
        self._made: dict[str, tuple[tuple[object, ...], object]] = {}
        self._fresh: dict[str, tuple[tuple[object, ...], object]] = {}
        self._values: dict[str, object] = {}

    def of(self, entry: Entry, purpose: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives for the entry's file: remembered, or made now. An error of `make` is not remembered."""
        key = (entry.path, purpose)
        known = self._known.get(key)
        self._used.add(key)
        if known and entry.stamp and known[0] == entry.stamp:
            return cast(T, known[1])
        value = make()
        self._known[key] = (entry.stamp, value)
        return value

    def made(self, path: str, inputs: tuple[object, ...], make: Callable[[], T]) -> T:
        """What `make` gives from `inputs`: remembered while they are equal, or made now."""
        known = self._made.get(path)
        if known is None or known[0] != inputs:
            known = self._fresh[path] = (inputs, make())
        else:
            self._fresh[path] = known
        return cast(T, known[1])

    def same(self, name: str, value: T) -> T:
        """The object that was given under that name last time if it is equal: identical values compare at once."""
        known = self._values.get(name)
        if known == value:
            return known
        self._values[name] = value
        return value

    def forget_unused(self) -> None:
        """Forget what was not asked for since the last call: files that are gone."""
        self._known = {key: self._known[key] for key in self._used if key in self._known}
        self._made, self._fresh = self._fresh, {}
        self._used = set()
