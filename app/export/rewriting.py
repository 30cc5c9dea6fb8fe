"""What was fetched, as its file holds it: pages, feeds and Markdown with the addresses of files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import quote, urlsplit

from app.export.addresses import file_of, relative
from app.export.static_page import static_page
from app.export.walk import Reply, Walk, locale_of

_LOCAL = re.compile(r"<(?:loc|id)>[^<]*</|href=\"[^\"]*\"")


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Knows what was reached; `scripts` and `base_url` as `export_site` takes them."""

    walk: Walk
    scripts: Mapping[str, str]
    base_url: str | None

    def place(self, path: str) -> str:
        """The file of a path."""
        return file_of(path.replace("/offline-search", "/search"))

    def page(self, html: str, path: str, file: str, whole: bool = False) -> str:
        """A page as its file shows it; with `whole`, links are whole addresses of files."""

        def resolve(written: str) -> str | None:
            return self._address(written, path, file, whole)

        names = [self.scripts["page"]]
        extra: list[str] = []
        if path.endswith("/offline-search"):
            names += [self.scripts["extracts"], self.scripts["search"]]
            extra = [relative(index_file(locale_of(path)), file)]
        scripts = [address for name in names if (address := resolve(name))]
        return static_page(html, resolve, self.whole if self.base_url else None, [*extra, *scripts[::-1]])

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

    def whole(self, written: str) -> str | None:
        """A whole address of the served site as one of the static site."""
        path = urlsplit(written).path
        if path == "/" or path.startswith("/a/"):
            return f"{self.base_url}/{'' if path == '/' else quote(path[1:] + '.html')}"
        found = self.walk.final(self.walk.wanted(path, path) or path)
        return f"{self.base_url}/{quote(self.place(found))}" if found in self.walk.replies else None

    def machine(self, text: str, path: str) -> str:
        """A feed, the site map or the rules for robots: whole addresses of files, without pages that are not there."""
        base = self.base_url or ""

        def change(match: re.Match[str]) -> str:
            return re.sub(re.escape(base) + r"/[^<\"\s]*", lambda m: self.whole(unescape(m[0])) or f"{base}/", match[0])

        if path.endswith("robots.txt"):
            return f"User-agent: *\nDisallow:\n\nSitemap: {base}/sitemap.xml\n"
        text = re.sub(
            r"<url>(?:(?!</url>).)*?</url>\s*", lambda m: m[0] if self._exists(m[0]) else "", text, flags=re.S
        )
        return _LOCAL.sub(change, text)

    def _exists(self, entry: str) -> bool:
        found = re.search(r"<loc>([^<]*)</loc>", entry)
        return found is not None and self.whole(unescape(found[1])) is not None

    def markdown(self, reply: Reply, file: str) -> bytes:
        """An article as Markdown, with links to files."""
        page = f"/{file}"

        def change(match: re.Match[str]) -> str:
            return f"]({self._address(match[1], page, file, False) or '#'}"

        return re.sub(r"\]\((/(?!/)[^)\s]*)", change, reply.body.decode()).encode()


def index_file(locale: str) -> str:
    """The file of a locale's search index."""
    return f"{locale}/search-index.js"
