"""The gate: everything that is wrong with a content, whether or not it keeps an article from being published.

`guichet check` comes in here and imports nothing else of the compiler: what only a build needs takes 0.2 s to import.
"""

from __future__ import annotations

import gc
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from subprocess import Popen
from zoneinfo import ZoneInfo

from app.compiler.actions import action_problems
from app.compiler.kept import CheckMemory, Kept, kept_folder
from app.compiler.memory import RenderMemory
from app.compiler.questions import failing_questions
from app.compiler.reading import Draft, read_draft
from app.compiler.rendering import Builder, Progress
from app.compiler.sources import source_of
from app.compiler.synonyms import contradicting_synonyms
from app.content.anchors import differing_anchors
from app.content.check import Outcomes, check
from app.content.checks.history import (
    NOT_COMMITTED,
    Former,
    former,
    lost_addresses,
    shown_text,
    stale_translations,
)
from app.content.checks.upkeep import large_pictures, overdue_reviews
from app.content.memory import Memory
from app.content.pool import RenderPool
from app.content.render import Rendering
from app.content.translations import significant
from app.git import Change, History
from app.model import Article, Problem, in_order
from app.ports import SearchEngine
from app.search import open_engine
from app.settings import Settings

TEXTS_AT_ONCE = 1_000
MAX_CHANGES = 60
"""Of one file, as for `guichet translations`: keys change more often than what readers see."""


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
                overdue_reviews(content, draft.moment.astimezone(ZoneInfo(content.site.timezone)).date()),
                large_pictures(content),
                self._past(draft),
                contradicting_synonyms(draft),
                failing_questions(draft, outcomes, self.engine, self.kept),
            )
        )
        self.kept.save()
        return found

    def _past(self, draft: Draft) -> Iterator[Problem]:
        """What shows only beside what the content was."""
        history = draft.history
        if history is None:
            return
        changes = history.changes()
        yield from lost_addresses(draft.content, _formers(history, changes))
        yield from stale_translations(draft.content, _last_changes(draft, history, changes))


def _formers(history: History, changes: Iterable[Change]) -> Iterator[Former]:
    """What articles were called by in all texts that were changed or removed; 1,000 texts at a time."""
    paths = {change.before: change.path for change in changes if change.before}
    names = list(paths)
    for start in range(0, len(names), TEXTS_AT_ONCE):
        for name, data in history.contents(names[start : start + TEXTS_AT_ONCE]).items():
            if found := former(paths[name], data):
                yield found


def _anchors(outcomes: Outcomes) -> dict[str, frozenset[str]]:
    """The anchors that each page has, by path."""
    return {
        path: frozenset(section.anchor for section in outcome.sections)
        for path, outcome in outcomes.items()
        if isinstance(outcome, Rendering)
    }


def _last_changes(draft: Draft, history: History, changes: Iterable[Change]) -> dict[str, datetime]:
    """When what readers see of each translated file changed last: `changes` are the newest first.

    A file of which that is not known, as none of its last 60 changes was one that readers see, is left out.
    """
    waiting: dict[str, list[Change]] = defaultdict(list)
    translated = Counter(article.id for article in draft.content.articles)
    paths = {article.path for article in draft.content.articles if translated[article.id] > 1}
    for change in changes:
        if change.path in paths and len(waiting[change.path]) < MAX_CHANGES:
            waiting[change.path].append(change)
    found: dict[str, datetime] = {}
    for step in range(MAX_CHANGES):
        now = [waiting[path][step] for path in paths - found.keys() if len(waiting[path]) > step]
        if not now:
            break
        texts = history.contents(name for change in now for name in (change.before, change.after) if name)
        for change in now:
            if _differs(draft, change, texts):
                found[change.path] = change.when or NOT_COMMITTED
    return found


def _differs(draft: Draft, change: Change, texts: Mapping[str, bytes]) -> bool:
    """Whether a change says something else to readers; typography and other keys of the front matter do not."""
    before = texts.get(change.before or "")
    after = draft.tree.read(change.path) if change.after == "" else texts.get(change.after or "")
    if before is None or after is None:
        return True
    was, now = shown_text(before), shown_text(after)
    return was != now and _said(was) != _said(now)


def _said(text: bytes) -> list[str]:
    lines = text.decode("utf-8", "replace").split("\n")
    return [said for line in lines if (said := significant(line))]
