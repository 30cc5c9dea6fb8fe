"""A generation while it is being written, out of everybody's sight."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

from app.generations.edition import Edition, Extent, Listing, encode
from app.model import Audience, Problem

LARGE = 1 << 20
MAX_SHELVES = 64
ARTICLES_A_SHELF = 64


class Staging:
    """A folder with the layout of a generation; `Generations.commit` makes it one.

    `previous` is the folder of a verified generation whose files may be shared: they never change.
    """

    def __init__(self, folder: Path, name: str, previous: Path | None = None):
        self.folder = folder
        self.name = name
        self._previous = previous

    def write_edition(self, audience: Audience, edition: Edition) -> None:
        """What that audience can see: the listing, and the bodies in shelves."""
        target = self.folder / "articles" / audience
        target.mkdir(parents=True)
        shelves = [bytearray() for _ in range(_shelves(len(edition.articles)))]
        extents = []
        for article in edition.articles:
            data = encode(edition.bodies[article.locale, article.id])
            number = crc32(article.id.encode()) % len(shelves)
            extents.append(Extent(number, len(shelves[number]), len(data)))
            shelves[number] += data
        for number, shelf in enumerate(shelves):
            if shelf:
                self._write(target / shelf_name(number), bytes(shelf))
        listing = Listing(edition.site, edition.portal, edition.articles, tuple(extents))
        self._write(target / "listing.json", encode(listing))

    def write_problems(self, problems: Sequence[Problem]) -> None:
        """What the build found wrong, so that a build with nothing to do can still say it."""
        self._write(self.folder / "problems.json", encode(problems))

    def write_media(self, name: str, data: bytes) -> None:
        """A picture, under its content's name."""
        target = self.folder / "media" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        self._write(target, data)

    def search_folder(self, audience: Audience, locale: str) -> Path:
        """An empty folder for the search index of one audience and locale."""
        target = self.folder / "search" / audience / locale
        target.mkdir(parents=True)
        return target

    def previous_search_folder(self, audience: Audience, locale: str) -> Path | None:
        """The index of that audience and locale in the generation before, if there is one."""
        folder = self._previous / "search" / audience / locale if self._previous else None
        return folder if folder and folder.is_dir() else None

    def _write(self, target: Path, data: bytes) -> None:
        """Write a file, or share the previous generation's if it is large and the same: nothing to sync or hash again.

        Small files are never shared: what damages one generation should leave the other whole.
        """
        old = self._previous / target.relative_to(self.folder) if self._previous and len(data) >= LARGE else None
        if old and old.is_file() and old.stat().st_size == len(data) and old.read_bytes() == data:
            os.link(old, target)
        else:
            target.write_bytes(data)


def _shelves(articles: int) -> int:
    """How many files the bodies are spread over by article id: an edit rewrites one of them, the others are shared.

    A power of two, so that it rarely changes while a site grows; one file for a small site.
    """
    return 1 << min(articles // ARTICLES_A_SHELF, MAX_SHELVES).bit_length() >> 1 or 1


def shelf_name(number: int) -> str:
    """The file of a shelf."""
    return f"{number:02d}.bodies"
