"""Bodies in the codings that a reader accepts, each made once; the only door to gzip and brotli."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Literal

from brotli import MODE_TEXT, compress
from flask import request
from werkzeug.http import parse_accept_header

Coding = Literal["br", "gzip", ""]
"""A name of Content-Encoding; empty for the bytes as they are."""

SUFFIXES: Mapping[Coding, str] = {"br": "-br", "gzip": "-gz", "": ""}
"""What a strong validator ends in: it names bytes, and every coding has its own."""

PAGE, ASSET = 5, 11
"""Brotli's effort for what lasts until the next change, and for what never changes: 1 ms and 15 ms for 14 KB."""

_LONGEST_HEADER = 200


class Coded:
    """Some bytes and their compressed forms, each made when it is first asked for and kept.

    `effort` is PAGE, ASSET, or 0 for what is sent a single time: that is compressed fast, by gzip only.
    """

    def __init__(self, body: bytes, effort: int = PAGE):
        self.body = body
        self._effort = effort

    def choose(self) -> tuple[Coding, bytes]:
        """The coding that this request's reader accepts, and the bytes in it."""
        coding = accepted(request.headers.get("Accept-Encoding", ""), brotli=self._effort > 0)
        if coding == "br":
            return coding, self._brotli
        return coding, self._gzip if coding else self.body

    @cached_property
    def _gzip(self) -> bytes:
        return gzip.compress(self.body, 9 if self._effort else 1, mtime=0)

    @cached_property
    def _brotli(self) -> bytes:
        data: bytes = compress(self.body, mode=MODE_TEXT, quality=self._effort)
        return data


@lru_cache(maxsize=256)  # browsers send a handful of headers, and parsing one takes 20 µs
def _accepted(header: str, brotli: bool) -> Coding:
    codings = parse_accept_header(header)
    br, gz = codings.quality("br"), codings.quality("gzip")
    if brotli and br > 0 and br >= gz:
        return "br"
    return "gzip" if gz > 0 else ""


def accepted(header: str, *, brotli: bool = True) -> Coding:
    """The best coding of an Accept-Encoding header; none for a header of more than 200 characters."""
    return _accepted(header, brotli) if len(header) <= _LONGEST_HEADER else ""
