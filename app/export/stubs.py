"""Pages that lead on: from the root, permanent links, former slugs and former addresses."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from app.export.addresses import relative, stub_of
from app.generations import Edition
from app.locales import LANGUAGES
from app.model import RenderedArticle


class Stub(NamedTuple):
    """A page at `file` that leads to the first of `links`, names and files, and shows them all."""

    file: str
    title: str
    links: list[tuple[str, str]]

    def page(self) -> str:
        """Its HTML, which leads on at once, and says where."""
        shown = [(name, relative(target, self.file)) for name, target in self.links]
        items = [f'<li><a href="{escape(target)}">{escape(name)}</a></li>' for name, target in shown]
        lines = (
            "<!doctype html>",
            "<html>",
            "<head>",
            '<meta charset="utf-8">',
            """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'">""",
            f"<title>{escape(self.title)}</title>",
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="robots" content="noindex">',
            f'<meta http-equiv="refresh" content="0; url={escape(shown[0][1])}">',
            "</head>",
            "<body>",
            "<ul>",
            *items,
            "</ul>",
            "</body>",
            "</html>",
        )
        return "\n".join(lines) + "\n"


def stubs(edition: Edition) -> Iterator[Stub]:
    """Every such page, the root first; two may have the same file."""
    site = edition.site
    homes = [(LANGUAGES[code].name, f"{code}/index.html") for code in site.locales]
    yield Stub("index.html", site.brand_name, homes)
    by_id: dict[str, list[RenderedArticle]] = {}
    for article in edition.articles:
        by_id.setdefault(article.id, []).append(article)
    for group in by_id.values():
        group.sort(key=lambda a: site.locales.index(a.locale))
        yield from _of_article(group)


def _of_article(group: list[RenderedArticle]) -> Iterator[Stub]:
    links = [(a.title, f"{a.locale}/articles/{a.slug}.html") for a in group]
    for name in dict.fromkeys((group[0].id, *(old for a in group for old in a.former_ids))):
        yield Stub(f"a/{name}.html", group[0].title, links)
    for article, link in zip(group, links, strict=True):
        for alias in article.aliases:
            file = stub_of(alias) if alias.startswith("/") else f"{article.locale}/articles/{alias}.html"
            if file:
                yield Stub(file, article.title, [link])
