"""What a content folder is, wherever it is kept, and which of its files may be read at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from posixpath import splitext
from typing import NamedTuple, Protocol

from app.errors import ContentError
from app.model import Problem

MAX_FILES = 10_000
MAX_NAME_BYTES = 200
MAX_TEXT = 512 * 1024
MAX_PICTURE = 5 * 1024 * 1024
TEXT_SUFFIXES = frozenset({".md", ".markdown", ".yaml", ".yml"})


class Unreadable(ContentError):
    """A file or folder is there and the machine does not give it: what it says now, nobody knows."""

    def __init__(self, message: str, *, path: str) -> None:
        super().__init__(message, path=path, code="unreadable")


class Entry(NamedTuple):
    """A regular file: POSIX path relative to the content folder, size in bytes.

    `stamp` is another text whenever the file's content is another one; empty when that cannot be told.
    """

    path: str
    size: int
    stamp: str = ""


class Found(NamedTuple):
    """Something that stands in the folder; `regular` is false for links, submodules and devices.

    `wrong` says what is wrong with it where that showed already: it is not read then.
    """

    path: str
    size: int
    regular: bool
    stamp: str = ""
    wrong: ContentError | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The files that may be read, sorted by path, and a problem for each that may not."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


class ContentTree(Protocol):
    """A content folder. Nothing else reads files of the content."""

    def files(self) -> Listing:
        """List the folder. Raises ContentError for more than 10,000 files."""
        ...

    def read(self, path: str) -> bytes:
        """The bytes of a listed file. Raises ContentError when it is none that may be read, Unreadable when it is."""
        ...


@lru_cache(maxsize=1 << 14)
def suffix_of(path: str) -> str:
    """`.md` of `fr/A.MD`: a folder has 10,000 paths, and an object for each takes 10 µs."""
    return splitext(path)[1].lower()


def admit(found: Iterable[Found]) -> Listing:
    """Apply the rules on names, kinds and sizes; stops reading `found` after 10,000 files.

    Hidden folders and hidden files that are no articles (`.git`, `.gitkeep`) are passed over without a word.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    for count, item in enumerate(found, start=1):
        if count > MAX_FILES:
            raise ContentError(f"more than {MAX_FILES:,} files: nothing was read", path=".", code="too-many-files")
        if _hidden(item):
            continue
        if item.wrong:
            problems.append(Problem(_printable(item.path), 1, item.wrong.message, code=item.wrong.code))
        elif reason := _refusal(item):
            problems.append(Problem(_printable(item.path), 1, reason, code="file"))
        else:
            entries.append(Entry(item.path, item.size, item.stamp))
    return Listing(tuple(sorted(entries)), tuple(sorted(problems)))


def _hidden(item: Found) -> bool:
    *folders, name = item.path.split("/")
    if any(part.startswith(".") and part != ".." for part in folders):
        return True
    return name.startswith(".") and name != ".." and not (item.regular and name.endswith(".md"))


def _refusal(item: Found) -> str | None:
    if not all(_name_allowed(part) for part in item.path.split("/")):
        return "file name not allowed: no control characters, no leading '-' or '.', at most 200 bytes"
    if not item.regular:
        return "only regular files are read: not links, submodules or devices"
    suffix = suffix_of(item.path)
    if suffix in TEXT_SUFFIXES and item.size > MAX_TEXT:
        return "larger than 512 KiB: divide it"
    if item.size > MAX_PICTURE:
        return "larger than 5 MiB: scale the picture down"
    return None


@lru_cache(maxsize=1 << 14)
def _name_allowed(name: str) -> bool:
    try:
        size = len(name.encode("utf-8"))
    except UnicodeEncodeError:
        return False
    return 0 < size <= MAX_NAME_BYTES and name[0] not in "-." and name.isprintable() and "\\" not in name


def _printable(path: str) -> str:
    """A path that can stand in a message: one line, valid UTF-8."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in path)[:300]
