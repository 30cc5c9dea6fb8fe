"""Hugo's shortcodes: boxes, tabs, pictures, videos and links; the marks of others are left out."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable

from app.content.importers.box_lines import BoxLines
from app.content.importers.callouts import KINDS, kind_of
from app.content.importers.escaping import address, quoted
from app.content.importers.lines import Line
from app.content.importers.targets import Targets

_WORD = r"(?!/\s*[>%]\}\})(?:\"[^\"]*\"|`[^`]*`|/(?![>%]\}\})|[^\s\"`>%/])+"
_SHORTCODE = re.compile(rf"\{{\{{([<%])\s*(/?)\s*([\w/.-]+)((?:\s+{_WORD})*)\s*(/?)\s*[>%]\}}\}}")
_CLOSED = re.compile(r"\{\{[<%]\s*/\s*([\w/.-]+)")
_BOXES = frozenset(
    (
        *("alert", "notice", "callout", "admonition", "hint", "note", "tip"),
        *("info", "warning", "danger", "caution", "important", "details"),
    )
)
_VIDEOS = {"youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/"}


class Shortcodes:
    """The shortcodes of one text."""

    def __init__(self, lines: Iterable[Line], targets: Targets, out: BoxLines) -> None:
        self._targets = targets
        self._out = out
        self._paired = frozenset(name for line in lines for name in _CLOSED.findall(line.text))

    def take(self, line: Line) -> None:
        """Put a line that has shortcodes."""
        whole = _SHORTCODE.fullmatch(line.text.strip())
        if not whole or not self._container(whole, line):
            text = _SHORTCODE.sub(lambda match: self._inline(match, line.number), line.text)
            self._out.put(text, line.number)

    def _container(self, match: re.Match[str], line: Line) -> bool:
        """Whether the line is the beginning or the end of a box, a tab or code, and is dealt with."""
        _, slash, name, rest, alone = match.groups()
        low = name.rpartition("/")[2].lower()
        if alone or (low not in _BOXES and low not in ("tab", "tabs", "highlight")):
            return False
        if slash:
            if low == "highlight":
                self._out.put("```", line.number)
            self._out.close(low, line.number)
            return True
        words, given = _arguments(rest)
        indent = " " * line.indent
        if low == "tab":
            self._out.bold(indent, given.get("name") or given.get("title") or " ".join(words[:1]), line.number)
        elif low == "highlight":
            self._out.put(f"{indent}```{words[0] if words else ''}", line.number)
        elif low in _BOXES:
            kind = (
                given.get("type")
                or given.get("color")
                or given.get("context")
                or next((word for word in words if word.lower() in KINDS), low)
            )
            title = given.get("title") or " ".join(word for word in words if word.lower() not in KINDS)
            self._out.head(indent, kind_of(kind), title, line.number)
        self._out.open(low, indented=low in _BOXES)
        return True

    def _inline(self, match: re.Match[str], number: int) -> str:
        """What a shortcode inside a line becomes."""
        _, slash, name, rest, _ = match.groups()
        words, given = _arguments(rest)
        if slash:
            return ""
        if name in ("ref", "relref") and words:
            return address(words[0])
        if name in ("figure", "img"):
            title = given.get("caption") or given.get("title") or ""
            source = given.get("src") or (words[0] if words else "")
            alt = given.get("alt") or title
            return f"![{alt}]({address(source)}{f' {quoted(title)}' if title else ''})"
        if name in _VIDEOS and (words or given.get("id")):
            url = _VIDEOS[name] + (words[0] if words else given["id"])
            self._targets.report(f"what was shown inside the page ({name}) is now a link: {url}", number)
            return f"[{given.get('title', name)}]({address(url)})"
        said = " ".join(v for k, v in given.items() if k in ("title", "text", "alt", "caption", "label", "name"))
        what = (
            "the marks of a shortcode were left out, its text kept"
            if name in self._paired
            else "a shortcode was left out"
        )
        self._targets.report(f"{what}: {match[0][:80]}", number)
        return said


def _arguments(text: str) -> tuple[list[str], dict[str, str]]:
    """Those by place, and those by name."""
    try:
        parts = shlex.split(text.replace("`", '"'))
    except ValueError:
        parts = text.split()
    given = dict(part.split("=", 1) for part in parts if re.match(r"[\w-]+=", part))
    return [part for part in parts if not re.match(r"[\w-]+=", part)], given
