"""A folder of Markdown: MkDocs, Docusaurus, Hugo, Jekyll, or simply files; also an archive of our own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from app.content.fields import FIELDS
from app.content.importers.folder import SourceFolder
from app.content.importers.foreign import (
    Export,
    ForeignArticle,
    ForeignCategory,
    ImportRefused,
    Syntax,
    no_language,
    note,
    our_locale,
)
from app.content.importers.layout import Layout
from app.content.importers.matter import ForeignMatter, split_matter
from app.content.importers.page_addresses import addresses
from app.content.importers.page_paths import SUFFIXES, Languages, is_first, is_language, slug_of, unnumbered
from app.content.importers.page_titles import titled
from app.content.importers.site_generators import read_layout
from app.content.importers.zendesk_in_git import hosts_of
from app.content.names import NAME
from app.model import Audience, Problem, Status

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
        raise ImportRefused(f"no Markdown file to import was found{why}", reader.problems)
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
        self._languages = Languages(map(layout.inside, folder.with_suffix(*SUFFIXES)))
        self.articles: list[ForeignArticle] = []
        self.problems: list[Problem] = []

    def take(self, path: str) -> None:
        text = self._folder.text(path)
        if text is None:
            return
        matter = split_matter(text, path)
        page, language = self._languages.of(path, self._layout.inside(path))
        if PurePosixPath(path).stem.startswith("_") and not (is_first(page) and matter.body.strip()):
            if matter.body.strip():
                self.problems.append(note(path, 1, _NO_PAGE, "hint"))
            return
        language = language or _said_language(matter)
        locale = our_locale(language) if language else self._locale or self._layout.locale
        if locale is None:
            self.problems.append(note(path, 1, no_language(language), "error"))
            return
        if matter.error:
            self.problems.append(note(path, 1, f"front matter: {matter.error}; it is now a draft", "error"))
        self.articles.append(self._article(path, page, locale, matter))

    def _article(self, path: str, page: str, locale: str, matter: ForeignMatter) -> ForeignArticle:
        title, body = titled(matter, page, self._layout.nav_titles.get(page, ""))
        body = _PARAM.sub(lambda m: matter.text(m[1]) or self._layout.params.get(m[1].lower(), m[0]), body)
        status, visibility = self._state(matter, path)
        found = addresses(self._layout, page, locale, matter)
        return ForeignArticle(
            source=path,
            key=self._key(page, matter),
            locale=locale,
            title=title,
            body=body,
            syntax=self._syntax(path),
            line=matter.body_line,
            slug=matter.text("slug").strip("/").rsplit("/", 1)[-1] or slug_of(page),
            summary=matter.text("summary", "description", "excerpt"),
            category=self._category(page, matter),
            keywords=matter.texts("keywords", "tags"),
            addresses=found,
            url=found[0] if found else "",
            file=path,
            status=status,
            visibility=visibility,
            publish_at=matter.text("publish_at", "publishDate") or self._starts(matter),
            unpublish_at=matter.text("unpublish_at", "expiryDate"),
            updated=self._updated(matter),
            weight=self._weight(path, matter),
            given=self._given(matter),
        )

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

    def _category(self, page: str, matter: ForeignMatter) -> str:
        given = matter.text("category")
        if NAME.fullmatch(given):
            return given
        if page in self._layout.nav_groups:
            return self._layout.nav_groups[page]
        folders = page.split("/")[:-1]
        return unnumbered(folders[: self._layout.depth + 1][-1]) if folders else given

    def _syntax(self, path: str) -> Syntax:
        return "mdx" if path.lower().endswith(".mdx") or self._layout.tool == "docusaurus" else "markdown"

    def _key(self, page: str, matter: ForeignMatter) -> str:
        """What translations share: an id or translationKey, else the path without its language."""
        return (
            matter.text("translationKey", "uuid")
            or (matter.text("id") if self._layout.tool == "guichet" else "")
            or page
        )

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


def _said_language(matter: ForeignMatter) -> str:
    """The language that the front matter names (`de`, `fr-FR`, `english`), empty where it means something else."""
    written = matter.text("lang", "locale", "language").lower()
    if is_language(written, alone=False):
        return written
    return written[:2] if our_locale(written[:2]) else ""
