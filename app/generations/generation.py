"""One complete generation whose files have been verified."""

from __future__ import annotations

import os
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Generic, TypeVar

from app.errors import IntegrityError
from app.generations.edition import Edition, Extent, Key, decode_body, decode_extents, decode_listing
from app.generations.shelves import CARDS, INDEX, shelf_name
from app.model import Audience, Body

K = TypeVar("K")


class Shelves(Generic[K]):
    """Pieces of a few files, read when they are asked for; by many threads, and after the folder was removed.

    The files are given back when nobody holds the object any more.
    """

    def __init__(self, folder: Path, extents: Mapping[K, Extent]):
        self.extents = extents
        self._files: dict[int, int] = {}
        weakref.finalize(self, _close, self._files)
        for number in sorted({extent.shelf for extent in extents.values()}):
            self._files[number] = os.open(folder / shelf_name(number), os.O_RDONLY | os.O_NOFOLLOW)

    def read(self, key: K) -> bytes:
        """A piece. Raises KeyError for an unknown one."""
        extent = self.extents[key]
        return os.pread(self._files[extent.shelf], extent.length, extent.start)

    def get(self, key: K) -> bytes | None:
        """A piece, None for an unknown one."""
        return self.read(key) if key in self.extents else None


class Bodies:
    """The texts of one edition."""

    def __init__(self, folder: Path, extents: Mapping[Key, Extent]):
        self._shelves = Shelves(folder, extents)

    def __call__(self, locale: str, article_id: str) -> Body:
        """The body of an article. Raises KeyError for an unknown one."""
        return decode_body(self._shelves.read((locale, article_id)))


Cards = Shelves[str]
"""The pictures of link cards by name (`<64 hex>.png`)."""


def open_cards(folder: Path) -> Cards:
    """The cards of the generation in `folder`, none if it has none. Raises IntegrityError when they cannot be read."""
    if not (folder / CARDS).is_dir():
        return Shelves(folder, {})
    try:
        extents = decode_extents((folder / CARDS / INDEX).read_bytes())
        return Shelves(folder / CARDS, extents)
    except OSError as error:
        raise IntegrityError(f"cards: {error.strerror}") from None


class Generation:
    """A generation to read from."""

    def __init__(self, folder: Path, search_version: str):
        self.folder = folder
        self.name = folder.name
        self.search_version = search_version

    def has_edition(self, audience: Audience) -> bool:
        """Whether that audience sees anything else than the public."""
        return (self.folder / "articles" / audience).is_dir()

    def edition(self, audience: Audience) -> tuple[Edition, Bodies]:
        """What the audience can see, and its texts. Raises IntegrityError when it cannot be read."""
        listing = decode_listing(self._read(f"articles/{audience}/listing.json"))
        edition = Edition(listing.site, listing.portal, listing.articles)
        extents = {(a.locale, a.id): extent for a, extent in zip(listing.articles, listing.extents, strict=True)}
        try:
            return edition, Bodies(self.folder / "articles" / audience, extents)
        except OSError as error:
            raise IntegrityError(f"bodies: {error.strerror}") from None

    def cards(self) -> Cards:
        """The pictures of link cards. Raises IntegrityError when they cannot be read."""
        return open_cards(self.folder)

    def search_folder(self, audience: Audience, locale: str) -> Path:
        """Where the search index of that audience and locale is, if there is one."""
        return self.folder / "search" / audience / locale

    def media(self, name: str) -> Path:
        """Where a picture is."""
        return self.folder / "media" / name

    def _read(self, path: str) -> bytes:
        try:
            return (self.folder / path).read_bytes()
        except OSError as error:
            raise IntegrityError(f"{path}: {error.strerror}") from None


def _close(files: dict[int, int]) -> None:
    for descriptor in files.values():
        os.close(descriptor)
