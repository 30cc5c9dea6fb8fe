"""The pictures of an export: found among its files, in its text, or (when asked for) fetched from its own host."""

from __future__ import annotations

import base64
import binascii
import hashlib
import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from app.content.importers.folder import MAX_PICTURE, PICTURES, SourceFolder
from app.content.names import DEVICES
from app.content.pictures import read_picture
from app.content.text import ascii_words
from app.content.tree import Listing
from app.errors import ContentError

_DATA = re.compile(r"data:image/[\w.+-]+;base64,(.*)", re.DOTALL)
_MAGIC = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif", b"RIFF": ".webp"}
_ROOTS = ("", "static/", "public/", "assets/", "docs/", "content/", "website/static/")
_OTHER_KINDS = frozenset({".svg", ".svgz", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".ico"})
Fetch = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class Found:
    """A picture that can be shown: a name for it, its bytes."""

    name: str
    data: bytes


@dataclass(slots=True)
class _OneFile:
    """A content tree of one file, so that a picture is judged as a build will judge it."""

    data: bytes

    def files(self) -> Listing:
        return Listing((), ())

    def read(self, path: str) -> bytes:  # noqa: ARG002 - the protocol's signature
        return self.data


@dataclass(slots=True)
class PictureFinder:
    """Pictures by what an article's text calls them. `fetch` is None where nothing may be fetched."""

    folder: SourceFolder
    fetch: Fetch | None = None
    _by_name: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _paths: frozenset[str] = frozenset()
    _all: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        paths = [path for path in self.folder.paths if PurePosixPath(path).suffix.lower() in PICTURES]
        self._paths = frozenset(paths)
        self._all = frozenset(self.folder.paths)
        for path in paths:
            self._by_name[posixpath.basename(path).casefold()].append(path)

    def find(self, written: str, file: str, url: str, own: bool) -> Found | None:
        """A picture by its address in `file`; `url` is the whole address, `own` whether it is the help centre's own.

        Raises ContentError where there is one that cannot be shown.
        """
        if match := _DATA.match(written):
            return _checked("picture", _decoded(match[1]))
        path = self.path(written, file)
        if path is not None:
            data = self.folder.read(path, MAX_PICTURE)
            return _checked(posixpath.basename(path), data) if data is not None else None
        self._refuse_other_kinds(written, file)
        if own and self.fetch is not None and url.startswith(("http://", "https://")):
            data = self.fetch(url)
            return _checked(posixpath.basename(urlsplit(url).path), data) if data else None
        return None

    def path(self, written: str, file: str) -> str | None:
        """The picture file of the export that an address means."""
        near = next((path for path in _candidates(written, file) if path in self._paths), None)
        return near or self._by_words(unquote(urlsplit(written).path))

    def _refuse_other_kinds(self, written: str, file: str) -> None:
        """Raises ContentError where the export has the file, but no reader is ever shown one of its kind."""
        suffix = PurePosixPath(urlsplit(written).path).suffix.lower()
        if suffix in _OTHER_KINDS and not self._all.isdisjoint(_candidates(written, file)):
            raise _not_accepted(suffix, written)

    def _by_words(self, named: str) -> str | None:
        """A file with the longest end in common; of several alike none, for a wrong picture is worse than none."""
        *folders, name = [part for part in named.split("/") if part] or [""]
        candidates = self._by_name.get(name.casefold(), [])
        if not candidates and name.isdecimal():
            candidates = [p for p in self._paths if re.search(rf"(?:^|/){name}(?:[-_./])", p)]
        if not candidates and folders and folders[-1].isdecimal():
            candidates = [p for p in self._paths if re.search(rf"(?:^|/){folders[-1]}[-_.]", p)]
        best = sorted(((_common(path, named), path) for path in candidates), reverse=True)
        if best and (len(best) == 1 or best[0][0] > best[1][0]):
            return best[0][1]
        return None


def _candidates(written: str, file: str) -> Iterator[str]:
    """The files that an address without a host may mean, from the article's folder and from the usual roots."""
    parts = urlsplit(written)
    if parts.netloc:
        return
    named = unquote(parts.path)
    bare = named.removeprefix("@site/").lstrip("/")
    for folder in (posixpath.dirname(file), *_ROOTS):
        yield posixpath.normpath(posixpath.join(folder, bare))


def _not_accepted(kind: str, name: str) -> ContentError:
    return ContentError(f"pictures of {kind} are not accepted: export it as PNG or WebP", path=name, code="picture")


def _common(path: str, named: str) -> int:
    ours, theirs = path.casefold().split("/")[::-1], named.casefold().split("/")[::-1]
    return next((i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs)))


def _decoded(text: str) -> bytes:
    if len(text) > MAX_PICTURE * 2:
        raise ContentError("a picture inside the text is larger than 5 MiB", path="", code="picture")
    try:
        return base64.b64decode(unquote(text))
    except (binascii.Error, ValueError):
        raise ContentError("a picture inside the text cannot be read", path="", code="picture") from None


def _checked(name: str, data: bytes) -> Found:
    """The picture under a safe name that says what it is. Raises ContentError."""
    suffix = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), "")
    if not suffix:
        kind = PurePosixPath(name).suffix or "this kind"
        raise _not_accepted(kind, name)
    stem = ascii_words(PurePosixPath(name).stem)[:80].strip("-") or "picture"
    stem = f"{stem}-picture" if stem in DEVICES else stem
    read_picture(_OneFile(data), f"{stem}{suffix}")
    return Found(f"{stem}{suffix}", data)


def unique_name(found: Found, known: Mapping[str, bytes]) -> str:
    """A name for a picture among those of one folder: another picture's name is never taken."""
    digest = hashlib.sha256(found.data).digest()
    if known.get(found.name, digest) == digest:
        return found.name
    stem, dot, suffix = found.name.rpartition(".")
    return f"{stem}-{digest.hex()[:8]}{dot}{suffix}"
