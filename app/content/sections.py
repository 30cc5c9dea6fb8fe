"""An article's final HTML as plain text, heading by heading."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from app.content.sanitize import SafeHtml
from app.model import Section

_HEADINGS = {f"h{level}": level for level in range(2, 7)}
_INLINE = frozenset(
    "a abbr b cite code del dfn em i img ins kbd mark q s samp small span strong sub sup u var".split()  # noqa: SIM905
)
_UNREAD = frozenset({("a", "footnote-backref"), ("small", "go-note")})
"""What stands in a page and is no text of its author: extracts would show it, and searches would find it."""
_BREAK = "\x1e"
_SPACE = re.compile(f"[ \t\r\n{_BREAK}]+")


def sections(html: SafeHtml) -> tuple[Section, ...]:
    """The parts of an article; the part before the first heading comes first and is left out when it is empty."""
    parser = _SectionParser()
    parser.feed(html)
    parser.close()
    parser.finish()
    return tuple(parser.sections)


class _SectionParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sections: list[Section] = []
        self._anchor, self._title, self._level = "", "", 0
        self._text: list[str] = []
        self._in_heading = False
        self._unread: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _HEADINGS:
            self.finish()
            self._anchor, self._level, self._in_heading = given.get("id") or "", _HEADINGS[tag], True
        elif (tag, given.get("class")) in _UNREAD:
            self._unread = tag
        elif tag not in _INLINE:
            self._text.append(_BREAK)

    def handle_endtag(self, tag: str) -> None:
        if tag in _HEADINGS:
            self._title, self._text, self._in_heading = self._folded(), [], False
        elif tag == self._unread:
            self._unread = None
        elif tag not in _INLINE:
            self._text.append(_BREAK)

    def handle_data(self, data: str) -> None:
        if self._unread is None:
            self._text.append(data)

    def finish(self) -> None:
        """End the part that is being read."""
        text = self._folded()
        if self._level or text:
            self.sections.append(Section(self._anchor, self._title, self._level, text))
        self._anchor, self._title, self._level, self._text = "", "", 0, []

    def _folded(self) -> str:
        """One line for each paragraph, item and cell. No-break spaces stay: French typography is part of the text."""
        return _SPACE.sub(lambda run: "\n" if _BREAK in run[0] else " ", "".join(self._text)).strip(" \u00a0\n")
