"""Style sheets, scripts and icons under names that change with their content, ready to be sent."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.model.colors import BRAND_COLOR
from app.web.brand import favicon, style_sheet
from app.web.compression import ASSET, Coded

PREFIX = "/static/"
TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".ico": "image/x-icon",
    ".json": "application/speculationrules+json",
}
MAX_BRANDED = 16
"""Files in a site's colours that are kept with their compressed forms, which take 50 ms to make."""
_REMARKS: Mapping[str, re.Pattern[bytes]] = {
    ".js": re.compile(rb"^[ \t]*//.*\n", re.M),
    ".css": re.compile(rb"/\*.*?\*/\n*", re.S),
}
"""What a file says to those who change it: whole lines, so that no text in a script is taken for one."""
_BRANDED = re.compile(r"(site(?=.*css)|favicon(?=.*svg))\.([0-9a-f]{6})[0-9a-f]{10}\.(css|svg)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its hashed name, and its bytes in every coding."""

    name: str
    content_type: str
    coded: Coded

    @property
    def body(self) -> bytes:
        return self.coded.body


class Assets:
    """The files of a folder, and those made from a site's brand colour.

    A branded file's name carries its colour, so that every worker can make it, whichever worker named it.
    """

    def __init__(self, folder: Path):
        self._by_source: dict[str, Asset] = {}
        for path in sorted(folder.iterdir()):
            if path.suffix in TYPES:
                self._by_source[path.name] = _asset(path.stem, path.suffix, _plain(path))
        self._by_name = {asset.name: asset for asset in self._by_source.values()}
        self._branded = lru_cache(maxsize=MAX_BRANDED)(self._make_branded)

    def url(self, source: str) -> str:
        """The address of a file by its plain name (`site.css`). Raises KeyError when there is none."""
        return PREFIX + self._by_source[source].name

    def raw(self, source: str) -> bytes:
        """The bytes of a file by its plain name."""
        return self._by_source[source].body

    def brand_url(self, color: str, kind: str) -> str:
        """The address of `site.css` with the colours of a brand (`#rrggbb`), or of `favicon.svg` in its colour."""
        return PREFIX + self._branded(kind, color).name

    def find(self, name: str) -> Asset | None:
        """The file with that hashed name; None for any other name, whatever it holds."""
        if asset := self._by_name.get(name):
            return asset
        match = _BRANDED.fullmatch(name)
        if match is None:
            return None
        asset = self._branded(f"{match[1]}.{match[3]}", f"#{match[2]}")
        return asset if asset.name == name else None

    def _make_branded(self, kind: str, color: str) -> Asset:
        color = color.lower() if re.fullmatch(r"#[0-9a-fA-F]{6}", color) else BRAND_COLOR
        stem, _, extension = kind.partition(".")
        # One file: a page waits for all its style sheets before it shows anything.
        body = style_sheet(color).encode() + self.raw(kind) if kind == "site.css" else favicon(color).encode()
        return _asset(stem, f".{extension}", body, tag=color[1:])


def _plain(path: Path) -> bytes:
    """A file without its remarks, which are up to a fifth of what would be sent."""
    remarks = _REMARKS.get(path.suffix)
    return remarks.sub(b"", path.read_bytes()) if remarks else path.read_bytes()


def _asset(stem: str, suffix: str, body: bytes, tag: str = "") -> Asset:
    digest = hashlib.sha256(body).hexdigest()[:10]
    return Asset(f"{stem}.{tag}{digest}{suffix}", TYPES[suffix], Coded(body, ASSET))
