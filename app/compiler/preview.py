"""A working folder as its editor sees it: drafts, future and internal articles, and what was good before it broke."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from app.compiler.likeness import Likeness
from app.compiler.memory import RenderMemory
from app.compiler.preview_media import Made, PreviewMedia
from app.compiler.reading import Draft, read_draft
from app.compiler.rendering import Assembly, assemble, problems_of
from app.compiler.sources import Contents, FolderSource
from app.compiler.writing import documents
from app.content.check import Outcomes
from app.content.directory import DirectoryTree
from app.content.memory import Memory
from app.content.pool import RenderPool
from app.content.render import Rendering
from app.content.tree import suffix_of
from app.generations import Edition
from app.git import Dates, file_dates
from app.model import Article, Problem, Synonyms, may_read
from app.ports import SearchEngine

State = Literal["published", "internal", "draft", "future", "ended"]


@dataclass(frozen=True, slots=True)
class Proof:
    """What the folder shows: an edition in which everything may be read.

    `shown` are the articles as they are in it, by path, `states` what they are for readers. `broken` are files whose
    page is the last good one, or (not in `shown`) that never had one. `digests` tells the files' contents apart,
    `media` are its pictures by name, `made` gives their smaller forms and the link cards.
    """

    edition: Edition
    shown: Mapping[str, Article]
    states: Mapping[str, State]
    broken: frozenset[str]
    problems: tuple[Problem, ...]
    digests: Mapping[str, str]
    media: Mapping[str, Path]
    made: Made
    synonyms: Mapping[str, Synonyms]


class Previewer:
    """Reads one folder again and again; `scratch` is a folder of its own for pictures and indexes. For one thread."""

    def __init__(
        self,
        articles: Path,
        engine: SearchEngine,
        scratch: Path,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ):
        self._source = _Folder(articles)
        self._engine = engine
        self._scratch = scratch
        self._now = now
        self._pool = RenderPool()
        self._media = PreviewMedia(scratch / "media")
        self._files = Memory()
        self._renderings = RenderMemory()
        self._likeness = Likeness()
        self._good: dict[str, tuple[Article, State]] = {}
        self._indexes: Mapping[str, Path] = {}
        self._number = 0

    def close(self) -> None:
        """End the rendering processes."""
        self._pool.close()

    def read(self) -> Proof:
        """The folder as it is. Raises ContentError or EnvironmentFault when it cannot be read as a whole."""
        draft = read_draft(self._source, self._now(), self._files)
        states = {article.path: _state(article, draft.moment) for article in draft.content.articles}
        opened = {article.path: _opened(article) for article in draft.content.articles}
        present = {entry.path for entry in draft.content.entries}
        refused = [path for path in self._good if path in present and path not in opened]
        chosen = self._with_good(opened, refused)
        assembly = self._assemble(draft, chosen)
        failed: Outcomes = {path: out for path, out in assembly.outcomes.items() if not isinstance(out, Rendering)}
        if again := [path for path in failed if self._good.get(path, (None,))[0] not in (None, chosen.get(path))]:
            kept = {path: article for path, article in chosen.items() if path not in again}
            chosen = self._with_good(kept, again)
            assembly = self._assemble(draft, chosen)
        own = {path: out for path, out in assembly.outcomes.items() if chosen[path] is opened.get(path)}
        shown = {path: chosen[path] for path, out in assembly.outcomes.items() if isinstance(out, Rendering)}
        states |= {path: self._good[path][1] for path in shown if chosen[path] is not opened.get(path)}
        self._good = {path: (article, states[path]) for path, article in shown.items()}
        texts = {
            path for path in present if suffix_of(path) == ".md" and path.split("/")[0] in draft.content.site.locales
        }
        edition = assembly.editions["public"]
        media = self._media.originals(draft, edition)
        return Proof(
            edition=edition,
            shown=shown,
            states=states,
            broken=frozenset(path for path in texts if path not in own or path in failed),
            problems=problems_of(draft, {**own, **failed}),
            digests=draft.files,
            media=media,
            made=self._media.made(draft, edition, media),
            synonyms=draft.content.synonyms,
        )

    def index(self, proof: Proof) -> Mapping[str, Path]:
        """A search index of each locale, in folders that stay until the index after the next one is made."""
        self._source.date()
        self._number += 1
        made: dict[str, Path] = {}
        for locale in proof.edition.site.locales:
            folder = self._scratch / f"search-{self._number}" / locale
            folder.mkdir(parents=True)
            previous = self._indexes.get(locale)
            builder = self._engine.builder(locale, proof.synonyms.get(locale, Synonyms(locale)), previous)
            builder.write(folder, documents(proof.edition, locale), previous)
            made[locale] = folder
        shutil.rmtree(self._scratch / f"search-{self._number - 2}", ignore_errors=True)
        self._indexes = made
        return made

    def _with_good(self, articles: Mapping[str, Article], broken: Iterable[str]) -> dict[str, Article]:
        """The articles, and those that were good before they broke, unless another one has their id or slug now."""
        chosen = dict(articles)
        names = {(article.locale, name) for article in articles.values() for name in (f"id {article.id}", article.slug)}
        for path in broken:
            good = self._good[path][0]
            if names.isdisjoint({(good.locale, f"id {good.id}"), (good.locale, good.slug)}):
                chosen[path] = good
        return dict(sorted(chosen.items()))

    def _assemble(self, draft: Draft, articles: Mapping[str, Article]) -> Assembly:
        every = tuple(articles.values())
        content = replace(draft.content, articles=every, refused=())
        done = replace(draft, content=content, live=every)
        return assemble(done, self._pool, self._renderings, self._likeness, lambda _done, _total: None)


class _Folder(FolderSource):
    """A folder whose dates are asked of git from time to time only: that takes as long as an article."""

    def __init__(self, folder: Path):
        super().__init__(folder)
        self._path = folder
        self._dates: Dates | None = None

    def contents(self, commit: str | None = None) -> Contents:  # noqa: ARG002
        if self._dates is None or not self._path.is_dir():
            contents = super().contents()
            self._dates = contents.dates
            return contents
        return Contents(DirectoryTree(self._path), self._dates)

    def date(self) -> None:
        """Ask git again."""
        self._dates = file_dates(self._path)


def _opened(article: Article) -> Article:
    """The article as if everybody might read it now."""
    return replace(article, status="published", publish_at=None, unpublish_at=None, visibility="public")


def _state(article: Article, now: datetime) -> State:
    if article.status == "draft":
        return "draft"
    if article.publish_at and article.publish_at > now:
        return "future"
    if article.unpublish_at and article.unpublish_at <= now:
        return "ended"
    return "published" if may_read("public", article, now) else "internal"
