"""The parsed article made ours: heading ids, task lists, tables, links, pictures, French typography, telephones."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from app.content.links import Resolver
from app.content.markdown_elements import alone, append_text, texts
from app.content.markdown_headings import name_headings
from app.content.markdown_pictures import place_pictures
from app.content.markdown_telephones import link_telephones
from app.content.policy import EXTERNAL_REL, MAX_TITLE, external
from app.content.raw_html import TAG, tags
from app.content.text import french_spaces

PHONE = "support.phone"
_TASK = re.compile(r"\s*\[([ xX])\](?=\s)")
_ALIGN = re.compile(r"text-align: (left|center|right);")
_REPEATED_NOTE = re.compile(r"(#?)fnref(\d+):(\w+)")
_UNCLOSED = re.compile(r"\]\((?!\))[^\s()\[\]]{1,60}(?=\s|$)")
_DIVIDED = re.compile(r"\] +\((?:article|portal):[^\s()]{1,60}\)")


class ArticleTree(Treeprocessor):
    """Runs last, on a tree whose placeholders and escapes are resolved."""

    def __init__(self, resolver: Resolver, md: Markdown) -> None:
        super().__init__(md)
        self._resolver = resolver

    def run(self, root: Element) -> None:
        name_headings(root, self._resolver)
        for element in root.iter():
            if element.tag == "li":
                _task(element)
            elif element.tag in ("td", "th"):
                _cell(element)
            _note_ids(element)
        self._warn_of_html(root)
        self._warn_of_unclosed_links(root)
        if self._resolver.article.locale == "fr":
            _typography(root)
        place_pictures(root, self._resolver)
        self._links(root)
        self._actions(root)
        _unwrap(root)
        link_telephones(root, self._resolver.world.variables.get(PHONE, ""))

    def _warn_of_html(self, root: Element) -> None:
        shown = {tag[0].strip() for element, which in texts(root) for tag in TAG.finditer(_text(element, which))}
        for at, names in tags(self._resolver.article.body, shown) if shown else ():
            message = f"raw HTML ignored: the page shows {names} as text; write Markdown, or put it between `backticks`"
            self._resolver.report_at("raw-html", message, at)

    def _warn_of_unclosed_links(self, root: Element) -> None:
        for element, which in texts(root):
            for found in _UNCLOSED.finditer(_text(element, which)):
                message = "link that is not closed, or with a space in its address: it is shown as text"
                self._resolver.report("unclosed-link", message, found[0])
            for found in _DIVIDED.finditer(_text(element, which)):
                message = "link with a space between ] and (: it is shown as text; remove the space"
                self._resolver.report("unclosed-link", message, found[0])

    def _links(self, root: Element) -> None:
        for link in root.iter("a"):
            kind = link.get("class", "")
            if kind.startswith("footnote-"):
                link.attrib.pop("title", None)
                continue
            address = self._resolver.address(link.get("href", ""))
            if address is None:
                link.tag = "unwrap"
            else:
                link.set("href", address)
                if external(address):
                    link.set("rel", EXTERNAL_REL)

    def _actions(self, root: Element) -> None:
        """A portal action that is a paragraph of its own is a button with what is found there beside it.

        In a sentence it stays a link, and says the same as its title.
        """
        for parent in list(root.iter()):
            for link in [child for child in parent if child.tag == "a"]:
                note = self._resolver.note(link.get("href", ""))
                if note is None:
                    continue
                if parent.tag == "p" and len(parent) == 1 and alone(parent):
                    parent.set("class", "go")
                    parent.text, link.tail = None, None
                    if note:
                        SubElement(parent, "small", {"class": "go-note"}).text = note
                else:
                    link.set("class", "go")
                    if note and len(note) <= MAX_TITLE:
                        link.set("title", link.get("title") or note)


def _text(element: Element, which: str) -> str:
    return (element.text if which == "text" else element.tail) or ""


def _task(item: Element) -> None:
    holder = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
    if holder.text and (match := _TASK.match(holder.text)):
        holder.text = ("☐" if match[1] == " " else "☑") + holder.text[match.end() :]


def _cell(cell: Element) -> None:
    """Alignment is a class, as no style is allowed; a heading says that it is its column's."""
    if match := _ALIGN.fullmatch(cell.attrib.pop("style", "")):
        cell.set("class", f"align-{match[1]}")
    if cell.tag == "th":
        cell.set("scope", "col")


def _note_ids(element: Element) -> None:
    """The second reference to a footnote is `fnref2:1` for the library and `fnref:1-2` in our policy."""
    for name in ("id", "href"):
        if match := _REPEATED_NOTE.fullmatch(element.get(name, "")):
            element.set(name, f"{match[1]}fnref:{match[3]}-{match[2]}")


def _typography(root: Element) -> None:
    for element, which in texts(root):
        if which == "text":
            element.text = french_spaces(element.text or "")
        else:
            element.tail = french_spaces(element.tail or "")
    for element in root.iter():
        for name in ("alt", "title"):
            if text := element.get(name):
                element.set(name, french_spaces(text))


def _unwrap(root: Element) -> None:
    """Replace links that lead nowhere by what they hold. Children first, so that none is left inside another."""
    for parent in reversed(list(root.iter())):
        for child in [c for c in parent if c.tag == "unwrap"]:
            position = list(parent).index(child)
            append_text(parent, position, child.text or "")
            inner = list(child)
            parent[position : position + 1] = inner
            append_text(parent, position + len(inner), child.tail or "")
