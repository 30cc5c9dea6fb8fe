"""The first phase of a build: everything is read, nothing is rendered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path

from app.content.admission import admit
from app.content.directory import DirectoryTree
from app.content.memory import Memory
from app.content.nearest import Hints
from app.content.source import PORTAL, Content, read_content, read_portal_of
from app.content.tree import ContentTree
from app.content.yaml_strict import Document, load
from app.errors import ContentError, EnvironmentFault
from app.git import file_dates
from app.model import AUDIENCES, Article, Problem, may_read
from app.portal import PRESETS, Portal, configure, preset_text

DEFAULT_PRESET = "whmcs"


@dataclass(frozen=True, slots=True)
class Draft:
    """A content folder as it is at `moment`: `files` SHA-256 by path, `live` the articles that somebody may read then.

    `due` is the next moment at which `live` changes by itself.
    """

    tree: ContentTree
    moment: datetime
    files: Mapping[str, str]
    content: Content
    portal: Portal
    live: tuple[Article, ...]
    due: datetime | None
    problems: tuple[Problem, ...]


def read_draft(folder: Path, now: datetime, memory: Memory) -> Draft:
    """Read a content folder; what `memory` knows is not read again.

    Raises ContentError as read_content does, and EnvironmentFault when there is no such folder: an empty one is a help
    centre without articles, a missing one is a mistake that must not unpublish everything.
    """
    if not folder.is_dir():
        raise EnvironmentFault(f"there is no content folder {folder}; create it, or set GUICHET_ARTICLES")
    tree = DirectoryTree(folder)
    content = read_content(tree, file_dates(folder), memory)
    files = {entry.path: memory.of(entry, "digest", partial(_digest, tree, entry.path)) for entry in content.entries}
    memory.forget_unused()
    portal, problems = _portal(content.portal, content.portal_lines)
    content = admit(content, portal.ids)
    return Draft(
        tree=tree,
        moment=now,
        files=files,
        content=content,
        portal=portal,
        live=tuple(a for a in content.articles if any(may_read(audience, a, now) for audience in AUDIENCES)),
        due=_due(content.articles, now),
        problems=(*content.problems, *problems),
    )


def _digest(tree: ContentTree, path: str) -> str:
    return hashlib.sha256(tree.read(path)).hexdigest()


def read_portal(folder: Path) -> tuple[Portal, list[Problem]]:
    """The portal of a content folder alone, and what is wrong with portal.yaml. Raises ContentError as read_draft."""
    return _portal(*read_portal_of(DirectoryTree(folder)))


def preset_portal(name: str) -> Portal:
    """A shipped preset's portal, without an address. Raises KeyError for another name."""
    return _portal({"preset": name}, {})[0]


def _portal(changes: Mapping[str, object], lines: Mapping[tuple[str, ...], int]) -> tuple[Portal, list[Problem]]:
    name, problems = str(changes.get("preset", DEFAULT_PRESET)), []
    document = Document(None, lines)
    if name not in PRESETS:
        message = f"preset: choose one of {', '.join(PRESETS)}{Hints().of(name, PRESETS)}"
        problems.append(Problem(PORTAL, document.line("preset"), message, code="portal"))
        name = DEFAULT_PRESET
    portal, findings = configure(_preset(name), changes)
    problems += [Problem(PORTAL, document.line(*keys), message, code="portal") for keys, message in findings]
    return portal, problems


@cache  # the parser takes 40 ms, at every build
def _preset(name: str) -> Mapping[str, object]:
    preset = load(preset_text(name), path=f"preset {name}").value
    if not isinstance(preset, dict):
        raise ContentError("the preset is damaged", path=name)
    return preset


def _due(articles: tuple[Article, ...], now: datetime) -> datetime | None:
    moments = [m for a in articles if a.status == "published" for m in (a.publish_at, a.unpublish_at) if m and m > now]
    return min(moments, default=None)
