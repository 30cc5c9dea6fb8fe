"""An article as Markdown for readers: variables and links resolved, code untouched."""

from __future__ import annotations

import re

from app.content.blocks import outside_code
from app.content.links import Resolver
from app.content.variables import substitute

_LINK = re.compile(
    r"(?P<picture>!?)\[(?P<text>(?:[^\[\]\n]|\n(?![ \t]*\n)|\[[^\[\]]*+\])*+)\]"
    r"\([ \t]*<?(?P<target>[^\s()<>]+)>?(?P<title>[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'))?[ \t]*\)"
)
_DEFINITION = re.compile(r"^(?P<head> {0,3}\[(?!\^)[^\]\n]+\]:[ \t]*)<?(?P<target>[^\s<>]+)>?(?P<title>[^\n]*)$", re.M)


def resolved_markdown(body: str, resolver: Resolver) -> str:
    """The body with absolute paths; links that lead nowhere are plain text, missing pictures are gone."""

    def change(text: str) -> str:
        replaced, _ = substitute(text, resolver.world.variables)
        return _DEFINITION.sub(definition, _LINK.sub(link, replaced))

    def link(match: re.Match[str]) -> str:
        text = match["text"]
        if match["picture"]:
            address = _picture(match["target"], resolver)
            return f"![{text}]({address}{match['title'] or ''})" if address else ""
        inner = _LINK.sub(link, text)
        address = resolver.address(match["target"])
        return f"[{inner}]({address}{match['title'] or ''})" if address else inner

    def definition(match: re.Match[str]) -> str:
        address = _picture(match["target"], resolver) or resolver.address(match["target"])
        return f"{match['head']}{address}{match['title']}" if address else ""

    return outside_code(body, change)


def _picture(written: str, resolver: Resolver) -> str | None:
    picture = resolver.picture(written)
    return resolver.shown_at(picture) if picture else None
