"""Headings of an article: the first level is the page's own, and each has an id that links lead to."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from app.content.links import Resolver
from app.content.text import ascii_words

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ANCHOR = re.compile(r"\s*\{#([^{}]*)\}\s*$")
_ANCHOR_NAME = re.compile(r"[a-z0-9-]{1,78}")
_MAX_ANCHOR = 70


def name_headings(root: Element, resolver: Resolver) -> None:
    """Give every heading an id. Written anchors first: a generated one must not take their place."""
    anchors = resolver.anchors
    waiting: list[Element] = []
    for heading in (element for element in root.iter() if element.tag in HEADINGS):
        heading.tag = "h2" if heading.tag == "h1" else heading.tag
        name = _take_anchor(heading)
        if name is not None and _free(name, resolver):
            heading.set("id", f"h-{name}")
            anchors.add(f"h-{name}")
        else:
            waiting.append(heading)
    counts: dict[str, int] = {}
    for heading in waiting:
        base = ascii_words("".join(heading.itertext()))[:_MAX_ANCHOR].strip("-") or "section"
        name = base
        while f"h-{name}" in anchors:
            counts[base] = counts.get(base, 1) + 1
            name = f"{base}-{counts[base]}"
        heading.set("id", f"h-{name}")
        anchors.add(f"h-{name}")


def _free(name: str, resolver: Resolver) -> bool:
    if not _ANCHOR_NAME.fullmatch(name):
        resolver.report("anchor", f"anchor {{#{name}}} is not a-z, 0-9 and -: it is replaced", f"{{#{name}}}")
    elif f"h-{name}" in resolver.anchors:
        resolver.report("anchor", f"anchor {{#{name}}} is given twice", f"{{#{name}}}", "error")
    else:
        return True
    return False


def _take_anchor(heading: Element) -> str | None:
    """Remove `{#name}` from the end of a heading and return the name."""
    last = heading[-1] if len(heading) else None
    text = (last.tail if last is not None else heading.text) or ""
    match = _ANCHOR.search(text)
    if match is None:
        return None
    if last is not None:
        last.tail = text[: match.start()]
    else:
        heading.text = text[: match.start()]
    return match[1]
