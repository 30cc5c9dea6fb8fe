"""What earlier checks found, on the disk: by content, so that only what changed is looked at again."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from shutil import rmtree

import msgspec

from app.compiler.memory import Outcome, RenderMemory, facts, may_be_kept, resolutions, setting_of
from app.content.checks.proofreading import proofread
from app.content.links import World
from app.content.render import Refusal, Rendering
from app.content.sanitize import check_again
from app.model import Article, Problem
from app.settings import Settings

_FILE = "kept.msgpack"
RENDERING_LIBRARIES = ("markdown", "bleach", "nh3", "pillow")
"""What decides, beside our own program, what becomes of an article."""


class KeptOutcome(msgspec.Struct, array_like=True):
    """An article's outcome, one of three; a rendering without its HTML and Markdown, which no check reads."""

    state: bytes
    rendering: Rendering | None = None
    refusal: Refusal | None = None
    problem: Problem | None = None


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
    outcomes: dict[str, KeptOutcome] = {}
    findings: dict[str, KeptFindings] = {}
    answers: dict[str, KeptAnswers] = {}


class Kept:
    """Results of checks in a folder; without one, for as long as the object lives. For one thread.

    A file that is missing, damaged or of another version of the program is as good as none.
    """

    def __init__(self, folder: Path | None):
        self.folder = folder
        self._known = _read(folder)
        self._used = _Everything(_program())
        self._changed = False

    def outcome(self, article: Article, world: World, setting: bytes) -> Outcome | None:
        """The outcome of an article in a world, if it was rendered before with the same links and files."""
        kept = self._known.outcomes.get(article.path)
        outcome = (kept.rendering or kept.refusal or kept.problem) if kept else None
        if kept and outcome and kept.state == _state(setting, facts(article), resolutions(outcome, world)):
            self._used.outcomes[article.path] = kept
            return outcome
        return None

    def keep_outcome(self, article: Article, world: World, setting: bytes, outcome: Outcome) -> None:
        """Remember an outcome."""
        kept = KeptOutcome(_state(setting, facts(article), resolutions(outcome, world)))
        if isinstance(outcome, Rendering):
            kept.rendering = replace(outcome, html=check_again(""), markdown="")
        elif isinstance(outcome, Refusal):
            kept.refusal = outcome
        else:
            kept.problem = outcome
        self._used.outcomes[article.path] = kept
        self._changed = True

    def findings(self, article: Article) -> tuple[Problem, ...]:
        """What proofreading says of an article."""
        path = article.path
        keys = (article.line("title"), article.line("summary"), article.body_line, "title" in article.lines)
        state = _state(b"", (path, article.title, article.summary, article.body, keys, "summary" in article.lines))
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
        self._known, self._used = _Everything(_program()), _Everything(_program())
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
        setting = _setting(world)
        unknown = []
        for article in waiting:
            if outcome := self._kept.outcome(article, world, setting):
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
        setting = _setting(world)
        for article in made:
            if may_be_kept(outcomes[article.path]):
                self._kept.keep_outcome(article, world, setting, outcomes[article.path])


def digest(*parts: object) -> bytes:
    """16 bytes that tell values of texts, numbers and tuples apart."""
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _state(setting: bytes, *parts: object) -> bytes:
    return digest(setting, *parts)


def _setting(world: World) -> bytes:
    variables, workflows, *rest = setting_of(world)
    return json.dumps([dict(variables), sorted(workflows), *map(dict, rest)], sort_keys=True).encode()


@cache
def _program() -> bytes:
    """What decides what a check finds in a text and a question finds: our own program, and the libraries (4 ms)."""
    found = hashlib.blake2b(digest_size=16)
    for package in ("app.content", "app.search"):
        for file in sorted(_sources(files(package)), key=lambda file: file.name):
            found.update(file.read_bytes())
    found.update(repr([version(name) for name in RENDERING_LIBRARIES]).encode())
    return found.digest()


def _sources(folder: Traversable) -> Iterable[Traversable]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _sources(entry)
        elif entry.name.endswith(".py"):
            yield entry


def _read(folder: Path | None) -> _Everything:
    if folder:
        with suppress(OSError, msgspec.MsgspecError):
            kept = msgspec.msgpack.decode((folder / _FILE).read_bytes(), type=_Everything)
            if kept.program == _program():
                return kept
    return _Everything(_program())
