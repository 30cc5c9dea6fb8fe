"""The whole public site as static files: every page in reach is fetched, and written with other addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from app.errors import GuichetError
from app.export.folder import write
from app.export.rewriting import Rewriter, index_file
from app.export.search_index import Bodies, search_script
from app.export.stubs import stubs
from app.export.walk import Fetch, Reply, Walk
from app.generations import Edition
from app.model import Synonyms


@dataclass(frozen=True, slots=True)
class SiteExport:
    """What was exported: `pages` and other `files`, and links that led nowhere."""

    pages: int
    files: int
    dead: tuple[str, ...]


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
    search, `extracts` and `search`). With `base_url`, whole addresses, the feed and the site map are written too.
    """
    walk = Walk(fetch, edition.portal, base_url)
    walk.reach(_starts(edition, scripts, base_url))
    if not walk.replies:
        raise GuichetError("nothing was exported: no page answers; run `guichet build` first")
    writer = _Writer(folder, edition, Rewriter(walk, scripts, base_url))
    writer.pages()
    writer.not_found(fetch(f"/{edition.site.default_locale}/no-such-page"))
    writer.stubs()
    for locale in edition.site.locales:
        own = synonyms.get(locale, Synonyms(locale))
        text = search_script(edition, bodies, locale, own, lambda a: f"articles/{quote(a.slug)}.html")
        writer.file(index_file(locale), text.encode())
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


@dataclass(slots=True)
class _Writer:
    folder: Path
    edition: Edition
    rewriter: Rewriter
    count: int = 0
    others: int = 0
    written: set[str] = field(default_factory=set)

    def pages(self) -> None:
        for path, reply in self.rewriter.walk.replies.items():
            file = self.rewriter.place(path)
            if reply.content_type.startswith("text/html"):
                self.file(file, self.rewriter.page(reply.body.decode(), path, file).encode())
                self.count += 1
            elif path.endswith((".xml", ".txt", ".atom")):
                self.file(file, self.rewriter.machine(reply.body.decode(), path).encode())
            else:
                self.file(file, self.rewriter.markdown(reply, file) if path.endswith(".md") else reply.body)

    def file(self, path: str, data: bytes) -> None:
        write(self.folder, path, data)
        self.written.add(path)
        self.others += 1

    def not_found(self, reply: Reply) -> None:
        """`404.html`: links from the root, or whole where the site's address is known, as it answers anywhere."""
        page = f"/{self.edition.site.default_locale}/"
        html = self.rewriter.page(reply.body.decode(), page, "404.html", whole=bool(self.rewriter.base_url))
        self.file("404.html", html.encode())
        self.count += 1

    def stubs(self) -> None:
        """Pages that lead on, where nothing else is."""
        for stub in stubs(self.edition):
            # A former address may lie where a page is now, or where a folder would have to be.
            taken = stub.file in self.written or any(parent in self.written for parent in _parents(stub.file))
            if not taken and not (self.folder / stub.file).is_dir():
                self.file(stub.file, stub.page().encode())


def _parents(file: str) -> Iterator[str]:
    parts = file.split("/")
    return ("/".join(parts[:i]) for i in range(1, len(parts)))
