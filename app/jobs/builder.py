"""One build after another, each with its entry in the record: what was fetched, what became of it, who caused it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from app.compiler import BuildOutcome, Compiler
from app.errors import ContentError, GuichetError, fault_of
from app.generations import Build, Failure, Generations, Head, Record, Records, Trigger
from app.generations.record import worst
from app.git import About, GitFailed, Mirror
from app.model import Problem

log = logging.getLogger(__name__)

TIDY_FETCHES = 50
_SHORT = 12
_ReportProgress = Callable[[int, int], None]


class Builder:
    """Fetches and builds when told to; `mirror` is None where the content is a folder."""

    def __init__(
        self,
        compiler: Compiler,
        generations: Generations,
        mirror: Mirror | None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ):
        self._compiler = compiler
        self._generations = generations
        self._mirror = mirror
        self._now = now
        self._records = Records(generations.folder)
        self._fetched = 0

    def fetch(self) -> bool:
        """Fetch the branch; True when its head is another one than before. Raises GitFailed, after noting it."""
        if self._mirror is None:
            return False
        asked = self._now()
        try:
            commit = self._mirror.fetch()
            before = self._records.read().head
            head = before if before and before.commit == commit else self._moved(self._mirror, commit, before)
        except GitFailed as error:
            reason = str(error)

            def failed(record: Record) -> Record:
                since = record.failure.since if record.failure else asked
                return replace(record, failure=Failure(since, reason))

            self._note(failed)
            raise
        self._note(lambda record: replace(record, looked=asked, failure=None, head=head))
        return head is not before

    def build(self, trigger: Trigger, *, force: bool = False, progress: _ReportProgress | None = None) -> BuildOutcome:
        """Build what was fetched last. Raises what Compiler.build raises, after noting it."""
        began = self._now()
        try:
            outcome = self._compiler.build(force=force, progress=progress)
        except Exception as error:
            fault = fault_of(error)
            self._failed(fault or error, began, trigger)
            if fault:
                raise fault from error
            raise
        record = self._records.read()
        recovered = bool(record.builds) and record.builds[0].result == "failed"
        news = outcome.changed or recovered or (outcome.commit is not None and outcome.commit != record.indexed)
        if news and not outcome.held:
            self._enter(self._of(outcome, began, trigger))
        return outcome

    def dates_of_last_good(self) -> BuildOutcome | None:
        """Let what falls due take effect while the newest commit cannot be built: the last good one is built again."""
        good = self._records.read().indexed
        if self._mirror is None or good is None or not self._mirror.has(good):
            return None
        return self._compiler.build(commit=good)

    def tidy(self) -> None:
        """Pack the mirror from time to time; what goes wrong with that matters to nobody."""
        if self._mirror and self._fetched >= TIDY_FETCHES:
            self._fetched = 0
            try:
                self._mirror.tidy()
            except GitFailed as error:
                log.info("the mirror was not packed: %s", error)

    def _moved(self, mirror: Mirror, commit: str, before: Head | None) -> Head:
        """The new head; a branch that does not continue where it was is followed all the same, and named."""
        self._fetched += 1
        if before is None or not mirror.has(before.commit):
            return Head(commit, self._now())
        if not mirror.follows(commit, before.commit):
            log.warning("the branch was rewound from %s to %s", before.commit[:_SHORT], commit[:_SHORT])
        return Head(commit, self._now(), mirror.changed(before.commit, commit))

    def _of(self, outcome: BuildOutcome, began: datetime, trigger: Trigger) -> Build:
        about = self._about(outcome.commit)
        return Build(
            at=began,
            seconds=self._since(began),
            result="published" if outcome.changed else "unchanged",
            trigger=trigger,
            commit=outcome.commit,
            author=about.author,
            subject=about.subject,
            generation=outcome.generation,
            revision=outcome.revision,
            articles=outcome.articles,
            errors=outcome.errors,
            warnings=sum(problem.severity == "warning" for problem in outcome.problems),
            problems=worst(outcome.problems),
        )

    def _failed(self, error: Exception, began: datetime, trigger: Trigger) -> None:
        """Note a build that failed; what is wrong with a file is kept with its place."""
        commit = self._head()
        about = self._about(commit)
        known = isinstance(error, GuichetError)
        problems: tuple[Problem, ...] = ()
        if isinstance(error, ContentError):
            problems = (Problem(error.path, error.line, error.message, code=error.code),)
        entry = Build(
            at=began,
            seconds=self._since(began),
            result="failed",
            trigger=trigger,
            commit=commit,
            author=about.author,
            subject=about.subject,
            generation=self._generations.published(),
            errors=len(problems),
            reason=str(error) if known else f"an unexpected {type(error).__name__}; the log has the details",
            problems=problems,
        )
        self._enter(entry)

    def _head(self) -> str | None:
        try:
            return self._mirror.head() if self._mirror else None
        except GitFailed:
            return None

    def _about(self, commit: str | None) -> About:
        try:
            return self._mirror.about(commit) if self._mirror and commit else About("", "")
        except GitFailed:
            return About("", "")

    def _since(self, began: datetime) -> float:
        return round((self._now() - began).total_seconds(), 3)

    def _enter(self, build: Build) -> None:
        self._note(lambda record: record.with_build(build, self._generations.names()))

    def _note(self, how: Callable[[Record], Record]) -> None:
        try:
            self._records.change(how)
        except OSError as error:
            log.warning("the record of builds cannot be written: %s", error.strerror)
