"""Lists of any Markdown tool with the four columns a level that ours needs; tables and fences get their blank lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.content.importers.lines import Fence, Line, closes, opening

_ITEM = re.compile(r"( *)([-*+]|\d{1,9}[.)])( +|$)")
_RULE = re.compile(r" {0,3}([-*_])( *\1){2,} *")
_BLOCK = re.compile(r" *(#{1,6} |>|`{3}|~{3}|!!! |\|)")
_DIVIDER = re.compile(r" *\|?[ :|-]*-[ :|-]*\|?[ :|-]*")
_LANGUAGE = re.compile(r"\{?\s*\.?([\w+#-]{1,20})")
_NAMED = re.compile(r"(?:title|file|filename)=[\"']([^\"']+)[\"']")


def normal_lists(lines: Sequence[Line]) -> list[Line]:
    """The lines with every nested block four columns inside what holds it."""
    return _Lists().run(lines)


class _Lists:
    def __init__(self) -> None:
        self._open: list[int] = []
        self._done: list[Line] = []
        self._table = False

    def run(self, lines: Sequence[Line]) -> list[Line]:
        place = 0
        while place < len(lines):
            line = lines[place]
            fence = opening(line.text)
            if fence and not fence.before.strip():
                end = next((i for i in range(place + 1, len(lines)) if closes(lines[i].text, fence)), None)
                if end is not None:
                    self._fenced(lines[place : end + 1], fence)
                    place = end + 1
                    continue
            self._plain(line, lines[place + 1].text if place + 1 < len(lines) else "")
            place += 1
        return self._done

    def _fenced(self, block: Sequence[Line], fence: Fence) -> None:
        indent = len(fence.before)
        self._leave(indent, lazy=False)
        base = " " * (4 * len(self._open))
        self._blank(block[0].number)
        name = _NAMED.search(fence.info)
        if name:
            self._put(f"{base}`{name[1]}`", block[0].number)
            self._put("", block[0].number)
        language = _LANGUAGE.match(fence.info)
        self._put(f"{base}{fence.ticks}{language[1] if language else ''}", block[0].number)
        for line in block[1:-1]:
            cut = min(indent, line.indent)
            self._put(base + line.text[cut:] if line.text else "", line.number)
        self._put(f"{base}{fence.ticks}", block[-1].number)
        self._put("", block[-1].number)

    def _plain(self, line: Line, following: str) -> None:
        if not line.text.strip():
            self._put("", line.number)
            return
        item = None if _RULE.fullmatch(line.text) else _ITEM.match(line.text)
        lazy = bool(self._done and self._done[-1].text.strip()) and not item and not _BLOCK.match(line.text)
        self._leave(line.indent, lazy)
        base = " " * (4 * len(self._open))
        rest = line.text.lstrip(" ")
        extra = line.indent - (self._open[-1] if self._open else 0)
        if item and extra < 4:
            marker = f"{item[2][:-1]}." if item[2].endswith(")") else item[2]
            body = line.text[item.end() :]
            self._put(f"{base}{marker} {body}".rstrip(), line.number)
            wide = len(item[3]) if 1 <= len(item[3]) <= 4 else 1
            self._open.append(line.indent + len(item[2]) + wide)
            return
        if rest.startswith("!!! "):
            self._blank(line.number)
            self._put(base + rest, line.number)
            self._open.append(line.indent + 4)
            return
        code = extra >= 4 and not lazy
        if "|" in rest and _DIVIDER.fullmatch(following) and "|" in following and "-" in following:
            self._blank(line.number)
            self._table = True
        elif self._table and "|" not in rest:
            self._blank(line.number)
            self._table = False
        self._put(f"{base}{' ' * extra if code else ''}{rest}", line.number)

    def _leave(self, indent: int, lazy: bool) -> None:
        while self._open and indent < self._open[-1] and not lazy:
            self._open.pop()

    def _put(self, text: str, number: int) -> None:
        self._done.append(Line(text, number))

    def _blank(self, number: int) -> None:
        if self._done and self._done[-1].text.strip():
            self._put("", number)
