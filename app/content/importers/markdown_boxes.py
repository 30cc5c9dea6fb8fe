"""Boxes, tabs and shortcodes of other Markdown tools as our admonitions, headings in bold, links."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from app.content.importers.callouts import KINDS, kind_of
from app.content.importers.escaping import address, quoted
from app.content.importers.lines import Line, with_code
from app.content.importers.targets import Targets
from app.content.policy import ADMONITIONS

_DIRECTIVE = re.compile(r"(\s*)(:{3,})\s*([\w-]+)?\s*(?:\[([^\]]*)\])?\s*(?:\{[^}]*\})?\s*([^:{]*?)\s*(:{3,})?")
_ADMONITION = re.compile(r"(\s*)(?:!!!|\?\?\?\+?)\s*([\w -]+?)\s*(?:\"([^\"]*)\")?\s*")
_QUOTED = re.compile(r"(\s*)>\s*\[!([\w-]+)\][+-]?\s*(.*)")
_QUOTE = re.compile(r"(\s*)>\s?(.*)")
_TAB = re.compile(r"(\s*)===[!+]?\s+\"([^\"]*)\"\s*")
_SHORTCODE = re.compile(r"\{\{([<%])\s*(/?)\s*([\w/.-]+)((?:\s+(?:\"[^\"]*\"|`[^`]*`|[^\s\"`>%])+)*)\s*(/?)\s*[>%]\}\}")
_ESCAPED = re.compile(r"\{\{([<%])/\*(.*?)\*/([>%])\}\}")
_CLOSED = re.compile(r"\{\{[<%]\s*/\s*([\w/.-]+)")
_SNIPPET = re.compile(r"\s*(?:-+8<-+|;--8<--)\s*(.*)")
_TOC = re.compile(r"\s*\[\[?_?TOC_?\]?\]\s*|\s*\[\[toc\]\]\s*|\s*\{:\s*toc\s*\}\s*", re.IGNORECASE)
_IMAGE = re.compile(r"(\w[\w-]*)=\"([^\"]*)\"")
_BOXES = frozenset(
    [
        "alert",
        "notice",
        "callout",
        "admonition",
        "hint",
        "note",
        "tip",
        "info",
        "warning",
        "danger",
        "caution",
        "important",
        "details",
    ]
)
_VIDEOS = {"youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/"}


def boxes(lines: Sequence[Line], targets: Targets) -> list[Line]:
    """The lines with our own form of every box; what is not known loses its marks, never its text."""
    return _Boxes(targets).run(lines)


class _Boxes:
    def __init__(self, targets: Targets) -> None:
        self._targets = targets
        self._done: list[Line] = []
        self._open: list[tuple[str, bool]] = []
        """What closes each open container, and whether its content is indented."""
        self._tabs: list[int] = []
        self._quote: int | None = None
        self._paired: frozenset[str] = frozenset()

    def run(self, lines: Sequence[Line]) -> list[Line]:
        self._paired = frozenset(name for line in lines for name in _CLOSED.findall(line.text))
        for line, code in with_code(lines):
            inner = self._unquoted(line)
            if inner is None:
                continue
            inner = self._untabbed(inner)
            if code or not self._block(inner):
                self._put(inner.text, inner.number)
        if self._open:
            self._targets.report(f"a box ({self._open[-1][0]}) was never closed", lines[-1].number if lines else 1)
        return self._done

    def _unquoted(self, line: Line) -> Line | None:
        """A line of a box that is written as a quotation, with its indentation instead of `>`."""
        if match := _QUOTED.fullmatch(line.text):
            if kind := self._quoted_kind(match[2]):
                self._quote = len(match[1])
                self._head(match[1], kind, match[3].strip(), line.number)
                return None
            return line
        if self._quote is None:
            return line
        match = _QUOTE.fullmatch(line.text)
        if match:
            return Line(f"{' ' * (self._quote + 4)}{match[2]}".rstrip(), line.number)
        if line.text.strip() and self._done and self._done[-1].text.strip():
            return Line(f"{' ' * (self._quote + 4)}{line.text.strip()}", line.number)
        self._quote = None
        return line

    def _quoted_kind(self, name: str) -> str | None:
        low = name.lower()
        if low in KINDS or (
            name.isupper() and low not in ("video", "include", "uicontrol", "dnl", "badge", "tab", "div")
        ):
            return kind_of(low)
        return None

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
            self._bold(match[1], match[2], line.number)
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
            return self._shortcodes(line)
        else:
            return False
        return True

    def _admonition(self, match: re.Match[str], number: int) -> None:
        words = [word for word in match[2].split() if word not in ("inline", "end")]
        name = words[0].lower() if words else "note"
        title = match[3] if match[3] is not None else "" if name in ADMONITIONS else name.capitalize()
        self._head(match[1], kind_of(name), title, number)

    def _directive(self, line: Line) -> bool:
        match = _DIRECTIVE.fullmatch(line.text)
        if match is None:
            return False
        indent, _, name, label, title, closed = match.groups()
        if name is None or line.text.strip().endswith(f"{name}-end:::"):
            if self._open:
                self._close(":::", line.number)
            return True
        if name == "image":
            given = dict(_IMAGE.findall(line.text))
            self._put(f"{indent}![{given.get('alt-text', '')}]({address(given.get('source', ''))})", line.number)
            return True
        if closed:
            return True
        known = name.lower() in KINDS
        if known:
            self._head(indent, kind_of(name), label or title, line.number)
        else:
            self._targets.report(f"the marks of a block '{name}' were left out, its text kept", line.number)
        self._open.append((":::", known))
        return True

    def _shortcodes(self, line: Line) -> bool:
        """A line with Hugo's shortcodes: boxes, tabs, pictures; marks of others are left out."""
        whole = _SHORTCODE.fullmatch(line.text.strip())
        if whole and self._box(whole, line):
            return True
        text = _SHORTCODE.sub(lambda match: self._inline(match, line.number), line.text)
        self._put(text, line.number)
        return True

    def _box(self, match: re.Match[str], line: Line) -> bool:
        _, slash, name, rest, alone = match.groups()
        low = name.rpartition("/")[2].lower()
        if low not in _BOXES and low not in ("tab", "tabs", "highlight"):
            return False
        if slash:
            self._close(low, line.number)
            return True
        words, given = _arguments(rest)
        indent = " " * line.indent
        if low == "tab":
            self._bold(indent, given.get("name") or given.get("title") or " ".join(words[:1]), line.number)
        elif low == "highlight":
            self._put(f"{indent}```{words[0] if words else ''}", line.number)
        elif low in _BOXES and not alone:
            kind = (
                given.get("type")
                or given.get("color")
                or given.get("context")
                or next((word for word in words if word.lower() in KINDS), low)
            )
            title = given.get("title") or " ".join(word for word in words if word.lower() not in KINDS)
            self._head(indent, kind_of(kind), title, line.number)
        self._open.append((low, low in _BOXES))
        return True

    def _inline(self, match: re.Match[str], number: int) -> str:
        _, slash, name, rest, _ = match.groups()
        words, given = _arguments(rest)
        if slash:
            return ""
        if name in ("ref", "relref") and words:
            return address(words[0])
        if name == "figure" or name == "img":
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

    def _head(self, indent: str, kind: str, title: str, number: int) -> None:
        self._blank(number)
        self._put(f"{indent}!!! {kind}{f' {quoted(title)}' if title else ''}", number)

    def _bold(self, indent: str, title: str, number: int) -> None:
        self._blank(number)
        self._put(f"{indent}**{title}**", number)
        self._put("", number)

    def _close(self, name: str, number: int) -> None:
        if name == "highlight":
            self._put("```", number)
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == name:
                del self._open[place]
                break
        self._put("", number)

    def _put(self, text: str, number: int) -> None:
        inside = "    " * sum(indented for _, indented in self._open)
        if "/*" in text:
            text = _ESCAPED.sub(r"{{\1\2\3}}", text)  # Hugo shows `{{</* ref */>}}` as `{{< ref >}}`
        self._done.append(Line(f"{inside}{text}" if text.strip() else "", number))

    def _blank(self, number: int) -> None:
        if self._done and self._done[-1].text.strip():
            self._done.append(Line("", number))


def _arguments(text: str) -> tuple[list[str], dict[str, str]]:
    try:
        parts = shlex.split(text.replace("`", '"'))
    except ValueError:
        parts = text.split()
    given = dict(part.split("=", 1) for part in parts if re.match(r"[\w-]+=", part))
    return [part for part in parts if not re.match(r"[\w-]+=", part)], given
