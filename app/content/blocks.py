"""Markdown as lines and pieces that are code or are not, for what must be known without rendering."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

MAX_PLAIN = 2_000

_FENCE = re.compile(r"[ ]{0,12}(`{3,}|~{3,})(.*)")
CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)((?:[^\n]|\n(?![ \t]*\n))+?)(?<!`)\1(?!`)")
_TARGET = re.compile(r"(\]\([ \t]*<?|^ {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*<?)(/(?!/)[^\s()<>]*|#[^\s()<>]+)", re.MULTILINE)
_ASIDE = re.compile("\0(\\d+)\0")
_ADMONITION = re.compile(r"((?: {4})*)!!! ?[\w-]+[^\n]*$")
_HEADING = re.compile(r"[ ]{0,3}#{1,6}(\s|$)")
_NOT_TEXT = re.compile(r"[ ]{0,3}([-*+>|]|\d+[.)]\s|!!!|!\[|\[\^?[^\]]+\]:|={3,}|:\s|\$)| {4}|\t|<")
_ANCHOR = re.compile(r"\s*\{#[^}\s]*\}\s*$")


def code_lines(text: str) -> list[bool]:
    """For each line, whether it belongs to a fenced code block that is opened and closed."""
    lines = text.split("\n")
    inside = [False] * len(lines)
    start, fence = -1, ""
    for i, line in enumerate(lines):
        match = _FENCE.match(line)
        if start < 0:
            if match and "`" not in match[2]:
                start, fence = i, match[1]
        elif match and match[1].startswith(fence) and not match[2].strip():
            inside[start : i + 1] = [True] * (i + 1 - start)
            start = -1
    return inside


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """The text with `change` applied to it while code blocks and code spans are put aside as `\\0<number>\\0`."""
    aside: list[str] = []

    def put_aside(code: str) -> str:
        aside.append(code)
        return f"\0{len(aside) - 1}\0"

    lines = zip(text.split("\n"), code_lines(text), strict=True)
    masked = "\n".join(put_aside(line) if is_code else line for line, is_code in lines)
    masked = CODE_SPAN.sub(lambda span: put_aside(span[0]), masked)
    changed = change(masked)
    # A span may hold blocks that were put aside before it, so what comes back is looked through again.
    for _ in range(2):
        changed = _ASIDE.sub(lambda mark: aside[int(mark[1])], changed)
    return changed


def relinked(text: str, target: Callable[[str], str]) -> str:
    """The text with `target` applied to what links and pictures name inside the site (`/…`) or the page (`#…`)."""
    return outside_code(text, lambda plain: _TARGET.sub(lambda match: match[1] + target(match[2]), plain))


def empty_admonitions(text: str) -> Iterator[int]:
    """The index of each line that opens a box whose text does not follow, four columns further in."""
    lines = [line.expandtabs(4) for line in text.split("\n")]
    flags = code_lines(text)
    for i, line in enumerate(lines):
        if not flags[i] and (match := _ADMONITION.match(line)):
            following = next((other for other in lines[i + 1 :] if other.strip()), "")
            if not following.startswith(match[1] + "    "):
                yield i


def paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Runs of lines between blank ones, code blocks left out, each with the index of its first line."""
    run: list[str] = []
    start = 0
    flags = code_lines(text)
    for i, line in enumerate(text.split("\n")):
        if flags[i] or not line.strip():
            if run:
                yield start, "\n".join(run)
            run = []
        else:
            start = i if not run else start
            run.append(line)
    if run:
        yield start, "\n".join(run)


def first_heading(text: str) -> tuple[str, str] | None:
    """The plain text of the first level-1 heading and the body without it (its lines left blank), or None."""
    lines, flags = text.split("\n"), code_lines(text)
    for i, line in enumerate(lines):
        if flags[i]:
            continue
        below = lines[i + 1] if i + 1 < len(lines) else ""
        if line.startswith("#") and not line.startswith("##"):
            return _heading_text(line[1:].strip().rstrip("#")), "\n".join([*lines[:i], "", *lines[i + 1 :]])
        if line.strip() and re.fullmatch(r"=+[ \t]*", below) and not _NOT_TEXT.match(line):
            return _heading_text(line), "\n".join([*lines[:i], "", "", *lines[i + 2 :]])
    return None


def _heading_text(text: str) -> str:
    # Cut first: what follows takes time that grows with the square of the length, and this is not a child process.
    return plain(_ANCHOR.sub("", text[:MAX_PLAIN].strip()))


def first_paragraph(text: str) -> str:
    """The first paragraph as plain text; headings, lists, quotes, tables, pictures and code are none."""
    for _, block in paragraphs(text):
        lines = block.split("\n")
        while lines and _HEADING.match(lines[0]):
            lines = lines[1:]
        if lines and not _NOT_TEXT.match(lines[0]) and not re.fullmatch(r"[-=]+\s*", lines[-1]):
            return plain(" ".join(lines)[:MAX_PLAIN])
    return ""


def plain(markdown: str) -> str:
    """One line of Markdown as a reader sees it: no marks, links by their text."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", markdown)
    text = re.sub(r"\[\^[^\]]*\]", "", text)
    text = re.sub(r"\[([^\]]*)\](\([^)]*\)|\[[^\]]*\])", r"\1", text)
    text = re.sub(r"(\*\*|__|`+)", "", text)
    text = re.sub(r"(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)", "", text)
    text = re.sub(r"\\([\\`*_{}\[\]()#+.!<>-])", r"\1", text)
    return " ".join(text.split())
