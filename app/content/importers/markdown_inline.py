"""Inside lines of foreign Markdown: links and pictures lead where they now are, marks of other tools are gone."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence

from app.content.importers.escaping import address
from app.content.importers.lines import Line, trimmed, with_code
from app.content.importers.markdown_parts import anchor_name
from app.content.importers.targets import Targets

_CODE = re.compile(r"(`+)(?!`)(?:(?!\n[ \t]*\n)[\s\S])*?(?<!`)\1(?!`)")
_TARGET = re.compile(
    r"\(\s*(<[^<>\n]*>|(?:\\.|[^\s()\\]|\((?:\\.|[^\s()\\])*\))*)((?:\s+(?:\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|\([^()]*\)))?)\s*\)"
)
_REFERENCE = re.compile(r"^( {0,3}\[(?!\^)[^\]\n]+\]:\s*)(<[^>\n]*>|\S+)", re.MULTILINE)
_ATTRIBUTE = r"(?:[.#][\w:-]+|[\w:-]+=(?:\"[^\"]*\"|'[^']*'|[\w:%.-]+))"
_ATTRIBUTES = re.compile(rf"(?<=[)\]*`_\"\x03])\{{:?\s*{_ATTRIBUTE}(?:\s+{_ATTRIBUTE})*\s*\}}")
_LINE_ATTRIBUTES = re.compile(rf"(?<![ \t])[ \t]*\{{:?\s*{_ATTRIBUTE}(?:\s+{_ATTRIBUTE})*\s*\}}[ \t]*$", re.MULTILINE)
_HEADING_ID = re.compile(r"^( {0,3}#{1,6} .*?)[ \t]*\{:?\s*(?:\.[\w-]+\s+)*#([^\s}]+)[^}]*\}[ \t]*$", re.MULTILINE)
_TOKEN = re.compile(
    r"\[!(UICONTROL|DNL|BADGE|TAB|VIDEO|INCLUDE)\s+((?:[^\[\]]|\[[^\]]*\](?:\([^)]*\))?)*)\](?:\{[^}]*\})?"
)
_MARK = re.compile(r"\[!(?:BEGIN|END)[A-Z]+[^\]]*\]|\[!CONTEXTUALHELP[^\]]*\]|\[!(?:PREVIEW|DNL|UICONTROL)\]")
_VIDEO = re.compile(r"\[!(?:VIDEO|Video)(?:\s*\]\((\S+?)\)|\s+(\S+?)\])(?:\{[^}]*\})?")
_INCLUDE = re.compile(
    r"\[!INCLUDE\s*\[([^\]]*)\]\s*\(([^)]*)\)\]|\[!INCLUDE\s*\[([^\]]*)\]\(([^)]*)\)\s*\]", re.IGNORECASE
)
_XREF = re.compile(r"<xref:([^<>\s]+)>")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]+)>")
_MARKED = re.compile(r"(?<![=\w])==(?=\S)([^=\n]+?)(?<=\S)==(?![=\w])")
_KEYS = re.compile(r"(?<![+\w])\+\+([\w.\"]+(?:\+[\w.\"]+)*)\+\+(?![+\w])")
_ICON = re.compile(r":(?:material|fontawesome|octicons|simple)-[\w-]+:")
_LIQUID = re.compile(r"\{%-?\s*(\w+)[^%]*-?%\}")
_HEADING = re.compile(r"^ {0,3}#{1,6} ", re.MULTILINE)
_SOFT = re.compile(r"(?<!\\)\\(?=\n)")


def inline(lines: Sequence[Line], targets: Targets) -> str:
    """The finished text of some lines."""
    done: list[str] = []
    plain: list[Line] = []
    for line, code in with_code(lines):
        if not code:
            plain.append(line)
            continue
        done += _finished(plain, targets)
        plain = []
        done.append(line.text)
    return "\n".join([*done, *_finished(plain, targets)])


def _finished(lines: Sequence[Line], targets: Targets) -> list[str]:
    if not lines:
        return []
    text = "\n".join(line.text for line in lines)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.text) + 1)

    def number(at: int) -> int:
        return lines[max(0, min(bisect_right(starts, at) - 1, len(lines) - 1))].number

    text = _linked(text, targets, number)
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\x03{len(kept) - 1}\x03"

    text = _CODE.sub(keep, text)
    text = _marks(text, targets, lines[0].number)
    text = re.sub(r"\x03(\d+)\x03", lambda match: kept[int(match[1])], text)
    return [trimmed(line) for line in text.split("\n")]


def _linked(text: str, targets: Targets, number: Callable[[int], int]) -> str:
    """The text with every link and picture answered for."""
    spans = [match.span() for match in _CODE.finditer(text)]
    edits: list[tuple[int, int, str]] = []
    opened: list[tuple[int, bool]] = []
    at = 0
    while at < len(text):
        if spans and at == spans[0][0]:
            at = spans.pop(0)[1]
            continue
        if spans and at > spans[0][0]:
            spans.pop(0)
            continue
        c = text[at]
        if c == "\\":
            at += 2
            continue
        if c == "\n" and text[at + 1 : at + 2] == "\n":
            opened.clear()
        elif c == "[":
            opened.append((at, at > 0 and text[at - 1] == "!" and text[at - 2 : at - 1] != "\\"))
        elif c == "]" and opened:
            start, picture = opened.pop()
            if match := _TARGET.match(text, at + 1):
                edits += _edits(text, start, at, picture, match, targets, number(start))
                at = match.end()
                continue
        at += 1
    for match in _REFERENCE.finditer(text):
        written = match[2].strip("<>")
        target = targets.link(written, number(match.start()))
        edits.append((*match.span(2), address(target) if target else "#"))
    for match in _AUTOLINK.finditer(text):
        target = targets.link(match[1], number(match.start()))
        if target and target != match[1]:
            edits.append((*match.span(), f"[{match[1]}]({address(target)})"))
    return _applied(text, edits)


def _edits(
    text: str, start: int, end: int, picture: bool, match: re.Match[str], targets: Targets, number: int
) -> list[tuple[int, int, str]]:
    written = match[1][1:-1].strip() if match[1].startswith("<") else match[1].strip()
    written = re.sub(r"\\(.)", r"\1", written)
    title = f" {match[2].strip()}" if match[2].strip() else ""
    label = text[start + 1 : end]
    if picture:
        shown = targets.picture(written, number) if written else None
        if shown is None:
            return [(start - 1, start + 1, ""), (end, match.end(), "")]
        if shown.is_picture:
            return [(end, match.end(), f"]({address(shown.target)}{title})")]
        name = "" if label.strip() else written.rsplit("/", 1)[-1].replace("[", "").replace("]", "")
        return [(start - 1, start, ""), (end, match.end(), f"{name}]({address(shown.target)})")]
    target = targets.link(written, number) if written else None
    if target is None:
        return [(start, start + 1, ""), (end, match.end(), "")]
    if target == match[1] and label.strip():
        return []
    name = "" if label.strip() else written
    return [(end, match.end(), f"{name}]({address(target)}{title})")]


def _applied(text: str, edits: list[tuple[int, int, str]]) -> str:
    parts, at = [], 0
    for start, end, new in sorted(edits):
        if start < at:
            continue
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])


def _marks(text: str, targets: Targets, number: int) -> str:
    """Without what only another tool reads."""
    text = _HEADING_ID.sub(lambda match: f"{match[1]} {{#{anchor_name(match[2])}}}", text)
    text = _VIDEO.sub(lambda match: _video(match[1] or match[2], targets, number), text)
    text = _INCLUDE.sub(
        lambda match: _included(match[1] or match[3] or "", match[2] or match[4] or "", targets, number), text
    )
    text = _MARK.sub("", text)
    for _ in range(3):  # one may stand inside another
        text = _TOKEN.sub(lambda match: f"**{match[2].strip()}**" if match[1] == "TAB" else match[2].strip(), text)
    text = _XREF.sub(lambda match: f"`{match[1]}`", text)
    text = _ATTRIBUTES.sub("", text)
    text = _LINE_ATTRIBUTES.sub(lambda match: match[0] if _heading_id(text, match) else "", text)
    text = _MARKED.sub(r"\1", text)
    text = _KEYS.sub(lambda match: f"**{match[1]}**", text)
    if _ICON.search(text):
        targets.report("icons written as :material-…: were left out", number)
        text = _ICON.sub("", text)
    if match := _LIQUID.search(text):
        if match[1] not in ("raw", "endraw"):
            targets.report(f"a template's command was left out: {match[0][:80]}", number)
        text = _LIQUID.sub("", text)
    return _SOFT.sub("  ", text)


def _heading_id(text: str, match: re.Match[str]) -> bool:
    """Whether it is a heading's `{#anchor}`, which is ours too."""
    start = text.rfind("\n", 0, match.start()) + 1
    return bool(_HEADING.match(text, start)) and match[0].strip().startswith("{#") and " " not in match[0].strip()


def _video(url: str, targets: Targets, number: int) -> str:
    targets.report(f"what was shown inside the page (video) is now a link: {url[:80]}", number)
    return f"[{url}]({address(url)})"


def _included(label: str, path: str, targets: Targets, number: int) -> str:
    targets.report(f"text of another file is not copied in: {path[:80]}", number)
    return label
