"""What a page of Confluence's HTML export says of itself, outside its text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.content.importers.html_tree import Node


@dataclass(frozen=True, slots=True)
class ConfluencePage:
    """Its title without the name of its space, the page above it (empty at the top), the day it was changed last, and
    the names of files that are listed below it and that its text neither shows nor links.
    """

    title: str
    category: str
    updated: date | None
    files: tuple[str, ...] = ()


def confluence_page(root: Node) -> ConfluencePage | None:
    """None when a page is not one of Confluence's."""
    content = root.with_class("wiki-content")
    if content is None:
        return None
    used = {value for node in content.walk() for value in node.attributes.values()}
    listed = root.with_class("greybox")
    links = [node for node in listed.walk() if node.tag == "a"] if listed else []
    title = _text(_by_id(root, "title-text") or root.find("title"))
    crumbs = _by_id(root, "breadcrumbs")
    above = [node.text() for node in crumbs.walk() if node.tag == "a"] if crumbs else []
    space = above[0] if above else ""
    metadata = root.with_class("page-metadata")
    return ConfluencePage(
        title.removeprefix(f"{space} : ") if space else title.partition(" : ")[2] or title,
        above[1] if len(above) > 1 else "",
        _day(metadata.text()) if metadata else None,
        tuple(node.text() for node in links if node.attributes.get("href") not in used),
    )


def _by_id(root: Node, name: str) -> Node | None:
    return next((node for node in root.walk() if node.attributes.get("id") == name), None)


def _text(node: Node | None) -> str:
    return node.text() if node else ""


def _day(text: str) -> date | None:
    """The last day of `Created by A, last modified by B on Jun 29, 2019`."""
    try:
        return datetime.strptime(text.rpartition(" on ")[2].strip(), "%b %d, %Y").date()
    except ValueError:
        return None
