"""A folder of HTML pages: of each, what is the article, without what surrounds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from app.content.importers.confluence_page import ConfluencePage, confluence_page
from app.content.importers.folder import SourceFolder
from app.content.importers.foreign import (
    Export,
    ForeignArticle,
    ForeignCategory,
    ImportRefused,
    address_in,
    no_language,
    note,
    our_locale,
)
from app.content.importers.html_tree import Node, parse_html
from app.content.importers.matter import as_day
from app.content.importers.zendesk_page import ZendeskPage, zendesk_page
from app.content.text import ascii_words
from app.locales import LANGUAGES
from app.model import Problem

_AROUND = frozenset({"nav", "header", "footer", "aside"})
_CONTENT = (
    "wiki-content",
    "article-body",
    "markdown-body",
    "theme-doc-markdown",
    "article-content",
    "entry-content",
    "post-content",
)
_NO_INDEX = ("noindex", "none")


def read_html(folder: SourceFolder, locale: str | None) -> Export:
    """Every page of a folder. Raises ImportRefused when there is none."""
    reader = _Reader(locale)
    for path in folder.with_suffix(".html", ".htm", ".xhtml"):
        if (text := folder.text(path)) is not None:
            reader.take(path, text)
    if not reader.articles:
        message = "no HTML page with a title and a language was found (--locale says the language)"
        raise ImportRefused(message, reader.problems)
    keys = sorted({article.category for article in reader.articles} - {""})
    return Export(
        tuple(reader.articles),
        tuple(ForeignCategory(key, dict.fromkeys(LANGUAGES, reader.titles.get(key, ""))) for key in keys),
        tuple(reader.problems),
        frozenset(reader.hosts - {""}),
    )


class _Reader:
    def __init__(self, locale: str | None) -> None:
        self._locale = locale
        self.articles: list[ForeignArticle] = []
        self.problems: list[Problem] = []
        self.hosts: set[str] = set()
        self.titles: dict[str, str] = {}

    def take(self, path: str, text: str) -> None:
        try:
            root = parse_html(text)
        except ValueError as error:
            self.problems.append(note(path, 1, f"left out: {error}", "error"))
            return
        named, _, below = path.partition("/")
        inside = below if below and named in LANGUAGES else path
        locale = self._language(root, path, named if inside != path else "")
        wiki = confluence_page(root)
        title = wiki.title if wiki else _title(root)
        if locale and not title:
            self.problems.append(note(path, 1, "left out: it has neither a first heading nor a title", "error"))
        elif locale:
            meta = dict(_meta(root))
            desk = zendesk_page(root, path, meta.get("canonical", ""))
            self._add(ForeignArticle(path, inside, locale, title, text, "html", file=path), inside, meta, wiki, desk)

    def _add(
        self,
        plain: ForeignArticle,
        inside: str,
        meta: Mapping[str, str],
        wiki: ConfluencePage | None,
        desk: ZendeskPage | None,
    ) -> None:
        """Add an article with what the head of its page says, and a product's own marks."""
        page, canonical = wiki or desk, meta.get("canonical", "")
        private = any(word in meta.get("robots", "").lower() for word in _NO_INDEX)
        self._report(plain.source, page.files if page else (), private)
        self.hosts.add(urlsplit(canonical).netloc)
        top = inside.partition("/")[0] if "/" in inside else ""
        dated = meta.get("article:modified_time") or meta.get("date") or meta.get("last-modified")
        self.articles.append(
            replace(
                plain,
                key=desk.number if desk else inside,
                slug=(desk.slug or plain.title) if desk else _slug(inside),
                summary=meta.get("description", ""),
                category=self._category(page.category) if page else ascii_words(top),
                keywords=tuple(word.strip() for word in meta.get("keywords", "").split(",") if word.strip()),
                addresses=tuple(
                    dict.fromkeys((*_addresses(plain.source, canonical), *(desk.addresses if desk else ())))
                ),
                url=canonical,
                visibility="agents" if private else "public",
                updated=page.updated if page else as_day(dated),
            )
        )

    def _report(self, path: str, files: Sequence[str], private: bool) -> None:
        """What an editor may want to look at."""
        if files:
            names = ", ".join(files)
            self.problems.append(note(path, 1, f"files that were only listed below the text are left out: {names}"))
        if private:
            self.problems.append(note(path, 1, "robots were told not to show it: now for agents"))

    def _language(self, root: Node, path: str, named: str) -> str | None:
        """The language of a page, in a folder that may be `named` after it; None where it is none of ours."""
        page = root.find("html")
        written = named or (page.attributes.get("lang", "") if page else "") or self._locale or ""
        locale = our_locale(written)
        if locale is None:
            self.problems.append(note(path, 1, no_language(written), "error"))
        return locale

    def _category(self, title: str) -> str:
        key = ascii_words(title)
        if key:
            self.titles.setdefault(key, title)
        return key


