"""The parsed article made ours: heading ids, task lists, tables, links, pictures, French typography."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from app.content.links import Resolver
from app.content.policy import EXTERNAL_REL, MAX_ALT, MAX_TITLE, SIZES, external
from app.content.text import ascii_words, french_spaces

ZOOM = "zoom"
"""The label of a link from a picture to its full size, among the world's."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ANCHOR = re.compile(r"\s*\{#([^{}\s]*)\}\s*$")
_ANCHOR_NAME = re.compile(r"[a-z0-9-]{1,78}")
_MAX_ANCHOR = 70
_TASK = re.compile(r"\s*\[([ xX])\](?=\s)")
_ALIGN = re.compile(r"text-align: (left|center|right);")
_REPEATED_NOTE = re.compile(r"(#?)fnref(\d+):(\w+)")
_UNCLOSED = re.compile(r"\]\((?!\))[^\s()\[\]]{1,60}(?=\s|$)")
_TAG = re.compile(r"</?[A-Za-z][\w-]*[\s/>]")


class ArticleTree(Treeprocessor):
    """Runs last, on a tree whose placeholders and escapes are resolved."""

    def __init__(self, resolver: Resolver, md: Markdown) -> None:
        super().__init__(md)
        self._resolver = resolver

    def run(self, root: Element) -> None:
        self._headings(root)
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
        self._pictures(root)
        self._links(root)
        self._actions(root)
        _unwrap(root)

    def _headings(self, root: Element) -> None:
        """Written anchors first: a generated one must not take their place."""
        anchors = self._resolver.anchors
        waiting: list[Element] = []
        for heading in (element for element in root.iter() if element.tag in _HEADINGS):
            heading.tag = "h2" if heading.tag == "h1" else heading.tag
            name = _take_anchor(heading)
            if name is not None and self._anchor_free(name):
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

    def _anchor_free(self, name: str) -> bool:
        if not _ANCHOR_NAME.fullmatch(name):
            self._resolver.report("anchor", f"anchor {{#{name}}} is not a-z, 0-9 and -: it is replaced", f"{{#{name}}}")
        elif f"h-{name}" in self._resolver.anchors:
            self._resolver.report("anchor", f"anchor {{#{name}}} is given twice", f"{{#{name}}}", "error")
        else:
            return True
        return False

    def _warn_of_html(self, root: Element) -> None:
        for element, text in _texts(root):
            if found := _TAG.search(element.text or "" if text == "text" else element.tail or ""):
                message = "raw HTML ignored: it is shown as text; put it between `backticks` to keep it as an example"
                self._resolver.report("raw-html", message, found[0].strip())
                return

    def _warn_of_unclosed_links(self, root: Element) -> None:
        for element, which in _texts(root):
            for found in _UNCLOSED.finditer((element.text if which == "text" else element.tail) or ""):
                message = "link that is not closed, or with a space in its address: it is shown as text"
                self._resolver.report("unclosed-link", message, found[0])

    def _pictures(self, root: Element) -> None:
        above = True
        for parent in list(root.iter()):
            above = above and parent.tag not in _HEADINGS
            for image in [child for child in parent if child.tag == "img"]:
                if not self._picture(image, lazy=not above):
                    _remove(parent, image)
            if parent.tag == "p" and len(parent) == 1 and parent[0].tag == "img" and _alone(parent):
                _figure(parent)
                self._zoom(parent)
        for parent in list(root.iter()):
            for child in [c for c in parent if c.tag == "p" and not len(c) and not (c.text or "").strip()]:
                _remove(parent, child)

    def _picture(self, image: Element, *, lazy: bool) -> bool:
        written = image.get("src", "")
        picture = self._resolver.picture(written)
        if picture is None:
            return False
        alt = image.get("alt", "").strip()
        if not alt:
            self._resolver.report("missing-alt", f"picture '{written}' has no alternative text", written)
        elif len(alt) > MAX_ALT:
            message = f"alternative text longer than {MAX_ALT} characters is cut off"
            self._resolver.report("missing-alt", message, written)
        image.set("alt", alt[:MAX_ALT])
        image.set("src", self._resolver.shown_at(picture))
        image.set("width", str(picture.width))
        image.set("height", str(picture.height))
        if choices := self._resolver.choices(picture):
            image.set("srcset", choices)
            image.set("sizes", SIZES)
        if lazy:
            image.set("loading", "lazy")
        image.set("decoding", "async")
        return True

    def _zoom(self, figure: Element) -> None:
        """A picture that is shown smaller than it is leads to itself, as large as it is; no script is needed."""
        image = figure[0]
        if image.get("srcset"):
            title = self._resolver.world.labels.get(ZOOM, "")
            link = Element("a", {"class": "zoom", "href": image.get("src", ""), **({"title": title} if title else {})})
            link.append(image)
            figure[0] = link

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
                if parent.tag == "p" and len(parent) == 1 and _alone(parent):
                    parent.set("class", "go")
                    parent.text, link.tail = None, None
                    if note:
                        SubElement(parent, "small", {"class": "go-note"}).text = note
                else:
                    link.set("class", "go")
                    if note and len(note) <= MAX_TITLE:
                        link.set("title", link.get("title") or note)


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


def _texts(root: Element) -> Iterator[tuple[Element, str]]:
    """Every text outside code: the element and which of its two texts (`text` or `tail`)."""
    stack = [root]
    while stack:
        element = stack.pop()
        if element.tag not in ("code", "pre"):
            if element.text:
                yield element, "text"
            stack += list(element)
        if element is not root and element.tail:
            yield element, "tail"


def _typography(root: Element) -> None:
    for element, which in _texts(root):
        if which == "text":
            element.text = french_spaces(element.text or "")
        else:
            element.tail = french_spaces(element.tail or "")
    for element in root.iter():
        for name in ("alt", "title"):
            if text := element.get(name):
                element.set(name, french_spaces(text))


def _alone(paragraph: Element) -> bool:
    return not (paragraph.text or "").strip() and not (paragraph[0].tail or "").strip()


def _figure(paragraph: Element) -> None:
    paragraph.tag = "figure"
    if caption := paragraph[0].attrib.pop("title", ""):
        SubElement(paragraph, "figcaption").text = caption


def _remove(parent: Element, child: Element) -> None:
    """Take an element out and leave the text after it."""
    position = list(parent).index(child)
    _append_text(parent, position, child.tail or "")
    parent.remove(child)


def _append_text(parent: Element, position: int, text: str) -> None:
    if position == 0:
        parent.text = (parent.text or "") + text
    else:
        parent[position - 1].tail = (parent[position - 1].tail or "") + text


def _unwrap(root: Element) -> None:
    """Replace links that lead nowhere by what they hold. Children first, so that none is left inside another."""
    for parent in reversed(list(root.iter())):
        for child in [c for c in parent if c.tag == "unwrap"]:
            position = list(parent).index(child)
            _append_text(parent, position, child.text or "")
            inner = list(child)
            parent[position : position + 1] = inner
            _append_text(parent, position + len(inner), child.tail or "")
