"""Where links and pictures of an article lead, and which of them cannot be followed."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote, unquote

from app.content.names import NAME
from app.content.nearest import nearest
from app.content.pictures import Picture
from app.content.policy import address_allowed
from app.content.text import ascii_words
from app.locales import LANGUAGES
from app.model import Article, Problem, Severity, shown_to

_SCHEME = re.compile(r"(?P<kind>article|portal):(?P<target>[^#]*)(?:#(?P<anchor>.*))?", re.DOTALL)
_REMOTE = re.compile(r"\s*([a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
STAFF = "/agent/"
"""What the addresses of pages for the staff begin with."""
_ARTICLE_ADDRESS = re.compile(r"(?:/(?P<locale>[a-z]{2}))?(?P<target>(?(locale)/articles|/a)/[^/?#.]+)/?(?=[?#]|$)")
_STAFF_ADDRESS = re.compile(rf"{STAFF}(?P<kind>articles/[a-z]{{2}}|a)/(?P<name>[^/?#.]+)/?(?=[?#]|$)")
_GO_ADDRESS = re.compile(r"/go/(?P<target>[^/?#]+)/?(?=[?#]|$)")
_ENTITY = re.compile(r"&(#[0-9]+|#[xX][0-9a-fA-F]+|[0-9a-zA-Z]+);")
"""What Python-Markdown leaves in an address for browsers to decode: it must be judged as they will read it."""


@dataclass(frozen=True, slots=True)
class World:
    """What an article's links can lead to, for one locale and audience.

    `articles` maps ids, and what `addresses` gives, to paths (`/fr/articles/code-epp`), `files` article files by
    their path in the content folder to ids. `dead` holds ids, `id#anchor` and workflows that must not be linked:
    they become plain text (an anchor: a link to the whole article). `labels` are titles for admonitions that have
    none, by kind; `notes` say what a customer finds at a workflow's end, by its id.
    """

    articles: Mapping[str, str]
    workflows: frozenset[str] = frozenset()
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    dead: frozenset[str] = frozenset()
    files: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


def addresses(article: Article) -> tuple[str, ...]:
    """Where the help centre answers with an article, without the locale (each locale answers for all slugs)."""
    slugs = (article.slug, *(alias for alias in article.aliases if not alias.startswith("/")))
    ids = (article.id, *article.former_ids)
    return (*(f"/articles/{slug}" for slug in slugs), *(f"/a/{identity}" for identity in ids))


@dataclass(frozen=True, slots=True)
class Link:
    """A link to an article, a workflow, or a `.md` file that is no article.

    `target` is an article's id or one of its `addresses`, a workflow's id, or the file as written.

    `anchor` is as an author writes it, without `h-`, empty when there is none; `line` and `column` are in the article's
    file.
    """

    kind: Literal["article", "portal", "file"]
    target: str
    anchor: str
    line: int
    column: int = 0


@dataclass(slots=True)
class Resolver:
    """Resolves the links of one article and remembers what it met."""

    article: Article
    world: World
    anchors: set[str] = field(default_factory=set)
    links: list[Link] = field(default_factory=list)
    paths: dict[str, None] = field(default_factory=dict)
    """Every file of the content folder that was looked for, in order, whether it is there or not."""

    media: list[str] = field(default_factory=list)
    variants: dict[str, None] = field(default_factory=dict)
    """Names of the smaller forms of the pictures that are shown, in order."""

    problems: list[Problem] = field(default_factory=list)

    def address(self, written: str) -> str | None:
        """The address a link leads to; None when it must be plain text."""
        written = _ENTITY.sub(lambda entity: html.unescape(entity[0]), written)
        if match := _SCHEME.fullmatch(written):
            return self._named(match["kind"], match["target"], match["anchor"] or "", written)
        if written.startswith("#"):
            return self._own_anchor(written[1:], written)
        if not _REMOTE.match(written) and ":" not in written and not written.startswith("/"):
            return self._relative(written)
        if match := _ARTICLE_ADDRESS.match(written):
            if not match["locale"] or match["locale"] in LANGUAGES:
                return self._address(match["target"], written)
        elif match := _STAFF_ADDRESS.match(written):
            return self._address(f"/{match['kind'].partition('/')[0]}/{match['name']}", written)
        elif match := _GO_ADDRESS.match(written):
            return self._allowed(written) if self._named("portal", match["target"], "", written) else None
        return self._allowed(written)

    def note(self, address: str) -> str | None:
        """What is said of the portal action that a resolved address leads to; None for any other address."""
        match = _GO_ADDRESS.match(address)
        return self.world.notes.get(match["target"], "") if match else None

    def picture(self, written: str) -> Picture | None:
        """The picture a text shows, None when there is none. One of another site is the article's `refusal`."""
        if _REMOTE.match(written):
            message = "remote images are not allowed: put the file into the locale's _images folder"
            self.report("remote-image", message, written, "error")
            return None
        picture = self.world.pictures.get(self._path(written) or "")
        if picture is None:
            self.report("missing-picture", f"picture '{written}' does not exist: left out", written, "error")
        else:
            self.media += [picture.name] if picture.name not in self.media else []
            self.variants.update(dict.fromkeys(name for name, _ in picture.variants))
        return picture

    def shown_at(self, picture: Picture) -> str:
        """The address of a picture: in an article that readers cannot see, one that they cannot open either."""
        return self._media(picture.name)

    def choices(self, picture: Picture) -> str:
        """What a browser may choose from (`srcset`): the smaller forms, then the picture; empty when it has none."""
        whole = (picture.name, picture.width)
        forms = (*picture.variants, whole) if picture.variants else ()
        return ", ".join(f"{self._media(name)} {width}w" for name, width in forms)

    def _media(self, name: str) -> str:
        prefix = "/" if shown_to("public", self.article.visibility) else STAFF
        return f"{prefix}media/{name}"

    def report(self, code: str, message: str, needle: str, severity: Severity = "warning") -> None:
        """Note a problem at the place where `needle` first stands in the article."""
        self._note(code, message, self.place(needle), severity)

    def report_at(self, code: str, message: str, at: int) -> None:
        """Note a warning at a position of the article's text."""
        self._note(code, message, self._line_and_column(at), "warning")

    def _note(self, code: str, message: str, place: tuple[int, int], severity: Severity) -> None:
        line, column = place
        problem = Problem(self.article.path, line, message, code=code, severity=severity, column=column)
        if problem not in self.problems:
            self.problems.append(problem)

    def place(self, needle: str) -> tuple[int, int]:
        """(line, column from 1) in the file of where a text first stands; the body's first line, 0 when nowhere."""
        body = self.article.body
        # As a link's target first: `x.png` also ends `other/x.png`, and an anchor may be a word of the text.
        for before in ("](", "](<", "]: ", ""):
            if needle and (found := body.find(f"{before}{needle}")) >= 0:
                return self._line_and_column(found + len(before))
        return self.article.body_line, 0

    def _line_and_column(self, at: int) -> tuple[int, int]:
        body = self.article.body
        return self.article.body_line + body.count("\n", 0, at), at - body.rfind("\n", 0, at)

    def _named(self, kind: str, target: str, anchor: str, written: str) -> str | None:
        if kind == "portal":
            self._remember(Link("portal", target, "", *self.place(written)))
            known = target in self.world.workflows and target not in self.world.dead
            return f"/go/{target}?from={quote(self.article.id)}" if known else None
        return self._article(target, anchor, written)

    def _article(self, target: str, anchor: str, written: str) -> str | None:
        self._remember(Link("article", target, anchor, *self.place(written)))
        path = self.world.articles.get(target)
        if path is None or target in self.world.dead:
            return None
        if not anchor or f"{target}#{anchor}" in self.world.dead:
            return path
        return self._allowed(f"{path}#h-{anchor}")

    def _address(self, target: str, written: str) -> str | None:
        """An address of an article as readers or the staff see it; it leads to where the article is."""
        self._remember(Link("article", target, "", *self.place(written)))
        path = self.world.articles.get(target)
        if path and STAFF in (written[: len(STAFF)], path[: len(STAFF)]):
            anchor = written.partition("#")[2]
            return self._allowed(f"{path}#{anchor}" if anchor else path)
        return self._allowed(written) if path else None

    def _own_anchor(self, anchor: str, written: str) -> str | None:
        """Authors of other tools write the heading's words (`#récupérer-le-code`), ours the anchor (`#code`)."""
        for found in (f"h-{anchor}", anchor, f"h-{ascii_words(unquote(anchor))}"):
            if found in self.anchors:
                return f"#{found}"
        self._remember(Link("article", self.article.id, anchor, *self.place(written)))
        return None

    def _relative(self, written: str) -> str | None:
        path, _, anchor = written.partition("#")
        if not path.lower().endswith(".md"):
            picture = self.world.pictures.get(self._path(path) or "")
            if picture is None:
                return self._allowed(written)
            self.media += [picture.name] if picture.name not in self.media else []
            return self.shown_at(picture)
        inside = self._path(path)
        if inside is None:
            self.report("link-not-allowed", f"link target not allowed: '{written}' leaves the content folder", written)
            return None
        if target := self.world.files.get(inside):
            return self._article(target, ascii_words(unquote(anchor)), written)
        self._remember(Link("file", path, "", *self.place(written)))
        return None

    def _path(self, written: str) -> str | None:
        """A relative path from the article's file, inside the content folder."""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.article.path), unquote(written)))
        if path.startswith(("../", "/")) or path == "..":
            return None
        self.paths[path] = None
        return path

    def _allowed(self, written: str) -> str | None:
        if address_allowed(written):
            return written
        message = f"link target not allowed: {written[:80]!a}; {self._instead(written)}"
        self.report("link-not-allowed", message, written)
        return None

    @staticmethod
    def _instead(written: str) -> str:
        """What an author may have meant by an address that leads nowhere."""
        scheme, colon, rest = written.partition(":")
        if colon and (meant := nearest(scheme, ("article", "portal", "mailto", "https"))):
            return f"did you mean {f'{meant}:{rest}'[:80]!a}?"
        if written.startswith("www."):
            return f"write {f'https://{written}'[:80]!a}"
        if NAME.fullmatch(written.partition("#")[0]):
            return f"write {f'article:{written}'[:80]!a} where an article is meant"
        return "write one that begins with https://, mailto:, article: or portal:"

    def _remember(self, link: Link) -> None:
        if link not in self.links:
            self.links.append(link)
