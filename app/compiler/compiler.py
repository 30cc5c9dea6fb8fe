"""One build, from the content folder to the published generation."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from app.compiler.identity import generation_name
from app.compiler.memory import RenderMemory
from app.compiler.questions import failing_questions
from app.compiler.reading import Draft, read_draft
from app.compiler.rendering import Assembly, Rendered, assemble
from app.compiler.synonyms import contradicting_synonyms
from app.compiler.writing import GenerationWriter
from app.content.memory import Memory
from app.content.pool import RenderPool
from app.errors import IntegrityError, NoGeneration
from app.generations import Generations, without_collection
from app.model import Article, Problem, in_order
from app.ports import SearchEngine
from app.search import open_engine
from app.settings import Settings

Progress = Callable[[int, int], None]

LOCK_WAIT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did: the generation that is published now, whether it is new (or mended), and what was wrong.

    `articles` counts those that the public can read; `due` is when the content changes by itself next; `live` are the
    articles that somebody may read, as they were read for this build.
    """

    generation: str
    changed: bool
    articles: int
    problems: tuple[Problem, ...]
    due: datetime | None = None
    live: tuple[Article, ...] = ()

    @property
    def errors(self) -> int:
        return sum(problem.severity == "error" for problem in self.problems)


class Compiler:
    """Builds one content folder into one index folder; its rendering processes are kept from build to build."""

    def __init__(
        self,
        articles: Path,
        generations: Generations,
        engine: SearchEngine,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ):
        self._articles = articles
        self._generations = generations
        self._engine = engine
        self._now = now
        self._pool = RenderPool()
        self._files = Memory()
        self._renderings = RenderMemory()
        self.lock_wait = LOCK_WAIT_SECONDS

    @classmethod
    def from_settings(cls, settings: Settings) -> Compiler:
        """The compiler that an operator's settings describe."""
        generations = Generations(settings.index, settings.secret_key)
        return cls(settings.articles, generations, open_engine(settings.search))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the rendering processes."""
        self._pool.close()

    def check(self, progress: Progress | None = None) -> tuple[Problem, ...]:
        """Every problem of the content, synonyms and questions that fail included; nothing is written.

        Raises ContentError when the content cannot be read as a whole.
        """
        draft = read_draft(self._articles, self._now(), self._files)
        assembly = self._assemble(draft, progress)
        searched = (*contradicting_synonyms(draft), *failing_questions(draft, assembly.editions, self._engine))
        return in_order((*assembly.problems, *searched))

    def build(self, *, force: bool = False, progress: Progress | None = None) -> Outcome:
        """Make the content, as it is now, the published generation; what is already built is not built again.

        Raises ContentError when the content cannot be read as a whole and EnvironmentFault when the index folder
        cannot be written; the published generation then stays.
        """
        self._generations.prepare()
        with self._generations.building(self.lock_wait), without_collection():
            draft = read_draft(self._articles, self._now(), self._files)
            name = self._name(draft, force)
            kept = None if force else self._kept(name)
            if kept is None:
                writer = GenerationWriter(self._generations, self._engine, name, draft)
                assembly = self._assemble(draft, progress, writer.prepare)
                writer.write(assembly)
                problems, articles = assembly.problems, len(assembly.editions["public"].articles)
            else:
                problems, articles = kept
            moved = self._generations.published() != name
            if moved:
                self._generations.publish(name)
            self._generations.prune()
        return Outcome(name, moved or kept is None, articles, problems, draft.due, draft.live)

    def _name(self, draft: Draft, force: bool) -> str:
        live = [article.path for article in draft.live]
        nonce = secrets.token_hex(8) if force else ""
        return generation_name(draft.files, draft.content.articles, live, draft.problems, self._engine.version, nonce)

    def _kept(self, name: str) -> tuple[tuple[Problem, ...], int] | None:
        """(problems, articles) of a generation of that name that was built before and is still whole."""
        try:
            generation = self._generations.open(name)
            return generation.problems(), len(generation.edition("public")[0].articles)
        except (NoGeneration, IntegrityError):
            return None

    def _assemble(self, draft: Draft, progress: Progress | None, rendered: Rendered | None = None) -> Assembly:
        return assemble(draft, self._pool, self._renderings, progress or (lambda _done, _total: None), rendered)
