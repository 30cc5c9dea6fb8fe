"""One build, from the content folder to the published generation."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from app.compiler.checking import Checker
from app.compiler.identity import generation_name
from app.compiler.kept import Kept, kept_folder
from app.compiler.likeness import Likeness
from app.compiler.losses import refuse_losses
from app.compiler.memory import RenderMemory
from app.compiler.reading import Draft, read_draft
from app.compiler.rendering import Assembly, Progress, Rendered, assemble, problems_of
from app.compiler.sources import FolderSource, Source, source_of
from app.compiler.stored import FOLDER, StoredRenderings
from app.compiler.translations import TranslationDebts, behind_of
from app.compiler.writing import GenerationWriter
from app.content.memory import Memory
from app.content.pool import RenderPool
from app.errors import ContentError, IntegrityError, NoGeneration
from app.generations import Generations, Hold, TranslationRecords, Translations, without_collection
from app.git import Mirror
from app.model import Article, Problem
from app.ports import SearchEngine
from app.search import open_engine
from app.settings import Settings

log = logging.getLogger(__name__)

LOCK_WAIT_SECONDS = 60.0
OPENING_SECONDS = 0.0001
"""A reader's process takes so long over each article of a new generation: 0.4 s for 4,401."""


@dataclass(frozen=True, slots=True)
class BuildOutcome:
    """What a build did: the generation that is published now, whether it is new (or mended), and what was wrong.

    `articles` counts those that the public can read; `due` is when the content changes by itself next; `live` are the
    articles that somebody may read, as they were read for this build. `revision` names what was read, `commit` where
    that is one; `held` that somebody went back to this generation, and nothing newer was there.
    """

    generation: str
    changed: bool
    articles: int
    problems: tuple[Problem, ...]
    due: datetime | None = None
    live: tuple[Article, ...] = ()
    revision: str = ""
    commit: str | None = None
    held: bool = False

    @property
    def errors(self) -> int:
        """How many of the problems are errors."""
        return sum(problem.severity == "error" for problem in self.problems)