def _slug(inside: str) -> str:
    """The name of the file, or of the folder that it is the first page of."""
    path = PurePosixPath(inside)
    return path.stem if path.stem.lower() != "index" else path.parent.name or "home"


def content_of(text: str) -> Node:
    """The element of a page that holds its article, without its first heading."""
    root = parse_html(text)
    content = _content(root)
    if heading := _heading(root, content):
        _remove(content, heading)
    return content


def _title(root: Node) -> str:
    heading = _heading(root, _content(root))
    return (heading.text() if heading else "") or (root.find("title") or Node("title")).text()


def _heading(root: Node, content: Node) -> Node | None:
    """The heading that is the title: one outside the text that the page's own title begins with, else the first.

    In Zendesk and Confluence it stands outside, and the first heading of a text is one of several.
    """
    title = (root.find("title") or Node("title")).text()
    inside = set(map(id, content.walk()))
    outside = (node for node in root.walk() if node.tag == "h1" and id(node) not in inside)
    named = next((node for node in outside if node.text() and title.startswith(node.text())), None)
    return named or content.find("h1") or root.find("h1")


def _content(root: Node) -> Node:
    """The element that holds the article: as marked, else the whole body without what stands around."""
    for name in _CONTENT:
        if found := root.with_class(name):
            return found
    found = (
        next((n for n in root.walk() if n.attributes.get("role") == "main"), None)
        or root.find("main")
        or root.find("article")
    )
    content = found or root.find("body") or root
    inner = content.find("article")
    if inner is not None and sum(each.tag == "article" for each in content.walk()) == 1:
        content = inner
    stack = [content]
    while stack:
        node = stack.pop()
        node.children = [c for c in node.children if isinstance(c, str) or c.tag not in _AROUND or _is_note(c)]
        stack += node.elements
    return content


def _is_note(node: Node) -> bool:
    """An aside of the text, and the head of an article that holds its title, belong to it."""
    return (node.tag == "aside" and bool(node.classes)) or (node.tag == "header" and node.find("h1") is not None)


def _remove(content: Node, wanted: Node) -> None:
    for node in content.walk():
        if wanted in node.elements:
            node.children = [child for child in node.children if child is not wanted]
            return


def _meta(root: Node) -> Iterator[tuple[str, str]]:
    for node in root.walk():
        given = node.attributes
        if node.tag == "meta" and given.get("content"):
            yield (
                (given.get("name") or given.get("property") or given.get("http-equiv") or "").lower(),
                given["content"],
            )
        elif node.tag == "link" and given.get("rel") == "canonical":
            yield "canonical", address_in(given.get("href"))


def _addresses(path: str, canonical: str) -> Iterator[str]:
    found = unquote(urlsplit(canonical).path)
    if found not in ("", "/"):
        yield found
    plain = f"/{path}"
    yield plain
    if PurePosixPath(path).stem.lower() == "index":
        short = plain.rpartition("/")[0]
        yield from (short, f"{short}/") if short else ()
    else:
        yield plain.rpartition(".")[0]
