"""The first phase of a build: everything is read, nothing is rendered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from zoneinfo import ZoneInfo

from app.compiler.sources import Contents, Source
from app.content.admission import admit
from app.content.directory import DirectoryTree
from app.content.memory import Memory
from app.content.nearest import Hints
from app.content.source import PORTAL, Content, as_problem, read_content, read_portal_of
from app.content.tree import ContentTree, Entry
from app.content.yaml_strict import Document, load
from app.errors import ContentError
from app.git import History
from app.model import Article, Problem, may_read
from app.portal import PRESETS, Portal, configure, preset_text

DEFAULT_PRESET = "whmcs"


@dataclass(frozen=True, slots=True)
class Draft:
    """A content folder as it is at `moment`: `files` SHA-256 by path, `live` the articles that somebody may read then.

    `due` is the next moment at which `live` changes by itself. `revision` names what was read: the `commit`, else a
    digest of the files.
    """

    tree: ContentTree
    commit: str | None
    revision: str
    moment: datetime
    files: Mapping[str, str]
    content: Content
    portal: Portal
    live: tuple[Article, ...]
    due: datetime | None
    problems: tuple[Problem, ...]
    history: History | None = None
    behind: Mapping[str, date] = field(default_factory=dict)
    """By path of a translation, the day of a change of its source that its readers are told it lacks."""

    @property
    def unreadable(self) -> tuple[Problem, ...]:
        """Files (their SHA-256 is empty) and folders that the machine does not give."""
        return _unreadable(self.problems)

    def fell_due(self, since: datetime) -> bool:
        """Whether an article appeared or disappeared by itself between a moment and this draft's."""
        return any(since < moment <= self.moment for moment in _moments(self.content.articles))


def read_draft(source: Source, now: datetime, memory: Memory, commit: str | None = None) -> Draft:
    """Read the content as it is, or as it was at a commit; what `memory` knows is not read again.

    Raises ContentError as read_content does, and EnvironmentFault when there is no content to be found.
    """
    found = source.contents(commit)
    tree = found.tree
    content = _not_later(_content(found, memory), now)
    files, problems = _digests(tree, content.entries, memory)
    memory.forget_unused()
    portal, wrong = _portal(content.portal, content.portal_lines)
    content = admit(content, portal.ids)
    return Draft(
        tree=tree,
        commit=found.commit,
        revision=found.commit or _revision(files),
        moment=now,
        files=files,
        content=content,
        portal=portal,
        live=tuple(a for a in content.articles if may_read("agents", a, now)),  # who see all that anybody sees
        due=_due(content.articles, now),
        problems=(*content.problems, *problems, *wrong),
        history=found.history,
    )


def _content(found: Contents, memory: Memory) -> Content:
    """Everything; once more where something could not be read: what went away meanwhile is not listed any more."""
    content = read_content(found.tree, found.dates, memory)
    return read_content(found.tree, found.dates, memory) if _unreadable(content.problems) else content


def _unreadable(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(problem for problem in problems if problem.code == "unreadable")


def _digests(tree: ContentTree, entries: Iterable[Entry], memory: Memory) -> tuple[dict[str, str], list[Problem]]:
    """SHA-256 by path, empty for what cannot be read, and why it cannot be."""
    files: dict[str, str] = {}
    problems: list[Problem] = []
    for entry in entries:
        try:
            files[entry.path] = memory.of(entry, "digest", partial(_digest, tree, entry.path))
        except ContentError as error:
            files[entry.path] = ""
            problems.append(as_problem(error))
    return files, problems


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


def _not_later(content: Content, now: datetime) -> Content:
    """Nothing was written tomorrow, whatever the clock of who committed it says (or what stands in its `updated`)."""
    today = now.astimezone(ZoneInfo(content.site.timezone)).date()

    def seen(article: Article) -> Article:
        if max(article.updated or today, article.published or today) <= today:
            return article
        scheduled = article.publish_at is not None
        published = article.published if scheduled else _earlier(article.published, today)
        return replace(article, updated=_earlier(article.updated, today), published=published)

    return replace(content, articles=tuple(map(seen, content.articles)))


def _earlier(day: date | None, today: date) -> date | None:
    return min(day, today) if day else None


def _revision(files: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for path, content in sorted(files.items()):
        digest.update(f"{path}\0{content}\0".encode("utf-8", "surrogateescape"))
    return f"files-{digest.hexdigest()[:16]}"


def _due(articles: tuple[Article, ...], now: datetime) -> datetime | None:
    return min((moment for moment in _moments(articles) if moment > now), default=None)


def _moments(articles: tuple[Article, ...]) -> list[datetime]:
    return [m for a in articles if a.status == "published" for m in (a.publish_at, a.unpublish_at) if m]
