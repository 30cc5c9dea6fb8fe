"""Relative links and pictures in an article's text, changed to where files have moved."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote, unquote

from app.content.blocks import outside_code

_INLINE = re.compile(r"(?P<before>\]\(\s*<)(?P<angled>[^<>\n]+)(?=>)|(?P<open>\]\(\s*)(?P<plain>[^\s()<>]+)")
_REFERENCE = re.compile(r"(?m)^(?P<open>[ ]{0,3}\[(?!\^)[^\]\n]+\]:[ \t]*<?)(?P<plain>[^\s<>]+)")
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|[/#?]|$", re.IGNORECASE)


def relink(text: str, path: str, moved: Mapping[str, str]) -> str:
    """The text of a file with its relative links leading where they led.

    `path` is the file's own old path in the content folder, `moved` gives new paths by old ones (its own too, where it
    moves). Code is left alone, and so is a link that leads out of the folder.
    """
    here = posixpath.dirname(moved.get(path, path))

    def target(written: str, *, spaces: bool) -> str:
        if _ABSOLUTE.match(written):
            return written
        name, hash_, anchor = written.partition("#")
        old = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(name)))
        if old.startswith(".."):
            return written
        new = posixpath.relpath(moved.get(old, old), here or ".")
        if new == posixpath.normpath(unquote(name)):
            return written
        plain = new if spaces or unquote(name) == name else quote(new)
        return f"{plain}{hash_}{anchor}"

    return outside_code(text, _rewrite(target))


def _rewrite(target: Callable[..., str]) -> Callable[[str], str]:
    def inline(match: re.Match[str]) -> str:
        if match["angled"]:
            return match["before"] + target(match["angled"], spaces=True)
        return match["open"] + target(match["plain"], spaces=False)

    def change(text: str) -> str:
        text = _INLINE.sub(inline, text)
        return _REFERENCE.sub(lambda match: match["open"] + target(match["plain"], spaces=False), text)

    return change
