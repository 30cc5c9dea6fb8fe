"""What the path of a Markdown page says of it: its language, whether it is its folder's first page, its words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import unquote

from app.content.importers.foreign import our_locale
from app.locales import is_spoken

SUFFIXES = (".md", ".markdown", ".mdx")
FIRST = frozenset({"index", "_index", "readme"})
"""What the first page of a folder is called."""
_NUMBER = re.compile(r"^\d{1,4}[-_. ]+(?=\D)")
_CODE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2})?", re.IGNORECASE)
_TRANSLATED = re.compile(r"i18n/([\w-]+)/docusaurus-plugin-content-(?:docs|pages)(?:-\w+)?/(?:current/)?(.*)")


class Languages:
    """Tells languages by paths: `fr/guide.md`, `guide.fr.md`, `i18n/fr/…`.

    Languages that are none of ours are told too, so that nobody publishes German as English; but only beside pages
    that are told alike, for `it/` may be a department and `socket.io.md` a product.
    """

    def __init__(self, pages: Iterable[str]) -> None:
        pages = tuple(pages)
        self._by_folder = any(is_language(page.split("/")[0], alone=True) for page in pages if "/" in page)
        self._bare = {_without_code(page, alone=True)[0] for page in pages}

    def of(self, path: str, page: str) -> tuple[str, str]:
        """A page's path without its language, and that language as it is written, empty where nothing names it.

        `path` begins at the top of what is imported, `page` in the folder that holds the pages.
        """
        folder, _, rest = page.partition("/")
        if rest and is_language(folder, alone=not self._by_folder):
            return rest, folder
        if translated := _TRANSLATED.fullmatch(path):
            return translated[2], translated[1]
        bare, code = _without_code(page, alone=False)
        if code and (our_locale(code) or bare in self._bare):
            return f"{bare}{PurePosixPath(page).suffix}", code
        return page, ""


def is_language(written: str, *, alone: bool) -> bool:
    """Whether it is the code of a language: one of ours, or any where it does not stand `alone`."""
    if not _CODE.fullmatch(written):
        return False
    return our_locale(written) is not None or (not alone and is_spoken(written[:2].lower()))


def _without_code(page: str, *, alone: bool) -> tuple[str, str]:
    """The path without the ending that names the kind of file and the one that names the language, and the latter."""
    bare = page.removesuffix(PurePosixPath(page).suffix)
    stem, dot, code = bare.rpartition(".")
    return (stem, code) if dot and is_language(code, alone=alone) else (bare, "")


def is_first(page: str) -> bool:
    """Whether it is the first page of its folder."""
    return PurePosixPath(page).stem.lower() in FIRST


def unnumbered(name: str) -> str:
    """A file's or folder's name without the number that orders it."""
    return _NUMBER.sub("", name)


def slug_of(page: str) -> str:
    """What the page is called in its address; `home` for the first page of all."""
    return _name(page) or "home"


def worded(page: str) -> str:
    """The words of a page's name, for a title."""
    words = re.sub(r"[-_]+", " ", unquote(unnumbered(_name(page) or "index"))).strip()
    return words[:1].upper() + words[1:]


def _name(page: str) -> str:
    """The name of the file, or of the folder that it is the first page of."""
    path = PurePosixPath(page)
    name = unnumbered(path.stem)
    return path.parent.name if name.lower() in FIRST else name
