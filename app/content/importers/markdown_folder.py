"""A folder of Markdown: MkDocs, Docusaurus, Hugo, Jekyll, or simply files; also an archive of our own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from app.content.admission import is_route
from app.content.fields import FIELDS
from app.content.importers.folder import SourceFolder
from app.content.importers.foreign import (
    Export,
    ForeignArticle,
    ForeignCategory,
    ImportRefused,
    Syntax,
    note,
    our_locale,
)
from app.content.importers.matter import ForeignMatter, split_matter
from app.content.importers.site_files import Layout, read_layout
from app.content.importers.zendesk_in_git import hosts_of, numbered_addresses
from app.content.names import NAME
from app.locales import LANGUAGES
from app.model import Audience, Problem, Status

SUFFIXES = (".md", ".markdown", ".mdx")
_NUMBERED = re.compile(r"^\d{1,4}[-_. ]+(?=\D)")
_SUFFIXED = re.compile(r"\.(?P<locale>[a-z]{2}(?:-[a-z]{2})?)$", re.IGNORECASE)
_HEADING = re.compile(
    r"^(#\s+(?P<atx>.+?)\s*#*|(?P<setext>[^\s#>`|*+-][^\n]*)\n=+)[ \t]*(?:\{[^}]*\})?[ \t]*$", re.MULTILINE
)
_PRIVATE = frozenset({"private", "internal", "agents", "staff", "restricted", "members"})
_NOT_ARTICLES = frozenset(
    {"readme", "summary", "_sidebar", "_navbar", "changelog", "contributing", "license", "code_of_conduct"}
)
_PARAM = re.compile(r"\{\{[<%]\s*param\s+[\"`]?([\w.-]+)[\"`]?\s*[>%]\}\}")
_NAVIGATION = frozenset({"_sidebar", "summary", "toc"})
"""Lists of links to all other pages, which tools make menus of."""
_OURS = ("questions", "workflows", "related", "former_ids", "review_by", "owner", "id", "aliases", "category")
_NO_PAGE = "left out: its name says that it is part of other pages, or none of the site"


def read_markdown(folder: SourceFolder, locale: str | None) -> Export:
    """Every Markdown file of a folder. Raises ImportRefused when there is none, or nobody says in what language."""
    layout = read_layout(folder)
    reader = _Reader(folder, layout, locale)
    paths = [path for path in folder.with_suffix(*SUFFIXES) if not _skipped(path)]
    for path in paths:
        reader.take(path)
    for path in sorted(set(folder.with_suffix(*SUFFIXES)) - set(paths)):
        reader.problems.append(note(path, 1, _NO_PAGE, "hint"))
    if not reader.articles:
        why = f" ({reader.problems[0].message})" if reader.problems else ""
        raise ImportRefused(f"no Markdown file to import was found{why}")
    keys = {article.category for article in reader.articles} - {""}
    ordered = [key for key in layout.order if key in keys] + sorted(keys - set(layout.order))
    categories = tuple(ForeignCategory(key, layout.titles.get(key, {}), layout.intros.get(key, {})) for key in ordered)
    hosts = layout.hosts | hosts_of(reader.articles)
    return Export(tuple(reader.articles), categories, (*layout.problems, *reader.problems), hosts)


def _skipped(path: str) -> bool:
    *folders, name = path.split("/")
    stem = name.rsplit(".", 1)[0].lower()
    return (
        any(part.startswith("_") for part in folders) or (not folders and stem in _NOT_ARTICLES) or stem in _NAVIGATION
    )


class _Reader:
    def __init__(self, folder: SourceFolder, layout: Layout, locale: str | None) -> None:
        self._folder = folder
        self._layout = layout
        self._locale = locale
        self.articles: list[ForeignArticle] = []
        self.problems: list[Problem] = []

    def take(self, path: str) -> None:
        text = self._folder.text(path)
        if text is None:
            return
        matter = split_matter(text, path)
        if PurePosixPath(path).stem.startswith("_") and not (_is_index(path) and matter.body.strip()):
            if matter.body.strip():
                self.problems.append(note(path, 1, _NO_PAGE, "hint"))
            return
        inside, locale = self._place(path, matter)
        if locale is None:
            self.problems.append(note(path, 1, "left out: nothing says what language it is in: give --locale", "error"))
            return
        if matter.error:
            self.problems.append(note(path, 1, f"front matter: {matter.error}; it is now a draft", "error"))
        title, body, line = self._titled(matter, inside)
        body = _PARAM.sub(lambda m: matter.text(m[1]) or self._layout.params.get(m[1].lower(), m[0]), body)
        status, visibility = self._state(matter, path)
        addresses = tuple(dict.fromkeys(self._addresses(inside, path, locale, matter)))
        self.articles.append(
            ForeignArticle(
                source=path,
                key=self._key(inside, matter),
                locale=locale,
                title=title,
                body=body,
                syntax=self._syntax(path),
                line=line,
                slug=self._slug(inside, matter),
                summary=matter.text("summary", "description", "excerpt"),
                category=self._category(inside, matter),
                keywords=matter.texts("keywords", "tags"),
                addresses=addresses,
                url=addresses[0] if addresses else "",
                file=path,
                status=status,
                visibility=visibility,
                publish_at=matter.text("publish_at", "publishDate") or self._starts(matter),
                unpublish_at=matter.text("unpublish_at", "expiryDate"),
                updated=self._updated(matter),
                weight=self._weight(path, matter),
                given=self._given(matter),
            )
        )

    def _place(self, path: str, matter: ForeignMatter) -> tuple[str, str | None]:
        """The path without what names its language, and that language."""
        written = matter.text("lang", "locale", "language").lower()[:2]
        relative = self._layout.inside(path)
        parts = relative.split("/")
        named = next((part for part in parts[:1] if _code(part)), None)
        if named:
            return "/".join(parts[1:]), _code(named)
        if translated := re.match(
            r"i18n/([\w-]+)/docusaurus-plugin-content-(?:docs|pages)(?:-\w+)?/(?:current/)?(.*)", path
        ):
            return translated[2], _code(translated[1])
        stem = PurePosixPath(parts[-1]).stem
        if (suffixed := _SUFFIXED.search(stem)) and _code(suffixed["locale"]):
            name = stem[: suffixed.start()] + PurePosixPath(parts[-1]).suffix
            return "/".join([*parts[:-1], name]), _code(suffixed["locale"])
        return relative, _code(written) or self._locale or self._layout.locale

    def _titled(self, matter: ForeignMatter, inside: str) -> tuple[str, str, int]:
        """Title, body and the body's line. The first heading is the title where it stands before any text."""
        title = matter.text("title", "Title") or self._layout.nav_titles.get(inside, "")
        body = matter.body
        found = _HEADING.search(body)
        if found and not re.sub(
            r"<!--.*?-->|import .*|export .*|<[^>]*>|\s|\{[^}]*\}|\[[^\]]*\]\([^)]*\)",
            "",
            body[: found.start()],
            flags=re.S,
        ):
            heading = _plain(found["atx"] or found["setext"])
            if not title or heading == title:
                # Its line stays, empty: what is reported is counted in the file.
                body = body[: found.start()] + "\n" * found[0].count("\n") + body[found.end() :]
                title = title or heading
        title = title or matter.text("sidebar_label", "linkTitle") or _worded(inside)
        return title, body, matter.body_line

    def _state(self, matter: ForeignMatter, path: str) -> tuple[Status, Audience]:
        fields = matter.fields
        draft = bool(matter.error) or matter.text("status").lower() in ("draft", "private", "pending")
        for key, means in (("draft", True), ("hide", True), ("published", False), ("hidden", True)):
            if key in fields and isinstance(fields[key], str) and fields[key].strip():
                said = matter.says(key)
                draft = draft or said is means or (said is None and not fields[key][:4].isdecimal())
        visible: Audience = "public"
        if any(matter.says(key) for key in ("internal", "private", "unlisted")) or (
            matter.text("visibility", "access", "audience").lower() in _PRIVATE
        ):
            visible = "agents"
        elif (said_to := matter.text("visibility", "access").lower()) and said_to not in (
            "public",
            "visible",
            "everyone",
            "everybody",
        ):
            visible = "agents"
            self.problems.append(note(path, 1, f"visibility '{said_to}' is not known: now for agents"))
        return ("draft" if draft else "published"), visible

    def _addresses(self, inside: str, path: str, locale: str, matter: ForeignMatter) -> Iterator[str]:
        """The paths that the site answered this file at."""
        prefix = self._layout.prefix(locale)
        folder, name = inside.rpartition("/")[::2]
        stem = PurePosixPath(name).stem
        parts = [
            part if not self._layout.strips_numbers else _NUMBERED.sub("", part) for part in folder.split("/") if part
        ]
        stem = _NUMBERED.sub("", stem) if self._layout.strips_numbers else stem
        given = matter.text("url", "permalink")
        slug = matter.text("slug")
        if given.startswith("/"):
            yield self._layout.below(given)
        elif slug.startswith("/"):
            yield f"{prefix}{slug}"
        elif self._layout.tool not in ("", "guichet"):
            last = (
                []
                if _is_index(path)
                else [slug or (matter.text("id") if self._layout.tool == "docusaurus" else "") or stem]
            )
            where = "/".join([*parts, *last])
            plain = f"{prefix}/{where.lower() if self._layout.tool == 'hugo' else where}"
            if where:
                yield from self._layout.addresses(plain, first=not last)
            elif self._layout.as_files:
                yield f"{prefix}/index.html"
            if not where and prefix and not is_route(plain, LANGUAGES):
                # Its relative links start inside the folder that it is the first page of.
                yield from (plain, prefix)
        for old in matter.texts("aliases", "redirect_from", "old_urls"):
            if old.startswith("/"):
                yield self._layout.below(old)
                continue
            if NAME.fullmatch(old):
                yield old
            if self._layout.base or not NAME.fullmatch(old):
                yield f"{prefix}/{'/'.join([*parts, old])}"
        yield from self._layout.redirects.get(inside, ())
        if not self._layout.tool:
            yield from numbered_addresses(matter.text("id"), locale)

    def _category(self, inside: str, matter: ForeignMatter) -> str:
        given = matter.text("category")
        if NAME.fullmatch(given):
            return given
        if inside in self._layout.nav_groups:
            return self._layout.nav_groups[inside]
        folders = inside.split("/")[:-1]
        return _NUMBERED.sub("", folders[: self._layout.depth + 1][-1]) if folders else given

    def _syntax(self, path: str) -> Syntax:
        return "mdx" if path.lower().endswith(".mdx") or self._layout.tool == "docusaurus" else "markdown"

    def _key(self, inside: str, matter: ForeignMatter) -> str:
        """What translations share: an id or translationKey, else the path without its language."""
        return (
            matter.text("translationKey", "uuid")
            or (matter.text("id") if self._layout.tool == "guichet" else "")
            or inside
        )

    def _slug(self, inside: str, matter: ForeignMatter) -> str:
        written = matter.text("slug").strip("/").rsplit("/", 1)[-1]
        if written:
            return written
        folder, name = inside.rpartition("/")[::2]
        stem = _NUMBERED.sub("", PurePosixPath(name).stem)
        return (folder.rpartition("/")[2] or "home") if stem.lower() in ("index", "_index", "readme") else stem

    def _updated(self, matter: ForeignMatter) -> Any:
        last = matter.fields.get("last_update")
        if isinstance(last, dict) and last.get("date"):
            return ForeignMatter(last, "").day("date")
        return matter.day("updated", "lastmod", "last_modified_at", "modified", "ms.date", "date")

    def _starts(self, matter: ForeignMatter) -> str:
        """Hugo and Jekyll do not show what is dated in the future."""
        day = matter.day("date")
        return day.isoformat() if day and day > datetime.now(UTC).date() else ""

    def _weight(self, path: str, matter: ForeignMatter) -> int:
        written = matter.text("weight", "sidebar_position", "nav_order", "order", "position")
        if re.fullmatch(r"-?\d{1,6}(\.\d+)?", written):
            return int(float(written))
        return self._layout.nav_weights.get(self._layout.inside(path), 0)

    def _given(self, matter: ForeignMatter) -> Mapping[str, object]:
        """Keys that are ours and need no translation; `id` only of an archive of our own."""
        ours = set(_OURS) & {field.name for field in FIELDS}
        if self._layout.tool != "guichet":
            ours &= {"questions", "workflows", "review_by"}
        return {key: value for key in sorted(ours) if (value := matter.fields.get(key))}


def _code(name: str) -> str | None:
    return our_locale(name) if re.fullmatch(r"[a-z]{2}(?:[-_][a-z]{2})?", name.lower()) else None


def _is_index(path: str) -> bool:
    return PurePosixPath(path).stem.lower().split(".")[0] in ("index", "_index", "readme")


def _plain(heading: str) -> str:
    """A heading's words, without marks of emphasis, links and code."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    text = re.sub(r"\[!\w+\s+([^\]]*)\]", r"\1", text)
    text = re.sub(r"</?\w+[^>]*>|\{[#:][^}]*\}", "", text)
    return " ".join(re.sub(r"(\*\*|__|`|(?<!\w)[*_]|[*_](?!\w))", "", text).replace("\\", "").split())


def _worded(inside: str) -> str:
    folder, name = inside.rpartition("/")[::2]
    stem = PurePosixPath(name).stem
    if stem.lower() in ("index", "_index", "readme"):
        stem = folder.rpartition("/")[2] or "index"
    words = re.sub(r"[-_]+", " ", unquote(_NUMBERED.sub("", stem))).strip()
    return words[:1].upper() + words[1:]