class Compiler:
    """Builds one content folder into one index folder; its rendering processes are kept from build to build."""

    def __init__(
        self,
        articles: Path | Source,
        generations: Generations,
        engine: SearchEngine,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        kept: Path | None = None,
    ):
        """`kept` is a folder for what checks need not do again; without one they begin anew in each process."""
        self._source = FolderSource(articles) if isinstance(articles, Path) else articles
        self._generations = generations
        self._engine = engine
        self._now = now
        self._pool = RenderPool()
        self._files = Memory()
        self._renderings = RenderMemory(StoredRenderings(generations.sealed(FOLDER)))
        self._likeness = Likeness()
        self._checked = Kept(kept)
        self._debts = TranslationDebts()
        self._translations = TranslationRecords(generations.folder)
        self.lock_wait = LOCK_WAIT_SECONDS
        self.readers_first = False
        """Whether processes of readers on this machine open a new generation before editors get what is theirs."""

    @classmethod
    def from_settings(cls, settings: Settings, mirror: Mirror | None = None) -> Compiler:
        """The compiler that an operator's settings describe; `mirror` as in `source_of`."""
        generations = Generations(settings.index, settings.secret_key)
        source = source_of(settings, mirror)
        return cls(source, generations, open_engine(settings.search), kept=kept_folder(settings))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the rendering processes, and what reads the content."""
        self._pool.close()
        self._source.close()

    def check(self, progress: Progress | None = None, *, fresh: bool = False) -> tuple[Problem, ...]:
        """Every problem of the content: what a build finds, and what only readers, searches and the past would tell.

        Nothing is written but what the next check need not do again; a `fresh` one does all of it. Raises ContentError
        when the content cannot be read as a whole.
        """
        with without_collection():
            if fresh:
                self._checked.forget()
            checker = Checker(self._pool, self._renderings, self._engine, self._checked)
            return checker.check(self._read(), progress or (lambda _done, _total: None))

    def build(
        self, *, force: bool = False, progress: Progress | None = None, commit: str | None = None
    ) -> BuildOutcome:
        """Make the content, as it is now or was at a commit, the published generation; nothing is built twice.

        What somebody went back to stays published, unless the build is forced, until the content is another one.
        Raises ContentError when the content cannot be read as a whole and EnvironmentFault when the index folder
        cannot be written; the published generation then stays.
        """
        self._generations.prepare()
        with self._generations.building(self.lock_wait), without_collection():
            hold = self._generations.hold()
            if hold and not force and (kept := self._held(hold)):
                return kept
            self._generations.lift()
            return self._publish(self._read(commit), force, progress)

    def _read(self, commit: str | None = None) -> Draft:
        return read_draft(self._source, self._now(), self._files, commit)

    def _held(self, hold: Hold) -> BuildOutcome | None:
        """What stays published because of a hold; None when there is newer content, which ends it.

        Dates go on: where the commit is known, what it shows is built again when one of its articles fell due.
        """
        try:
            newest = self._read()
        except ContentError:
            newest = None
        # What cannot be read for a while is no newer content.
        if newest and newest.revision != hold.revision and not newest.unreadable:
            return None
        if hold.commit and self._source.has(hold.commit):
            draft = self._read(hold.commit)
            if draft.fell_due(hold.since):
                return replace(self._publish(draft, force=False, progress=None), held=True)
            articles = self._count(hold.generation)
            due, live, commit = draft.due, draft.live, hold.commit
            return BuildOutcome(hold.generation, False, articles, (), due, live, commit, commit, held=True)
        return BuildOutcome(
            hold.generation, False, self._count(hold.generation), (), None, (), hold.revision, held=True
        )

    def _publish(self, draft: Draft, force: bool, progress: Progress | None) -> BuildOutcome:
        if not force:
            refuse_losses(draft, self._generations)
        found = self.translations(draft)
        draft = replace(draft, behind=behind_of(found))
        name = self._name(draft, force)
        kept = None if force else self._kept(name)
        if force:
            self._renderings.forget()
        if kept is None:
            writer = GenerationWriter(self._generations, self._engine, name, draft)
            assembly = self._assemble(draft, progress, writer.prepare)
            writer.write(assembly)
            articles = len(assembly.editions["public"].articles)
        else:
            problems, articles = kept
        moved = self._generations.published() != name
        if moved:
            self._generations.publish(name)
        if kept is None:
            # What is wrong, a quarter of an edit's build, is for editors.
            if self.readers_first:
                time.sleep(OPENING_SECONDS * articles)
            problems = problems_of(draft, assembly.outcomes)
            self._generations.keep_problems(name, problems)
            self._renderings.save()
        self._keep(found)
        self._generations.prune()
        changed = moved or kept is None
        return BuildOutcome(name, changed, articles, problems, draft.due, draft.live, draft.revision, draft.commit)

    def translations(self, draft: Draft | None = None) -> Translations:
        """What translations owe their sources, of the content as it is where no `draft` of it is given."""
        return self._debts.find(draft or self._read(), self._translations.read())

    def _keep(self, found: Translations) -> None:
        try:
            self._translations.write(found)
        except OSError as error:
            log.warning("the record of translations cannot be written: %s", error.strerror)

    def _name(self, draft: Draft, force: bool) -> str:
        live = [article.path for article in draft.live]
        nonce = secrets.token_hex(8) if force else ""
        return generation_name(
            draft.files, draft.content.articles, live, draft.problems, self._engine.version, nonce, draft.behind
        )

    def _kept(self, name: str) -> tuple[tuple[Problem, ...], int] | None:
        """(problems, articles) of a generation of that name that was built before and is still whole."""
        try:
            generation = self._generations.open(name)
            articles = len(generation.edition("public")[0].articles)
        except (NoGeneration, IntegrityError):
            return None
        problems = self._generations.problems(name)
        return None if problems is None else (problems, articles)

    def _count(self, name: str) -> int:
        """How many articles the public can read of a generation that stays published."""
        kept = self._kept(name)
        return kept[1] if kept else 0

    def _assemble(self, draft: Draft, progress: Progress | None, rendered: Rendered | None = None) -> Assembly:
        told = progress or (lambda _done, _total: None)
        return assemble(draft, self._pool, self._renderings, self._likeness, told, rendered)
