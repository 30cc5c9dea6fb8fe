"""A generation while it is being written, out of everybody's sight."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from zlib import crc32

from app.generations.edition import Edition, Extent, Key, Listing, encode
from app.generations.generation import open_cards
from app.generations.known import KnownShelves, Shelf, Texts
from app.generations.shelves import ARTICLES_A_SHELF, CARDS, CARDS_A_SHELF, INDEX, shelf_count, shelf_name
from app.model import Audience

LARGE = 1 << 20


class Staging:
    """A folder with the layout of a generation; `Generations.commit` makes it one.

    `previous` is the folder of a verified generation whose files may be shared: they never change. `shelves` are what
    the builder remembers of that one, and what it will remember of this one.
    """

    def __init__(self, folder: Path, name: str, previous: Path | None = None, shelves: KnownShelves | None = None):
        self.folder = folder
        self.name = name
        self._previous = previous
        self._shelves = shelves or KnownShelves()
        self._before = self._shelves.begin(name, previous.name if previous else None)
        self._cards = open_cards(previous) if previous else None

    def write_edition(self, audience: Audience, edition: Edition) -> None:
        """What that audience can see: the listing, and the bodies in shelves."""
        target = self.folder / "articles" / audience
        target.mkdir(parents=True)
        count = shelf_count(len(edition.articles), ARTICLES_A_SHELF)
        shelves: dict[int, list[Key]] = {}
        for article in edition.articles:
            shelves.setdefault(crc32(article.id.encode()) % count, []).append((article.locale, article.id))
        extents: dict[Key, Extent] = {}
        for number, keys in shelves.items():
            texts = tuple((key, edition.bodies[key]) for key in keys)
            shelf = self._known_shelf(audience, number, texts) or self._new_bodies(target, number, texts)
            self._shelves.kept[audience, number] = shelf
            extents |= zip(keys, shelf.extents, strict=True)
        ordered = tuple(extents[article.locale, article.id] for article in edition.articles)
        listing = Listing(edition.site, edition.portal, edition.articles, ordered)
        self._write(target / "listing.json", encode(listing))

    def _known_shelf(self, audience: Audience, number: int, texts: Texts) -> Shelf | None:
        """The shelf of the generation before, now in this one too, if it holds these very texts."""
        known = self._before.get((audience, number))
        if known is None or self._previous is None or not known.holds(texts):
            return None
        name = Path("articles") / audience / shelf_name(number)
        old = self._previous / name
        if old.stat().st_size >= LARGE:
            os.link(old, self.folder / name)
        else:
            shutil.copyfile(old, self.folder / name)
        return known

    def _new_bodies(self, target: Path, number: int, texts: Texts) -> Shelf:
        shelf, extents = bytearray(), []
        for _, body in texts:
            data = encode(body)
            extents.append(Extent(number, len(shelf), len(data)))
            shelf += data
        self._write(target / shelf_name(number), bytes(shelf))
        return Shelf(texts, tuple(extents))

    def write_media(self, name: str, data: bytes) -> None:
        """A picture, under its content's name."""
        target = self.folder / "media" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        self._write(target, data)

    def media_before(self, name: str) -> bytes | None:
        """A picture of the generation before, None when that has none of this name."""
        old = self._previous / "media" / name if self._previous else None
        return old.read_bytes() if old and old.is_file() else None

    def has_card(self, name: str) -> bool:
        """Whether the generation before has that picture of a link card: it need not be drawn."""
        return self._cards is not None and name in self._cards.extents

    def write_cards(self, names: Iterable[str], draw: Callable[[str], bytes]) -> None:
        """The pictures of link cards; `draw` is asked for those that the generation before has not.

        A name (`<64 hex>.png`) says what is drawn, so a shelf with the same names as before is shared unread.
        """
        folder = self.folder / CARDS
        folder.mkdir()
        wanted = sorted(set(names))
        shelves: dict[int, list[str]] = {}
        for name in wanted:
            shelves.setdefault(int(name[:4], 16) % shelf_count(len(wanted), CARDS_A_SHELF), []).append(name)
        extents: dict[str, Extent] = {}
        for number, held in shelves.items():
            extents |= self._shared_shelf(number, held) or self._new_shelf(number, held, draw)
        self._write(folder / INDEX, encode(extents))

    def _shared_shelf(self, number: int, names: Sequence[str]) -> dict[str, Extent]:
        """The previous generation's shelf, if it holds these very cards and is large; else nothing."""
        if self._cards is None or self._previous is None:
            return {}
        before = {name: extent for name, extent in self._cards.extents.items() if extent.shelf == number}
        old = self._previous / CARDS / shelf_name(number)
        if before.keys() != set(names) or old.stat().st_size < LARGE:
            return {}
        os.link(old, self.folder / CARDS / old.name)
        return before

    def _new_shelf(self, number: int, names: Sequence[str], draw: Callable[[str], bytes]) -> dict[str, Extent]:
        shelf, extents = bytearray(), {}
        for name in names:
            data = self._cards.read(name) if self._cards and name in self._cards.extents else draw(name)
            extents[name] = Extent(number, len(shelf), len(data))
            shelf += data
        self._write(self.folder / CARDS / shelf_name(number), bytes(shelf))
        return extents

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
