"""An article's final HTML as plain text, heading by heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from app.content.sanitize import TAG, SafeHtml
from app.model import Body, Section

_HEADINGS = {f"h{level}": level for level in range(2, 7)}
_INLINE = frozenset(
    "a abbr b cite code del dfn em i img ins kbd mark q s samp small span strong sub sup u var".split()  # noqa: SIM905
)
_UNREAD = {"a": ' class="footnote-backref"', "p": ' class="go"'}
"""What stands in a page and is no text of its author, or a button's label, which extracts would show as if it were."""
_CELLS = frozenset({"td", "th"})
_BETWEEN = " – "
"""Between the cells of a row, in which colons and commas may stand."""
_ID = re.compile(r' id="([^"]*)"')
_BREAK = "\x1e"
_BLANKS = str.maketrans("\t\r\n", "   ")
_SEVERAL = re.compile("  +")
_BREAKS = re.compile(f" ?{_BREAK}[ {_BREAK}]*")


def sections(html: SafeHtml) -> tuple[Section, ...]:
    """The parts of an article; the part before the first heading comes first and is left out when it is empty."""
    reader = _SectionReader()
    text, *tags = TAG.split(html)
    reader.text(text)
    for closing, tag, attributes, text in zip(tags[::4], tags[1::4], tags[2::4], tags[3::4], strict=True):
        if closing:
            reader.end(tag)
        else:
            reader.start(tag, attributes)
        reader.text(text)
    reader.finish()
    return tuple(reader.sections)


def first_heading(body: Body) -> str:
    """The first-level heading that a text begins with: its title, often in other words. Pages show it as any other."""
    return body.sections[0].title if body.sections and body.markdown.startswith("# ") else ""


class _SectionReader:
    def __init__(self) -> None:
        self.sections: list[Section] = []
        self._anchor, self._title, self._level = "", "", 0
        self._text: list[str] = []
        self._unread: str | None = None
        self._row: list[str] = []
        self._cell = 0

    def start(self, tag: str, attributes: str) -> None:
        if tag in _HEADINGS:
            self.finish()
            name = _ID.search(attributes)
            self._anchor, self._level = unescape(name[1]) if name else "", _HEADINGS[tag]
        elif tag in _UNREAD and _UNREAD[tag] in attributes:
            self._unread = tag
        elif tag in _CELLS:
            self._cell = len(self._text)
        elif tag not in _INLINE:
            self._text.append(_BREAK)

    def end(self, tag: str) -> None:
        if tag in _HEADINGS:
            self._title, self._text = _folded(self._text), []
        elif tag == self._unread:
            self._unread = None
        elif tag in _CELLS:
            self._row.append(_folded(self._text[self._cell :]).replace("\n", " "))
            del self._text[self._cell :]
        elif tag == "tr":
            self._text += [_BETWEEN.join(filter(None, self._row)), _BREAK]
            self._row = []
        elif tag not in _INLINE:
            self._text.append(_BREAK)

    def text(self, text: str) -> None:
        if self._unread is None:
            self._text.append(unescape(text))

    def finish(self) -> None:
        """End the part that is being read."""
        text = _folded(self._text)
        if self._level or text:
            self.sections.append(Section(self._anchor, self._title, self._level, text))
        self._anchor, self._title, self._level, self._text = "", "", 0, []


def _folded(text: Sequence[str]) -> str:
    """One line for each paragraph, item and row. No-break spaces stay: French typography is part of the text."""
    one = _SEVERAL.sub(" ", "".join(text).translate(_BLANKS))
    return _BREAKS.sub("\n", one).strip(" \u00a0\n")
