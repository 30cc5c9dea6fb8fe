"""What a builder remembers of the texts that it wrote: those that did not change need not be encoded again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.generations.edition import Extent, Key
from app.model import Audience, Body

Texts = tuple[tuple[Key, Body], ...]
Place = tuple[Audience, int]
"""A shelf: its audience and number."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The texts of one shelf in their order, and where each of them stands in its file."""

    texts: Texts
    extents: tuple[Extent, ...]

    def holds(self, texts: Texts) -> bool:
        """Whether these are the same texts, by identity: a rendering that was kept gives the same objects again."""
        return len(texts) == len(self.texts) and all(
            key == known and _same(body, before) for (key, body), (known, before) in zip(texts, self.texts, strict=True)
        )


class KnownShelves:
    """The shelves of the generation that was written last; for one builder, from build to build."""

    def __init__(self) -> None:
        self._name: str | None = None
        self.kept: dict[Place, Shelf] = {}

    def begin(self, name: str, previous: str | None) -> Mapping[Place, Shelf]:
        """Begin a generation; what is known of the `previous` one, which is nothing if another was written since."""
        known = self.kept if previous is not None and self._name == previous else {}
        self._name, self.kept = name, {}
        return known


def _same(body: Body, other: Body) -> bool:
    return body.html is other.html and body.markdown is other.markdown and body.sections is other.sections
