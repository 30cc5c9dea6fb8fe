"""Plain text as Markdown that shows exactly that text."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"[\\`*\[\]]|(?<!\w)_|_(?!\w)")
_ENTITY = re.compile(r"&(?=#?\w{1,31};)")
_LINE_START = re.compile(
    r"^(\s*)(?:(#{1,6}|>|!!!|-{3,}\s*$|[-+](?=\s))|(\d{1,9})([.)])(?=\s)|([:~=])(?=\s|\5\5))", re.MULTILINE
)
_ADDRESS = {" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", '"': "%22", "\\": "%5C", "\n": "", "\t": ""}


def escape(text: str) -> str:
    """Text inside a line: nothing of it is emphasis, code, link or entity. `!` at the end begins no picture."""
    text = _ENTITY.sub("&amp;", _SPECIAL.sub(r"\\\g<0>", text))
    return f"{text[:-1]}\\!" if text.endswith("!") else text


def guard_lines(text: str) -> str:
    """Finished lines of a paragraph: none of them begins a heading, list, quote or the like."""
    return _LINE_START.sub(_guarded, text)


def _guarded(match: re.Match[str]) -> str:
    indent, sign, digits, dot, entity = match.groups()
    if sign:
        return f"{indent}\\{sign}"
    if digits:
        return f"{indent}{digits}\\{dot}"
    return f"{indent}&#{ord(entity)};"


def code_span(text: str) -> str:
    """Text as code in a line, with as many backticks as it needs."""
    text = " ".join(text.split())
    if not text:
        return ""
    runs = {len(run) for run in re.findall("`+", text)}
    ticks = "`" * next(n for n in range(1, len(text) + 2) if n not in runs)
    gap = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{gap}{text}{gap}{ticks}"


def fence(code: str, language: str = "") -> str:
    """A fenced block, whatever fences are in the code."""
    longest = max((len(run) for run in re.findall(r"^\s*(`{3,})", code, re.MULTILINE)), default=2)
    ticks = "`" * (longest + 1)
    name = language.lower() if re.fullmatch(r"[\w+#-]{1,20}", language) else ""
    return f"{ticks}{name}\n{code.rstrip()}\n{ticks}"


def address(target: str) -> str:
    """An address as it stands between the parentheses of a link."""
    return "".join(_ADDRESS.get(c, c) for c in target.strip())


def quoted(text: str) -> str:
    """A title of a link, a picture or an admonition, in quotation marks."""
    return '"' + " ".join(text.split()).replace("\\", "").replace('"', "”") + '"'
