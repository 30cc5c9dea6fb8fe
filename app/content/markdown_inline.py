"""Inline Markdown of ours: variables, and e-mail addresses without disguise."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from app.content.links import Resolver
from app.content.variables import PATTERN

_MARKED = re.compile(r"[\x02\\`*_\[\]!<&{]|  \n")
"""Every inline pattern begins with one of these; `\x02` is where the library has put something aside."""


class PlainTexts(Treeprocessor):
    """Runs before inline Markdown is read: a text that has none is not looked through for each of 20 patterns."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.text and not _MARKED.search(element.text):
                element.text = AtomicString(element.text)
            if element.tail and not _MARKED.search(element.tail):
                element.tail = AtomicString(element.tail)


class VariableProcessor(InlineProcessor):
    """`{{ name }}` becomes text: never Markdown, never HTML. It comes before links, so it works in their targets."""

    def __init__(self, resolver: Resolver, md: Markdown) -> None:
        super().__init__(PATTERN, md)
        self._resolver = resolver

    def handleMatch(self, m: re.Match[str], _data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: N802
        value = self._resolver.world.variables.get(m[1])
        if value is None:
            message = f"unknown variable {{{{ {m[1]} }}}} stays as written"
            self._resolver.report("unknown-variable", message, m[0])
            value = m[0]
        return value, m.start(0), m.end(0)


class MailProcessor(InlineProcessor):
    """`<name@example.org>` as a plain link; the library's own hides it in entities."""

    def handleMatch(self, m: re.Match[str], _data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: N802
        address = self.unescape(m[1]).removeprefix("mailto:")
        link = Element("a", {"href": f"mailto:{address}"})
        link.text = AtomicString(address)
        return link, m.start(0), m.end(0)
