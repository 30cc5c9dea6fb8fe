"""The pictures of a preview: those that authors put there at once, what is made of them when a page asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock

from app.compiler.cards import CardDrawer
from app.compiler.reading import Draft
from app.content.pictures import Picture, picture_bytes, smaller
from app.content.tree import ContentTree
from app.errors import ContentError
from app.generations import Edition

Made = Callable[[str], bytes | None]
"""From the name of a smaller form or of a link card to its bytes; None for what no page names. For any thread."""


class PreviewMedia:
    """Keeps pictures in a folder of its own. Their names tell what they hold: nothing is made twice."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._making = Lock()

    def originals(self, draft: Draft, edition: Edition) -> Mapping[str, Path]:
        """The pictures that articles show, as readers get them; one that changes this moment comes with the next."""
        self._folder.mkdir(exist_ok=True)
        wanted = {name for article in edition.articles for name in article.media}
        found: dict[str, Path] = {}
        for picture in draft.content.pictures.values():
            target = self._folder / picture.name
            if picture.name in wanted and (target.exists() or _written(draft.tree, picture, target)):
                found[picture.name] = target
        return found

    def made(self, draft: Draft, edition: Edition, originals: Mapping[str, Path]) -> Made:
        """What the pages name besides, made when it is asked for: no save waits for it."""
        wanted = {name for article in edition.articles for name in article.variants}
        forms = {
            name: (picture, width)
            for picture in draft.content.pictures.values()
            if picture.name in originals
            for name, width in picture.variants
            if name in wanted
        }
        cards = {article.card for article in edition.articles if article.card}
        draw = CardDrawer(edition.site, lambda _name: False).draw(edition.articles)

        def make(name: str) -> bytes:
            if name in cards:
                return draw(name)
            picture, width = forms[name]
            [form] = smaller(originals[picture.name].read_bytes(), picture.path, [width])
            return form

        return lambda name: self._kept(name, make) if name in cards or name in forms else None

    def _kept(self, name: str, make: Callable[[str], bytes]) -> bytes:
        target = self._folder / name
        with self._making:
            if not target.exists():
                target.write_bytes(make(name))
            return target.read_bytes()


def _written(tree: ContentTree, picture: Picture, target: Path) -> bool:
    try:
        target.write_bytes(picture_bytes(tree, picture))
    except ContentError:
        return False
    return True
