"""An article's Markdown for a reader who is elsewhere: links that lead there, and one section cut out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from app.content.blocks import code_lines, plain, relinked
from app.model import Section

_HASHES = re.compile(r"[ \t>]*(#{1,6})(.*)")
_UNDERLINE = re.compile(r"(=+|-+)[ ]*")
_ANCHOR = re.compile(r"\{#([^{}\s]*)\}[\s#]*$")
_DEFINITION = re.compile(r" {0,3}(\[[^\]\n]+\]):")
_INDENTED = re.compile(r"(?: {4}|\t)[ \t]*\S")


def absolute_links(markdown: str, origin: str, page: str) -> str:
    """The text with addresses of the site made whole; `page` is the article's own, which its anchors belong to."""
    return relinked(markdown, lambda target: (page if target.startswith("#") else origin) + target)


def cut(markdown: str, sections: Sequence[Section], anchor: str) -> str | None:
    """A section with its heading and those below it, and the notes and addresses it refers to.

    `anchor` is one of `sections`, all of the article's in order. None when the heading cannot be told in the text.
    """
    lines = markdown.split("\n")
    flags = code_lines(markdown)
    placed = list(_placed(list(_headings(lines, flags)), sections))
    found = next((each for each in placed if each[0].anchor == anchor), None)
    if found is None:
        return None
    wanted, start = found
    end = next((line for section, line in placed if line > start and section.level <= wanted.level), len(lines))
    text = "\n".join(lines[start:end]).strip("\n")
    others = [*_definitions(lines[:start], flags[:start]), *_definitions(lines[end:], flags[end:])]
    named = text.casefold()
    return "\n\n".join([text, *(block for label, block in others if label.casefold() in named)])


@dataclass(frozen=True, slots=True)
class _Heading:
    """What looks like one: `words` are its text without marks, `anchor` what its author wrote."""

    line: int
    words: str
    anchor: str


def _headings(lines: Sequence[str], flags: Sequence[bool]) -> Iterator[_Heading]:
    for i, line in enumerate(lines):
        below = lines[i + 1] if i + 1 < len(lines) else ""
        if flags[i]:
            continue
        if match := _HASHES.fullmatch(line):
            yield _heading(i, match[2])
        elif line.strip() and _UNDERLINE.fullmatch(below):
            yield _heading(i, line)


def _heading(line: int, text: str) -> _Heading:
    anchor = _ANCHOR.search(text)
    return _Heading(line, _words(unescape(plain(_ANCHOR.sub("", text)))), f"h-{anchor[1]}" if anchor else "")


def _placed(headings: Sequence[_Heading], sections: Sequence[Section]) -> Iterator[tuple[Section, int]]:
    """Each section with the line of its heading: the first one after the last that has its anchor or its words."""
    position = 0
    for section in (section for section in sections if section.level):
        words = _words(section.title)
        for i in range(position, len(headings)):
            if headings[i].words == words or headings[i].anchor == section.anchor:
                yield section, headings[i].line
                position = i + 1
                break


def _words(text: str) -> str:
    """A heading without what typography and marks change in it."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _definitions(lines: Sequence[str], flags: Sequence[bool]) -> Iterator[tuple[str, str]]:
    """Each footnote and each link's address, by its label as texts refer to it (`[^1]`, `[label]`)."""
    for i, line in enumerate(lines):
        if not flags[i] and (match := _DEFINITION.match(line)):
            end = i + 1
            while any(_INDENTED.match(each) for each in lines[end : end + 2]) and (
                not lines[end].strip() or _INDENTED.match(lines[end])
            ):
                end += 1
            yield match[1], "\n".join(lines[i:end])
