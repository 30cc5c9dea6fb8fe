"""A saved page of a help centre of Crisp's."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

from app.content.importers.crisp_collected import ADDRESS, Collected, paths
from app.content.importers.crisp_html import serialised
from app.content.importers.foreign import ForeignArticle, address_in, no_language, note, our_locale
from app.content.importers.html_tree import Node, parse_html
from app.content.importers.matter import as_day
from app.content.text import ascii_words

_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")


def take_page(found: Collected, path: str, text: str) -> None:
    """A saved page: an article, or a page that only lists some."""
    if "csh-" not in text:
        return
    try:
        root = parse_html(text)
    except ValueError as error:
        found.problems.append(note(path, 1, f"left out: {error}", "error"))
        return
    content = root.with_class("csh-article-content-text")
    heading = (root.with_class("csh-article-content") or root).find("h1")
    if content is None or heading is None:
        return
    url = _canonical(root)
    match = _address(url, path)
    written = _language(root, match)
    locale = our_locale(written) if written else found.locale
    if not locale:
        found.problems.append(note(path, 1, no_language(written), "error"))
        return
    crumb = root.with_class("csh-category-badge") or _crumb(root)
    named = crumb.text() if crumb else ""
    if group := ascii_words(named):
        found.category(group, named, locale)
    found.add(
        ForeignArticle(
            source=path,
            key=match["id"] if match else path,
            locale=locale,
            title=heading.text(),
            body=serialised(content),
            syntax="html",
            slug=match["slug"] if match else heading.text(),
            summary=_description(root),
            category=group,
            addresses=tuple(paths(url) if match and url else ()),
            url=url,
            file=path,
            updated=_updated(root),
        )
    )


def _address(url: str, path: str) -> re.Match[str] | None:
    """The parts of the page's own address, else of the path that it was saved at."""
    return ADDRESS.search(urlsplit(url).path) or ADDRESS.search(f"/{path.removesuffix('.html').removesuffix('/index')}")


def _language(root: Node, match: re.Match[str] | None) -> str:
    """The language as the address or the page writes it; empty where neither does."""
    page = root.find("html")
    return (match["locale"] if match else "") or (page.attributes.get("lang", "") if page else "")


def _canonical(root: Node) -> str:
    for node in root.walk():
        if node.tag == "link" and node.attributes.get("rel") == "canonical":
            return address_in(node.attributes.get("href"))
        if node.tag == "meta" and node.attributes.get("property") == "og:url":
            return address_in(node.attributes.get("content"))
    return ""


def _description(root: Node) -> str:
    for node in root.walk():
        if node.tag == "meta" and node.attributes.get("name") == "description":
            return " ".join(node.attributes.get("content", "").split())
    return ""


def _crumb(root: Node) -> Node | None:
    links = (n for n in root.walk() if n.tag == "a" and "/category/" in n.attributes.get("href", ""))
    return next(links, None)


def _updated(root: Node) -> date | None:
    shown = root.with_class("csh-article-content-updated")
    match = _DAY.search(shown.text()) if shown else None
    return as_day(f"{match[3]}-{match[2]}-{match[1]}") if match else None
