"""The gate: everything that is wrong with a content, whether or not it keeps an article from being published.

`guichet check` comes in here and imports nothing else of the compiler: what only a build needs takes 0.2 s to import.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from subprocess import Popen
from zoneinfo import ZoneInfo

from app.compiler.actions import action_problems
from app.compiler.history_problems import history_problems
from app.compiler.kept import CheckMemory, Kept, kept_folder
from app.compiler.memory import RenderMemory
from app.compiler.questions import failing_questions
from app.compiler.reading import Draft, read_draft
from app.compiler.rendering import Builder, Progress
from app.compiler.sources import source_of
from app.compiler.synonyms import contradicting_synonyms
from app.content.anchors import differing_anchors
from app.content.check import Outcomes, check, links_out_of_time
from app.content.checks.upkeep import large_pictures, overdue_reviews
from app.content.memory import Memory
from app.content.pool import RenderPool
from app.content.render import Rendering
from app.model import Article, Problem, in_order
from app.ports import SearchEngine
from app.search import open_engine
from app.settings import Settings


def check_content(
    settings: Settings, progress: Progress, *, fresh: bool = False, renderers: Iterable[Popen[bytes]] = ()
) -> tuple[Problem, ...]:
    """Every problem of the content that the settings name; see Compiler.check.

    `renderers` are rendering processes that were started ahead.
    """
    kept = Kept(kept_folder(settings))
    if fresh:
        kept.forget()
    with _uncollected(), RenderPool(started=renderers) as pool, closing(source_of(settings)) as source:
        draft = read_draft(source, datetime.now(UTC), Memory())
        return Checker(pool, RenderMemory(), open_engine(settings.search), kept).check(draft, progress)


@contextmanager
def _uncollected() -> Iterator[None]:
    """As `without_collection` of generations, whose import takes 50 ms."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks drafts, with what is known of earlier ones."""

    pool: RenderPool
    renderings: RenderMemory
    engine: SearchEngine
    kept: Kept

    def check(self, draft: Draft, progress: Progress) -> tuple[Problem, ...]:
        """Every problem, sorted."""

        def rendered(article: Article, _rendering: Rendering) -> None:
            # Here, while other processes render: it is kept, and asked for again below.
            self.kept.findings(article)

        content = draft.content
        every = (*content.articles, *content.refused)
        memory = CheckMemory(self.kept, self.renderings)
        outcomes = Builder(draft, self.pool, memory, rendered).render_all(progress, refused=True)
        self.renderings.forget_all_but(article.path for article in every)
        found = in_order(
            chain(
                draft.problems,
                check(content, outcomes, draft.portal.ids),
                action_problems(content.articles, outcomes, draft.portal),
                differing_anchors(content.articles, _anchors(outcomes)),
                *map(self.kept.findings, every),
                links_out_of_time(content, outcomes, draft.moment),
                overdue_reviews(content, draft.moment.astimezone(ZoneInfo(content.site.timezone)).date()),
                large_pictures(content),
                history_problems(draft),
                contradicting_synonyms(draft),
                failing_questions(draft, outcomes, self.engine, self.kept),
            )
        )
        self.kept.save()
        return found


def _anchors(outcomes: Outcomes) -> dict[str, frozenset[str]]:
    """The anchors that each page has, by path."""
    return {
        path: frozenset(section.anchor for section in outcome.sections)
        for path, outcome in outcomes.items()
        if isinstance(outcome, Rendering)
    }
