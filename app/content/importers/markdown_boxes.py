"""Boxes and tabs of other Markdown tools as our admonitions and headings in bold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.content.importers.box_lines import BoxLines
from app.content.importers.callouts import KINDS, kind_of
from app.content.importers.escaping import address
from app.content.importers.lines import Line, with_code
from app.content.importers.markdown_shortcodes import Shortcodes
from app.content.importers.targets import Targets
from app.content.policy import ADMONITIONS

_DIRECTIVE = re.compile(r"(\s*)(:{3,})\s*([\w-]+)?\s*(?:\[([^\]]*)\])?\s*(?:\{[^}]*\})?\s*([^:{]*?)\s*(:{3,})?")
_ADMONITION = re.compile(r"(\s*)(?:!!!|\?\?\?\+?)\s*([\w -]+?)\s*(?:\"([^\"]*)\")?\s*")
_QUOTED = re.compile(r"(\s*)>\s*\[!([\w-]+)\][+-]?\s*(.*)")
_QUOTE = re.compile(r"(\s*)>\s?(.*)")
_TAB = re.compile(r"(\s*)===[!+]?\s+\"([^\"]*)\"\s*")
_SNIPPET = re.compile(r"\s*(?:-+8<-+|;--8<--)\s*(.*)")
_TOC = re.compile(r"\s*\[\[?_?TOC_?\]?\]\s*|\s*\[\[toc\]\]\s*|\s*\{:\s*toc\s*\}\s*", re.IGNORECASE)
_NO_BOXES = frozenset({"video", "include", "uicontrol", "dnl", "badge", "tab", "div"})
"""What Microsoft's and others' extensions write as `[!NAME]` beside boxes."""
_IMAGE = re.compile(r"(\w[\w-]*)=\"([^\"]*)\"")


def boxes(lines: Sequence[Line], targets: Targets) -> list[Line]:
    """The lines with our own form of every box; what is not known loses its marks, never its text."""
    return _Boxes(lines, targets).done()


class _Boxes:
    def __init__(self, lines: Sequence[Line], targets: Targets) -> None:
        self._lines = lines
        self._targets = targets
        self._out = BoxLines()
        self._shortcodes = Shortcodes(lines, targets, self._out)
        self._tabs: list[int] = []
        self._quote: int | None = None

    def done(self) -> list[Line]:
        for line, code in with_code(self._lines):
            inner = self._unquoted(line)
            if inner is None:
                continue
            inner = self._untabbed(inner)
            if code or not self._block(inner):
                self._out.put(inner.text, inner.number)
        if self._out.innermost:
            last = self._lines[-1].number if self._lines else 1
            self._targets.report(f"a box ({self._out.innermost}) was never closed", last)
        return self._out.lines

    def _unquoted(self, line: Line) -> Line | None:
        """A line of a box that is written as a quotation, with its indentation instead of `>`."""
        if match := _QUOTED.fullmatch(line.text):
            if kind := _quoted_kind(match[2]):
                self._quote = len(match[1])
                self._out.head(match[1], kind, match[3].strip(), line.number)
                return None
            return line
        if self._quote is None:
            return line
        match = _QUOTE.fullmatch(line.text)
        if match:
            return Line(f"{' ' * (self._quote + 4)}{match[2]}".rstrip(), line.number)
        if line.text.strip() and self._out.lines and self._out.lines[-1].text.strip():
            return Line(f"{' ' * (self._quote + 4)}{line.text.strip()}", line.number)
        self._quote = None
        return line

    def _untabbed(self, line: Line) -> Line:
        """A line of a MkDocs tab, four columns to the left."""
        while self._tabs and line.text.strip() and line.indent < self._tabs[-1] + 4:
            self._tabs.pop()
        return Line(line.text[min(line.indent, 4 * len(self._tabs)) :], line.number)

    def _block(self, line: Line) -> bool:
        """Whether the line was a mark, and is dealt with."""
        text = line.text
        if match := _TAB.fullmatch(text):
            self._tabs.append(line.indent + 4 * len(self._tabs))
            self._out.bold(match[1], match[2], line.number)
        elif _TOC.fullmatch(text):
            return True
        elif match := _SNIPPET.fullmatch(text):
            if match[1]:
                self._targets.report(f"text of another file is not copied in: {match[1][:80]}", line.number)
        elif text.lstrip().startswith(":::"):
            return self._directive(line)
        elif text.lstrip().startswith(("!!!", "???")) and (match := _ADMONITION.fullmatch(text)):
            self._admonition(match, line.number)
        elif "{{<" in text or "{{%" in text:
            self._shortcodes.take(line)
        else:
            return False
        return True

    def _admonition(self, match: re.Match[str], number: int) -> None:
        words = [word for word in match[2].split() if word not in ("inline", "end")]
        name = words[0].lower() if words else "note"
        title = match[3] if match[3] is not None else "" if name in ADMONITIONS else name.capitalize()
        self._out.head(match[1], kind_of(name), title, number)

    def _directive(self, line: Line) -> bool:
        match = _DIRECTIVE.fullmatch(line.text)
        if match is None:
            return False
        indent, _, name, label, title, closed = match.groups()
        if name is None or line.text.strip().endswith(f"{name}-end:::"):
            if self._out.innermost:
                self._out.close(":::", line.number)
            return True
        if name == "image":
            given = dict(_IMAGE.findall(line.text))
            self._out.put(f"{indent}![{given.get('alt-text', '')}]({address(given.get('source', ''))})", line.number)
            return True
        if closed:
            return True
        known = name.lower() in KINDS
        if known:
            self._out.head(indent, kind_of(name), label or title, line.number)
        else:
            self._targets.report(f"the marks of a block '{name}' were left out, its text kept", line.number)
        self._out.open(":::", indented=known)
        return True


def _quoted_kind(name: str) -> str | None:
    """Our kind for the name in `> [!NAME]`; None for what is no box."""
    low = name.lower()
    if low in KINDS or (name.isupper() and low not in _NO_BOXES):
        return kind_of(low)
    return None
