"""What a saved page of a help centre in Zendesk says of its article, outside its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.content.importers.html_tree import Node
from app.content.importers.matter import as_day

_ADDRESS = re.compile(r"/hc/(?:(?P<locale>[\w-]+)/)?articles/(?P<number>\d+)(?:-(?P<slug>[^/?#]*))?")


@dataclass(frozen=True, slots=True)
class ZendeskPage:
    """The number that its translations share, its slug, the section it is in (empty when it does not say), the day it
    was changed last, the paths it answers at, and the names of files that are listed below its text.
    """

    number: str
    slug: str
    category: str
    updated: date | None
    addresses: tuple[str, ...]
    files: tuple[str, ...]


def zendesk_page(root: Node, path: str, canonical: str) -> ZendeskPage | None:
    """None when neither the page's own address nor the path it was saved at is one of an article there."""
    found = _ADDRESS.search(canonical) or _ADDRESS.search(f"/{path.removesuffix('.html')}")
    if found is None:
        return None
    crumbs = root.with_class("breadcrumbs")
    links = [node.text() for node in crumbs.walk() if node.tag == "a"] if crumbs else []
    when = next((node.attributes["datetime"] for node in root.walk() if node.attributes.get("datetime")), "")
    listed = root.with_class("article-attachments")
    files = [node.text() for node in listed.walk() if node.tag == "a" and not node.classes] if listed else []
    number, locale = found["number"], found["locale"]
    return ZendeskPage(
        number,
        found["slug"] or "",
        links[-1] if len(links) > 1 else "",
        as_day(when),
        (*((f"/hc/{locale.lower()}/articles/{number}",) if locale else ()), f"/hc/articles/{number}"),
        tuple(dict.fromkeys(name for name in files if name)),
    )
