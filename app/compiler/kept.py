"""What earlier checks found, on the disk: by content, so that only what changed is looked at again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from shutil import rmtree

import msgspec

from app.compiler.memory import RenderMemory
from app.compiler.outcomes import (
    Stored,
    digest,
    facts,
    may_be_kept,
    program,
    resolutions,
    setting,
    stored,
)
from app.content.checks.proofreading import proofread
from app.content.links import World
from app.content.render import Outcome, Rendering
from app.content.sanitize import check_again
from app.model import Article, Problem
from app.settings import Settings

_FILE = "kept.msgpack"


class KeptFindings(msgspec.Struct, array_like=True):
    """What proofreading found in a text."""

    state: bytes
    problems: tuple[Problem, ...]


class Found(msgspec.Struct, array_like=True):
    """The first ids that a question finds; why it cannot be asked at all."""

    first: tuple[str, ...]
    fault: str = ""


class KeptAnswers(msgspec.Struct, array_like=True):
    """What questions found in one index: `state` is its engine and synonyms, `documents` a digest of each by id."""

    state: bytes
    documents: dict[str, bytes]
    found: dict[str, Found]


class _Everything(msgspec.Struct):
    program: bytes
    outcomes: dict[str, Stored] = {}
    findings: dict[str, KeptFindings] = {}
    answers: dict[str, KeptAnswers] = {}


class Kept:
    """Results of checks in a folder; without one, for as long as the object lives. For one thread.

    A file that is missing, damaged or of another version of the program is as good as none.
    """

    def __init__(self, folder: Path | None):
        self.folder = folder
        self._known = _read(folder)
        self._used = _Everything(program())
        self._changed = False

    def outcome(self, article: Article, world: World, around: bytes) -> Outcome | None:
        """The outcome of an article in a world and setting, if it was rendered before with the same links and files."""
        kept = self._known.outcomes.get(article.path)
        outcome = kept.outcome if kept else None
        if kept and outcome and kept.state == digest(around, facts(article), resolutions(outcome, world)):
            self._used.outcomes[article.path] = kept
            return outcome
        return None

    def keep_outcome(self, article: Article, world: World, around: bytes, outcome: Outcome) -> None:
        """Remember an outcome."""
        state = digest(around, facts(article), resolutions(outcome, world))
        if isinstance(outcome, Rendering):
            outcome = replace(outcome, html=check_again(""), markdown="")  # 10 kB an article, which no check reads
        self._used.outcomes[article.path] = stored(state, outcome)
        self._changed = True

    def findings(self, article: Article) -> tuple[Problem, ...]:
        """What proofreading says of an article."""
        path = article.path
        keys = (article.line("title"), article.line("summary"), article.body_line, "title" in article.lines)
        state = digest(b"", (path, article.title, article.summary, article.body, keys, "summary" in article.lines))
        kept = self._used.findings.get(path) or self._known.findings.get(path)
        if kept is None or kept.state != state:
            kept = KeptFindings(state, proofread(article))
            self._changed = True
        self._used.findings[path] = kept
        return kept.problems

    def answers(self, name: str) -> KeptAnswers | None:
        """The answers of the last time, of an audience and locale."""
        return self._known.answers.get(name)

    def keep_answers(self, name: str, answers: KeptAnswers) -> None:
        """Remember answers, new ones or those of the last time."""
        self._used.answers[name] = answers
        self._changed = self._changed or answers is not self._known.answers.get(name)

    def forget(self) -> None:
        """Begin as if nothing had been checked before."""
        self._known, self._used = _Everything(program()), _Everything(program())
        if self.folder:
            rmtree(self.folder, ignore_errors=True)

    def save(self) -> None:
        """Write what this check used and nothing else; a folder that cannot be written costs time, and nothing more."""
        gone = any(
            known.keys() != used.keys()
            for known, used in (
                (self._known.outcomes, self._used.outcomes),
                (self._known.findings, self._used.findings),
                (self._known.answers, self._used.answers),
            )
        )
        if self.folder and (self._changed or gone):
            with suppress(OSError):
                self.folder.mkdir(parents=True, exist_ok=True)
                fresh = self.folder / f"{_FILE}.{os.getpid()}"
                fresh.write_bytes(msgspec.msgpack.encode(self._used))
                fresh.replace(self.folder / _FILE)
        self._known, self._used, self._changed = self._used, _Everything(self._used.program), False


def kept_folder(settings: Settings) -> Path:
    """Where checks keep what they found."""
    return settings.instance / "check"


class CheckMemory:
    """Renderings that a check can do without: those of builds in this process, then those of earlier checks."""

    def __init__(self, kept: Kept, renderings: RenderMemory):
        self._kept = kept
        self._renderings = renderings

    def split(
        self, purpose: str, locale: str, articles: Iterable[Article], world: World
    ) -> tuple[dict[str, Outcome], list[Article]]:
        """See RenderMemory."""
        known, waiting = self._renderings.split(purpose, locale, articles, world)
        around = setting(world)
        unknown = []
        for article in waiting:
            if outcome := self._kept.outcome(article, world, around):
                known[article.path] = outcome
            else:
                unknown.append(article)
        return known, unknown

    def keep(
        self, purpose: str, locale: str, articles: Iterable[Article], world: World, outcomes: Mapping[str, Outcome]
    ) -> None:
        """See RenderMemory."""
        made = list(articles)
        self._renderings.keep(purpose, locale, made, world, outcomes)
        around = setting(world)
        for article in made:
            if may_be_kept(outcomes[article.path]):
                self._kept.keep_outcome(article, world, around, outcomes[article.path])


def _read(folder: Path | None) -> _Everything:
    if folder:
        with suppress(OSError, msgspec.MsgspecError):
            kept = msgspec.msgpack.decode((folder / _FILE).read_bytes(), type=_Everything)
            if kept.program == program():
                return kept
    return _Everything(program())
