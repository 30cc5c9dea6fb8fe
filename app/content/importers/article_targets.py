"""Where the links and pictures of an imported article lead now."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote, urljoin, urlsplit

from app.content.importers.escaping import address as encoded
from app.content.importers.foreign import Export, ForeignArticle, note, readable
from app.content.importers.markdown_parts import anchor_name
from app.content.importers.naming import Names, plain
from app.content.importers.pictures import PictureFinder, unique_name
from app.content.importers.targets import Shown
from app.content.policy import address_allowed
from app.content.text import ascii_words
from app.errors import ContentError
from app.model import Problem

IMAGES = "_images"
_NUMBERED = re.compile(r"/articles/(\d+)(?:[-/.]|$)|/article/(?:[^/]*-)?([a-z0-9]{4,12})/?$")
_FILES = ("", ".md", ".mdx", "/index.md", "/index.mdx", "/README.md", "/_index.md", ".html", "/index.html", ".markdown")
_FILE_NAME = re.compile(r"(?:/(?:index|_index|README))?\.(?:md|mdx|markdown)(?=$|[#?])")
_PICTURE = re.compile(r"\.(png|jpe?g|gif|webp)$", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class ArticleTargets:
    """The links and pictures of one article; implements importers.targets.Targets.

    `digests` are of the pictures of all articles of a locale, by name: equal ones are one file.
    """

    def __init__(
        self, article: ForeignArticle, export: Export, names: Names, finder: PictureFinder, digests: dict[str, bytes]
    ) -> None:
        self._article = article
        self._hosts = export.hosts
        self._names = names
        self._finder = finder
        self._digests = digests
        self.pictures: dict[str, bytes] = {}
        self.problems: list[Problem] = []

    def report(self, message: str, line: int) -> None:
        """See Targets; the same once a line."""
        found = note(self._article.source, line, message)
        if found not in self.problems:
            self.problems.append(found)

    def link(self, address: str, line: int) -> str | None:
        """See Targets: an article of the export by its id, anything else as a whole address."""
        written = address.strip()
        if written.startswith("#"):
            anchor = _anchor(written[1:])
            return f"#{anchor}" if anchor else None
        if written.startswith("//"):
            written = f"https:{written}"
        scheme = _OTHER_SCHEME.match(written)
        if scheme and scheme[0].lower() not in ("http:", "https:"):
            if scheme[0] in ("article:", "portal:") or address_allowed(encoded(written)):
                return written
            self.report(f"a link that no reader may follow was left out: {written[:80]}", line)
            return None
        whole = self._whole(written)
        parts = urlsplit(whole) if readable(whole) else None
        if parts is None:
            self.report(f"an address that is none was left out: {written[:80]}", line)
            return None
        if key := self._key(written, parts.path, parts.netloc):
            anchor = _anchor(parts.fragment)
            return f"article:{self._names.ids[key]}{f'#{anchor}' if anchor else ''}"
        if not scheme and _PICTURE.search(parts.path) and (shown := self.picture(written, line)):
            return shown.target
        return self._elsewhere(written, whole, parts.netloc, line)

    def _elsewhere(self, written: str, whole: str, host: str, line: int) -> str | None:
        if not host:
            self.report(f"a link to what is not in the export is now text: {written[:120]}", line)
            return None
        if host in self._hosts:
            if not _OTHER_SCHEME.match(written):
                # A page's file, as readers of the old site called it.
                whole = _FILE_NAME.sub("/", whole)
            self.report(f"a link still leads to the old help centre: {whole[:120]}", line)
        return whole

    def picture(self, address: str, line: int) -> Shown | None:
        """See Targets: a picture that was found; a link to one that is elsewhere; a gap for one that is missing."""
        written = f"https:{address.strip()}" if address.strip().startswith("//") else address.strip()
        if not readable(written):
            self.report(f"a picture whose address is none was left out: {written[:80]}", line)
            return None
        whole = written if written.startswith("data:") else self._whole(written)
        host = urlsplit(whole).netloc if readable(whole) and not written.startswith("data:") else ""
        try:
            found = self._finder.find(written, self._article.file or self._article.source, whole, host in self._hosts)
        except ContentError as error:
            self.report(f"a picture was left out: {error.message} ({written[:80]})", line)
            return Shown(whole, False) if host else None
        if found is not None:
            name = unique_name(found, self._digests)
            self._digests[name] = hashlib.sha256(found.data).digest()
            self.pictures[f"{self._article.locale}/{IMAGES}/{name}"] = found.data
            return Shown(f"../{IMAGES}/{name}", True)
        if host:
            self.report(f"a picture is not in the export, and now a link to where it was: {whole[:120]}", line)
            return Shown(whole, False)
        name = posixpath.basename(unquote(urlsplit(written).path))
        stem, _, suffix = name.rpartition(".")
        self.report(f"a picture is missing: {written[:120]}", line)
        return (
            Shown(f"../{IMAGES}/{ascii_words(stem)}.{suffix.lower()}", True)
            if _PICTURE.search(name) and ascii_words(stem)
            else None
        )

    def _whole(self, written: str) -> str:
        base = self._article.url
        if not base or not readable(written):
            return written
        if not urlsplit(base).netloc and len(self._hosts) == 1:
            base = f"https://{next(iter(self._hosts))}{base}"
        try:
            return urljoin(base, written)
        except ValueError:
            return written

    def _key(self, written: str, path: str, host: str) -> str | None:
        """The article that an address leads to."""
        if self._article.file and not _OTHER_SCHEME.match(written):
            for candidate in self._candidates(unquote(written.split("#")[0].split("?")[0])):
                if candidate in self._names.by_file:
                    return self._names.by_file[candidate]
        if host and host not in self._hosts:
            return None
        if path in ("", "/"):
            return None
        if key := self._names.by_address.get(plain(path)):
            return key
        match = _NUMBERED.search(path)
        if match is None:
            return None
        if match[1] and (key := self._names.by_address.get(plain(path[: match.end(1)]))):
            return key
        named_key = match[1] or match[2]
        return named_key if named_key in self._names.ids else None

    def _candidates(self, path: str) -> Iterator[str]:
        """Files that a relative path may mean, from the article's own folder and from the root."""
        if not path:
            return
        here = posixpath.dirname(self._article.file)
        bases = [posixpath.join(here, path)] if not path.startswith("/") else []
        bare = path.lstrip("/").removeprefix("@site/")
        above = here if path.startswith("/") else ""
        while above:
            # A folder may hold several sites: a path from the root is one from the root of its own.
            bases.append(f"{above}/{bare}")
            above = posixpath.dirname(above)
        bases += [bare, *(f"{root}{bare}" for root in ("docs/", "content/"))]
        for base in bases:
            clean = posixpath.normpath(base)
            yield from (f"{clean}{suffix}" for suffix in _FILES)
        yield from (self._beside(path, here))

    def _beside(self, path: str, here: str) -> Iterator[str]:
        """The same file in the article's language, as `page.fr.md` stands beside `page.md`."""
        stem, dot, suffix = path.rpartition(".")
        if dot and suffix in ("md", "mdx"):
            yield posixpath.normpath(posixpath.join(here, f"{stem}.{self._article.locale}.{suffix}"))


def _anchor(fragment: str) -> str:
    return anchor_name(unquote(fragment))
