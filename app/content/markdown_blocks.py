"""What other Markdown tools read and Python-Markdown does not: code blocks inside lists, lists right after a line."""

from __future__ import annotations

import re
from html import escape
from textwrap import dedent

from markdown.preprocessors import Preprocessor

_FENCE = re.compile(r"(?P<indent> {2,})(?P<fence>`{3,}|~{3,})[ ]*(?P<language>[\w+#-]*)[ ]*")
_CONTAINER = re.compile(r" *([-*+] |\d{1,9}[.)] |!!! ?\w|: |\[\^)")
_BULLET = re.compile(r"[-*+] +\S|1[.)] +\S")
_NO_PARAGRAPH = re.compile(r"[ \t]|[-*+>|#]|\d{1,9}[.)] |!!!|: |\[[^\]]+\]:|={3,}|$")


class IndentedFences(Preprocessor):
    """A fenced code block inside a list item, a definition or an admonition; by itself the library reads none there."""

    def run(self, lines: list[str]) -> list[str]:
        done: list[str] = []
        i = 0
        while i < len(lines):
            opening = _FENCE.fullmatch(lines[i])
            end = _closing(lines, i, opening) if opening and _inside_container(lines, i) else None
            if opening is None or end is None:
                done.append(lines[i])
                i += 1
                continue
            done += ["", _column(opening["indent"]) + self._stashed(lines[i + 1 : end], opening["language"]), ""]
            i = end + 1
        return done

    def _stashed(self, code: list[str], language: str) -> str:
        name = f' class="language-{language.lower()}"' if language else ""
        text = escape(dedent("\n".join(code)), quote=False)
        return self.md.htmlStash.store(f"<pre><code{name}>{text}\n</code></pre>")


class TightLists(Preprocessor):
    """A list that begins on the line after a paragraph gets the blank line that the library needs to see it."""

    def run(self, lines: list[str]) -> list[str]:
        done: list[str] = []
        in_paragraph = False
        for line in lines:
            if in_paragraph and _BULLET.match(line):
                done.append("")
            done.append(line)
            starts = len(done) == 1 or not done[-2].strip()
            if not line.strip():
                in_paragraph = False
            elif starts:
                in_paragraph = not _NO_PARAGRAPH.match(line)
            else:
                in_paragraph = in_paragraph and not _BULLET.match(line)
        return done


def _closing(lines: list[str], start: int, opening: re.Match[str]) -> int | None:
    for i in range(start + 1, len(lines)):
        line = lines[i].strip()
        if line and not lines[i].startswith(opening["indent"]):
            return None
        if line.startswith(opening["fence"]) and not line.strip(opening["fence"][0]):
            return i
    return None


def _inside_container(lines: list[str], start: int) -> bool:
    """Whether the nearest line above that is indented less opens a list item or the like."""
    indent = len(lines[start]) - len(lines[start].lstrip())
    for line in reversed(lines[:start]):
        if line.strip() and len(line) - len(line.lstrip()) < indent:
            if _CONTAINER.match(line):
                return True
            if not line.startswith(" "):
                return False
    return False


def _column(indent: str) -> str:
    """The next multiple of four, which is where the library looks for what belongs to an item."""
    return " " * (-(-len(indent) // 4) * 4)
