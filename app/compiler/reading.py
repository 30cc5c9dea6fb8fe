"""The first phase of a build: everything is read, nothing is rendered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.content.directory import DirectoryTree
from app.content.source import PORTAL, Content, read_content
from app.content.tree import ContentTree
from app.content.yaml_strict import load
from app.errors import ContentError
from app.git import file_dates
from app.model import Article, Problem
from app.portal import PRESETS, Portal, configure, preset_text

DEFAULT_PRESET = "whmcs"


@dataclass(frozen=True, slots=True)
class Draft:
    """A content folder as it is at a moment: `files` its bytes by path, `live` the articles that somebody may read.

    `due` is the next moment at which `live` changes by itself.
    """

    tree: ContentTree
    files: Mapping[str, bytes]
    content: Content
    portal: Portal
    live: tuple[Article, ...]
    due: datetime | None
    problems: tuple[Problem, ...]


def read_draft(folder: Path, now: datetime) -> Draft:
    """Read a content folder. A folder that does not exist is an empty one. Raises ContentError as read_content does."""
    tree = DirectoryTree(folder)
    content = read_content(tree, file_dates(folder) if folder.is_dir() else {})
    files = {entry.path: tree.read(entry.path) for entry in tree.files().entries}
    portal, problems = _portal(content)
    content, unknown = _without_unknown_workflows(content, portal)
    problems += unknown
    return Draft(
        tree=tree,
        files=files,
        content=content,
        portal=portal,
        live=tuple(article for article in content.articles if article.live(now)),
        due=_due(content.articles, now),
        problems=(*content.problems, *problems),
    )


def _without_unknown_workflows(content: Content, portal: Portal) -> tuple[Content, list[Problem]]:
    """An action that nothing is known about would be a button that leads nowhere: its article is left out."""
    kept, problems = [], []
    for article in content.articles:
        unknown = [workflow for workflow in article.workflows if workflow not in portal.workflows]
        if unknown:
            message = f"unknown workflow '{unknown[0]}': not published; the portal's workflows are in {PORTAL}"
            problems.append(Problem(article.path, article.line("workflows"), message, code="unknown-workflow"))
        else:
            kept.append(article)
    return replace(content, articles=tuple(kept)), problems


def _portal(content: Content) -> tuple[Portal, list[Problem]]:
    name = str(content.portal.get("preset", DEFAULT_PRESET))
    problems = []
    if name not in PRESETS:
        message = f"preset: choose one of {', '.join(PRESETS)}"
        problems.append(Problem(PORTAL, _line(content, ("preset",)), message, code="portal"))
        name = DEFAULT_PRESET
    preset = load(preset_text(name), path=f"preset {name}").value
    if not isinstance(preset, dict):
        raise ContentError("the preset is damaged", path=name)
    portal, findings = configure(preset, content.portal)
    problems += [Problem(PORTAL, _line(content, keys), message, code="portal") for keys, message in findings]
    return portal, problems


def _line(content: Content, keys: tuple[str, ...]) -> int:
    while keys and keys not in content.portal_lines:
        keys = keys[:-1]
    return content.portal_lines.get(keys, 1)


def _due(articles: tuple[Article, ...], now: datetime) -> datetime | None:
    moments = [m for a in articles if a.status == "published" for m in (a.publish_at, a.unpublish_at) if m and m > now]
    return min(moments, default=None)
