"""Addresses of a served site as files of a static one, and links between those files."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote, unquote, urlsplit

_KEPT = re.compile(r"\.(?:md|css|js|svg|ico|png|jpe?g|gif|webp|avif|xml|txt|atom|json)$")
_SAFE = re.compile(r"(?:/[\w@~+,=.:%-]+)*/?")
MAX_PATH = 240


def file_of(path: str) -> str:
    """The file for a path of the site: `/fr/` is `fr/index.html`, `/fr/articles/x` is `fr/articles/x.html`.

    A page that depends on its query has the query's values in its name.
    """
    parts = urlsplit(path)
    plain = unquote(parts.path)
    if parts.query:
        plain = f"{plain.rstrip('/')}/{'-'.join(re.findall(r'=([a-z0-9.-]+)', parts.query)[:1]) or 'page'}"
    if plain.endswith("/"):
        return f"{plain[1:]}index.html"
    return plain[1:] if _KEPT.search(plain) else f"{plain[1:]}.html"


def stub_of(path: str) -> str | None:
    """The file that answers at a former address; None where no file can stand for it on every machine."""
    if not _SAFE.fullmatch(path) or len(path) > MAX_PATH or any(part in (".", "..") for part in path.split("/")):
        return None
    plain = path.strip("/")
    if not plain or ":" in plain or "%" in plain:
        return None
    return plain if plain.endswith((".html", ".htm")) else f"{plain}/index.html"


def relative(file: str, from_file: str) -> str:
    """The address of a file as a page in another place of the folder writes it."""
    return quote(posixpath.relpath(file, posixpath.dirname(from_file) or "."), safe="/@~+,=.-")
