"""Ids and slugs for files that give none: words of the file's name, with folder names where they must differ."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from posixpath import basename, splitext

from app.content.text import ascii_words

MAX_NAME = 96
NAME = re.compile(r"[a-z0-9-]{1,96}")
"""What an id, a slug or the id of a category may be."""
RESERVED_SLUGS = frozenset({"admin", "search"})
"""Pages are called so, and an article must not be taken for one."""
DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
"""Windows has no files of these names, whatever their ending: a repository with one cannot be checked out there."""
_FOLDER_FILES = frozenset({"index", "readme"})


def name_of(text: str) -> str:
    """A text as such a name, as far as its ASCII words fit; empty where it has none."""
    return ascii_words(text)[:MAX_NAME].strip("-")


def default_names(sources: Sequence[str], taken: Collection[str]) -> tuple[dict[str, str], frozenset[str]]:
    """A name for each path inside a locale's folder, and the paths whose plain name was not theirs alone.

    Where paths share a name, or it is in `taken`, each is preceded by as many folder names as make it unique;
    `index` and `README` always by one.
    """
    depth = {source: _least(source) for source in sources}
    shared: set[str] = set()
    while True:
        names = {source: _name(source, depth[source]) for source in sources}
        count = Counter(names.values())
        clashing = [s for s, name in names.items() if count[name] > 1 or name in taken]
        shared.update(clashing)
        grown = [s for s in clashing if depth[s] < len(PurePosixPath(s).parts) - 1]
        if not grown:
            return names, frozenset(shared)
        for source in grown:
            depth[source] += 1


@lru_cache(maxsize=32_768)
def _least(source: str) -> int:
    """How many folders a name begins with at least."""
    return int(splitext(basename(source))[0].lower() in _FOLDER_FILES)


@lru_cache(maxsize=32_768)  # asked for every file at every build: 0.1 ms each
def _name(source: str, folders: int) -> str:
    path = PurePosixPath(source)
    parts = [*path.parent.parts[len(path.parent.parts) - folders :], path.stem] if folders else [path.stem]
    words = "-".join(filter(None, (_words(part) for part in parts)))
    return words[:MAX_NAME].strip("-")


def _words(part: str) -> str:
    """ASCII words, or a short digest for a name in another script: it must not depend on how it is normalised."""
    if words := ascii_words(part):
        return words
    return "article-" + hashlib.sha256(unicodedata.normalize("NFC", part).encode()).hexdigest()[:8]
