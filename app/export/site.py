"""The whole public site as static files: every page in reach is fetched, and written with other addresses."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path
from urllib.parse import quote, urlsplit

from app.errors import GuichetError
from app.export.addresses import file_of, relative, stub_of
from app.export.folder import write
from app.export.search_index import Bodies, search_script
from app.export.static_page import static_page
from app.generations import Edition
from app.locales import LANGUAGES
from app.model import RenderedArticle, Synonyms
from app.portal import Portal

_LINK = re.compile(r"\s(?:href|src|action)=\"(/(?!/)[^\"]*)\"")
_LOCAL = re.compile(r"<(?:loc|id)>[^<]*</|href=\"[^\"]*\"")
_NOT_STATIC = re.compile(
    r"/(?:api|agent|editor|login|logout|hooks|mcp|metrics|widget|healthz|readyz|opensearch-[a-z]+)(?:[/.]|$)"
)
_NO_PAGES = re.compile(r"/[a-z]{2}/(?:popularity|privacy|feedback)(?:/|$)")
"""They tell of counting and of questions to readers, of which there is nothing here."""
_MANY = 200_000


@dataclass(frozen=True, slots=True)
class Reply:
    """What the site answers at a path."""

    status: int
    content_type: str
    body: bytes
    location: str = ""


Fetch = Callable[[str], Reply]


@dataclass(frozen=True, slots=True)
class SiteExport:
    """What was exported: `pages` and other `files`, and links that led nowhere."""

    pages: int
    files: int
    dead: tuple[str, ...]


@dataclass(slots=True)
class _Walk:
    """Everything that was reached: replies by path, and where other paths lead instead."""

    fetch: Fetch
    portal: Portal
    base_url: str | None
    replies: dict[str, Reply] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    dead: dict[str, str] = field(default_factory=dict)

    def reach(self, starts: Iterator[str]) -> None:
        waiting = deque(dict.fromkeys(starts))
        seen = set(waiting)
        while waiting:
            path = waiting.popleft()
            for found in self._links(path):
                if found not in seen and len(seen) < _MANY:
                    seen.add(found)
                    waiting.append(found)

    def _links(self, path: str) -> Iterator[str]:
        reply = self.fetch(path)
        if reply.location.startswith("/"):
            self.moved[path] = reply.location
            yield reply.location.partition("#")[0]
            return
        if reply.status != 200:
            self.dead[path] = f"answered {reply.status}"
            return
        self.replies[path] = reply
        if reply.content_type.startswith("text/html"):
            for written in _LINK.findall(reply.body.decode()):
                if wanted := self.wanted(unescape(written), path):
                    yield wanted

    def wanted(self, written: str, page: str) -> str | None:
        """The path to fetch for an address on a page; None for one that has no file."""
        path = written.partition("#")[0]
        plain = urlsplit(path).path
        if plain.startswith("/go/"):
            workflow = plain.removeprefix("/go/")
            if workflow not in self.portal.workflows or self.action(workflow, page):
                return None
            return f"/{_locale(page)}/portal?workflow={quote(workflow)}"
        if re.fullmatch(r"/[a-z]{2}/search", plain):
            return f"{plain.rpartition('/')[0]}/offline-search"
        if _NOT_STATIC.match(plain) or _NO_PAGES.match(plain) or (plain.endswith(".atom") and not self.base_url):
            return None
        return path

    def action(self, workflow: str, page: str) -> str | None:
        """Where a portal action leads, without parameters."""
        return self.portal.url(workflow, {}, _locale(page)) if workflow in self.portal.workflows else None

    def final(self, path: str) -> str:
        for _ in range(5):
            if path not in self.moved:
                break
            path = self.moved[path].partition("#")[0]
        return path


def export_site(
    folder: Path,
    edition: Edition,
    bodies: Bodies,
    synonyms: Mapping[str, Synonyms],
    fetch: Fetch,
    scripts: Mapping[str, str],
    base_url: str | None,
) -> SiteExport:
    """Write the site into a new folder. `fetch` answers like the service; `edition.portal` is at its real address.

    `scripts` are the paths of the scripts that pages get in place of their own (`page`, and besides on the page of
    search, `search`). With `base_url`, whole addresses, the feed and the site map are written too.
    """
    walk = _Walk(fetch, edition.portal, base_url)
    walk.reach(_starts(edition, scripts, base_url))
    if not walk.replies:
        raise GuichetError("nothing was exported: no page answers; run `guichet build` first")
    writer = _Writer(folder, walk, edition, scripts, base_url)
    writer.pages()
    writer.not_found(fetch(f"/{edition.site.default_locale}/no-such-page"))
    writer.stubs()
    for locale in edition.site.locales:
        own = synonyms.get(locale, Synonyms(locale))
        text = search_script(edition, bodies, locale, own, lambda a: f"articles/{quote(a.slug)}.html")
        writer.file(_index_file(locale), text.encode())
    return SiteExport(writer.count, writer.others, tuple(f"{path}: {why}" for path, why in sorted(walk.dead.items())))


def _starts(edition: Edition, scripts: Mapping[str, str], base_url: str | None) -> Iterator[str]:
    for locale in edition.site.locales:
        yield from (f"/{locale}/", f"/{locale}/offline-search")
    for article in edition.articles:
        path = f"/{article.locale}/articles/{quote(article.slug, safe='')}"
        yield from (path, f"{path}.md")
    yield from scripts.values()
    yield "/favicon.ico"
    if base_url:
        yield from ("/sitemap.xml", "/robots.txt", *(f"/{locale}/feed.atom" for locale in edition.site.locales))


def _index_file(locale: str) -> str:
    return f"{locale}/search-index.js"


def _locale(path: str) -> str:
    first = path.split("/")[1]
    return first if first in LANGUAGES else next(iter(LANGUAGES))


@dataclass(slots=True)
class _Writer:
    folder: Path
    walk: _Walk
    edition: Edition
    scripts: Mapping[str, str]
    base_url: str | None
    count: int = 0
    others: int = 0
    written: set[str] = field(default_factory=set)

    def pages(self) -> None:
        for path, reply in self.walk.replies.items():
            file = self.place(path)
            if reply.content_type.startswith("text/html"):
                self.file(file, self._page(reply.body.decode(), path, file).encode())
                self.count += 1
            elif path.endswith((".xml", ".txt", ".atom")):
                self.file(file, self._machine(reply.body.decode(), path).encode())
            else:
                self.file(file, self._markdown(reply, file) if path.endswith(".md") else reply.body)

    def place(self, path: str) -> str:
        return file_of(path.replace("/offline-search", "/search"))

    def file(self, path: str, data: bytes) -> None:
        write(self.folder, path, data)
        self.written.add(path)
        self.others += 1

    def not_found(self, reply: Reply) -> None:
        """`404.html`: links from the root, or whole where the site's address is known, as it answers anywhere."""
        page = f"/{self.edition.site.default_locale}/"
        html = self._page(reply.body.decode(), page, "404.html", whole=bool(self.base_url))
        self.file("404.html", html.encode())
        self.count += 1

    def stubs(self) -> None:
        """Pages that lead on: from the root, permanent links, former slugs and former addresses."""
        site = self.edition.site
        homes = [(LANGUAGES[code].name, f"{code}/index.html") for code in site.locales]
        self.file("index.html", _stub(site.brand_name, homes, "index.html").encode())
        by_id: dict[str, list[RenderedArticle]] = {}
        for article in self.edition.articles:
            by_id.setdefault(article.id, []).append(article)
        for group in by_id.values():
            group.sort(key=lambda a: site.locales.index(a.locale))
            links = [(a.title, f"{a.locale}/articles/{a.slug}.html") for a in group]
            for name in dict.fromkeys((group[0].id, *(old for a in group for old in a.former_ids))):
                self._stub(f"a/{name}.html", group[0].title, links)
            for article in group:
                own = [(article.title, f"{article.locale}/articles/{article.slug}.html")]
                for alias in article.aliases:
                    file = stub_of(alias) if alias.startswith("/") else f"{article.locale}/articles/{alias}.html"
                    if file:
                        self._stub(file, article.title, own)

    def _stub(self, file: str, title: str, links: list[tuple[str, str]]) -> None:
        # A former address may lie where a page is now, or where a folder would have to be.
        taken = file in self.written or any(parent in self.written for parent in _parents(file))
        if not taken and not (self.folder / file).is_dir():
            self.file(file, _stub(title, links, file).encode())

    def _page(self, html: str, path: str, file: str, whole: bool = False) -> str:
        def resolve(written: str) -> str | None:
            return self._address(written, path, file, whole)

        names = [self.scripts["page"]]
        extra: list[str] = []
        if path.endswith("/offline-search"):
            names.append(self.scripts["search"])
            extra = [relative(_index_file(_locale(path)), file)]
        scripts = [address for name in names if (address := resolve(name))]
        return static_page(html, resolve, self._whole if self.base_url else None, [*extra, *scripts[::-1]])

    def _address(self, written: str, page: str, file: str, whole: bool) -> str | None:
        anchor = f"#{written.partition('#')[2]}" if "#" in written else ""
        plain = urlsplit(written).path
        if plain.startswith("/go/") and (target := self.walk.action(plain.removeprefix("/go/"), page)):
            return target
        wanted = self.walk.wanted(written, page)
        if wanted is None:
            return None
        path = self.walk.final(wanted)
        if path not in self.walk.replies:
            return relative(f"a/{plain.removeprefix('/a/')}.html", file) if plain.startswith("/a/") else None
        target = self.place(path)
        query = urlsplit(written).query if path.endswith("/offline-search") else ""
        address = f"{self.base_url}/{quote(target)}" if whole else relative(target, file)
        return f"{address}{f'?{query}' if query else ''}{anchor}"

    def _whole(self, written: str) -> str | None:
        """A whole address of the served site as one of the static site."""
        path = urlsplit(written).path
        if path == "/" or path.startswith("/a/"):
            return f"{self.base_url}/{'' if path == '/' else quote(path[1:] + '.html')}"
        found = self.walk.final(self.walk.wanted(path, path) or path)
        return f"{self.base_url}/{quote(self.place(found))}" if found in self.walk.replies else None

    def _machine(self, text: str, path: str) -> str:
        """A feed, the site map or the rules for robots: whole addresses of files, without pages that are not there."""
        base = self.base_url or ""

        def change(match: re.Match[str]) -> str:
            return re.sub(
                re.escape(base) + r"/[^<\"\s]*", lambda m: self._whole(unescape(m[0])) or f"{base}/", match[0]
            )

        if path.endswith("robots.txt"):
            return f"User-agent: *\nDisallow:\n\nSitemap: {base}/sitemap.xml\n"
        text = re.sub(
            r"<url>(?:(?!</url>).)*?</url>\s*", lambda m: m[0] if self._exists(m[0]) else "", text, flags=re.S
        )
        return _LOCAL.sub(change, text)

    def _exists(self, entry: str) -> bool:
        found = re.search(r"<loc>([^<]*)</loc>", entry)
        return found is not None and self._whole(unescape(found[1])) is not None

    def _markdown(self, reply: Reply, file: str) -> bytes:
        """An article as Markdown, with links to files."""
        page = f"/{file}"

        def change(match: re.Match[str]) -> str:
            return f"]({self._address(match[1], page, file, False) or '#'}"

        return re.sub(r"\]\((/(?!/)[^)\s]*)", change, reply.body.decode()).encode()


def _parents(file: str) -> Iterator[str]:
    parts = file.split("/")
    return ("/".join(parts[:i]) for i in range(1, len(parts)))


def _stub(title: str, links: list[tuple[str, str]], file: str) -> str:
    """A page that leads on at once, and says where."""
    shown = [(name, relative(target, file)) for name, target in links]
    items = [f'<li><a href="{escape(target)}">{escape(name)}</a></li>' for name, target in shown]
    lines = (
        "<!doctype html>",
        "<html>",
        "<head>",
        '<meta charset="utf-8">',
        """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'">""",
        f"<title>{escape(title)}</title>",
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
