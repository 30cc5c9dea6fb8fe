"""The one builder of an index folder: builds at start, at each change, when a date is due; purges once a day."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from app.compiler import BuildOutcome, Compiler, mirror_of
from app.errors import ContentError, GuichetError
from app.generations import Announcements, Generations, Trigger
from app.git import GitFailed
from app.jobs.builder import Builder
from app.jobs.notify import Notifier
from app.jobs.pace import Pace
from app.jobs.purging import DailyPurge
from app.jobs.watch import Watch
from app.library import Follower
from app.model import Problem
from app.ports import Store
from app.settings import Settings

log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
"""At most this long until a change that no file event announced (a commit's dates, a network folder) is seen."""

NOTICE_SECONDS = 30.0
"""Between looks for something to tell editors of."""

PURGE_SECONDS = 300.0
"""Between looks at the date: a purge begins soon after a start, and soon after midnight (UTC)."""

AFTER_FAILURE = timedelta(seconds=5)
FIRST_FETCH_WAIT, LONGEST_FETCH_WAIT = 5.0, 300.0
"""Seconds after a fetch that failed; each further failure doubles them."""
SHORTEST_SECONDS = 0.05
BUSY_SECONDS = 1.0


class Background:
    """Owns a compiler, whose rendering processes are kept from build to build; `stop` also ends a fetch under way."""

    def __init__(self, settings: Settings, stop: threading.Event | None = None):
        self._settings = settings
        self._mirror = mirror_of(settings, stop)
        self._compiler = Compiler.from_settings(settings, self._mirror)
        self._compiler.readers_first = True
        self._generations = Generations(settings.index, settings.secret_key)
        self._builder = Builder(self._compiler, self._generations, self._mirror)
        self._announcements = Announcements(settings.instance)
        self._pace = Pace()
        self._pushed = self._announcements.last()
        self._next_fetch = 0.0
        self._fetch_wait = FIRST_FETCH_WAIT
        self._notifier = Notifier(settings, settings.notify_url, self._store) if settings.notify_url else None
        self._told: frozenset[Problem] = frozenset()  # an edit must not log again what is wrong with other articles
        self._complained = ""
        self._held = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._compiler.close()

    def run(self, stop: threading.Event, alive: Callable[[], bool]) -> None:
        """Build, then wait, until `stop` is set or `alive` says no; purge the record meanwhile."""
        keeper = Follower(DailyPurge(self._store, self._settings.retention), PURGE_SECONDS, "purge")
        keeper.start()
        teller = Follower(self._notifier, NOTICE_SECONDS, "notices") if self._notifier else None
        if teller:
            teller.start()
        watch = Watch(self._watched(), stop)
        watch.start()
        trigger: Trigger = "start"
        while not stop.is_set() and alive():
            self._pace.begin()
            fetched = self.fetch() if trigger in ("start", "push", "interval") else True
            # Before the first fetch there is nothing to build, and that was said already.
            due = self.build_once(trigger) if fetched or self._generations.published() else None
            self._builder.tidy()
            trigger = self._wait(due, watch, stop, alive)
        keeper.stop()
        if teller:
            teller.stop()

    def fetch(self) -> bool:
        """Fetch the repository, if the content is one; after a failure the next attempt waits longer each time."""
        if self._settings.content is None:
            return True
        try:
            self._builder.fetch()
        except GitFailed as error:
            log.warning("%s; next attempt in %d s%s", error, self._fetch_wait, self._staying("articles stay"))
            self._next_fetch = time.monotonic() + self._fetch_wait
            self._fetch_wait = min(2 * self._fetch_wait, LONGEST_FETCH_WAIT)
            return False
        self._next_fetch = time.monotonic() + self._settings.content.seconds
        self._fetch_wait = FIRST_FETCH_WAIT
        return True

    def build_once(self, trigger: Trigger = "change") -> datetime | None:
        """Build if something changed; a failed build is logged and the published generation stays.

        Returns when the content changes by itself next (`publish_at`, `unpublish_at`), None for never.
        """
        try:
            outcome = self._builder.build(trigger)
        except GuichetError as error:
            self._complain(str(error))
            return self._after_failure(error)
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            if reason != self._complained:
                log.exception("build failed unexpectedly%s", self._staying("generation stays"))
                self._complained = reason
            return datetime.now(UTC) + AFTER_FAILURE
        self._complained = ""
        self._tell(outcome)
        return outcome.due

    def _store(self) -> Store:
        from app.store import open_store  # 0.3 s to import: not before the first build

        return open_store(self._settings.store, migrate=False)

    def _watched(self) -> Path:
        """The folder in which something appears when there is something to do."""
        if self._settings.content is None:
            return self._settings.articles
        self._announcements.folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        return self._announcements.folder

    def _staying(self, what: str) -> str:
        """What a failure did not change; nothing before the first build."""
        return f", the published {what}" if self._generations.published() else ""

    def _complain(self, reason: str) -> None:
        """Say it once, not every few seconds while nothing has changed."""
        if reason != self._complained:
            log.error("build failed%s: %s", self._staying("generation stays"), reason)
            self._complained = reason

    def _after_failure(self, error: GuichetError) -> datetime | None:
        """When to try again. A commit that is wrong stays wrong, but what the last good one schedules goes on."""
        if not isinstance(error, ContentError) or self._mirror is None:
            return datetime.now(UTC) + AFTER_FAILURE
        try:
            outcome = self._builder.dates_of_last_good()
        except GuichetError as again:
            log.warning("the last good commit cannot be built either: %s", again)
            return datetime.now(UTC) + AFTER_FAILURE
        if outcome and outcome.changed:
            log.info("published %s: what fell due in the last good commit", outcome.generation)
        return outcome.due if outcome else None

    def _tell(self, outcome: BuildOutcome) -> None:
        if outcome.held != self._held:
            self._held = outcome.held
            log.info(
                "%s %s", "somebody went back to" if outcome.held else "newer content ends the hold:", outcome.generation
            )
        if self._notifier and not (outcome.held and not outcome.live):
            self._notifier.articles = outcome.live
        if outcome.changed:
            for problem in outcome.problems:
                if problem.severity != "hint" and problem not in self._told:
                    log.warning("%s: %s", problem.severity, problem)
            self._told = frozenset(outcome.problems)
            log.info("published %s: %d articles, %d errors", outcome.generation, outcome.articles, outcome.errors)

    def _wait(self, due: datetime | None, watch: Watch, stop: threading.Event, alive: Callable[[], bool]) -> Trigger:
        """Wait until there is something to do, and say what."""
        end = time.monotonic() + EVERY_SECONDS
        while not stop.is_set() and alive():
            trigger, left = self._next(due, end)
            if left <= 0:
                return trigger
            changed = watch.wait(max(min(left, BUSY_SECONDS), SHORTEST_SECONDS))
            gone = not self._complained and self._generations.published() is None
            if gone or (changed and self._settings.content is None):
                return "change"
        return "change"

    def _next(self, due: datetime | None, end: float) -> tuple[Trigger, float]:
        """What is next as far as anybody knows, and in how many seconds."""
        coming: list[tuple[float, Trigger]] = [(end - time.monotonic(), "interval")]
        if due is not None:
            coming.append(((due - datetime.now(UTC)).total_seconds(), "date"))
        if self._settings.content is not None:
            coming = [(left, "date") for left, _ in coming]
            coming.append((self._next_fetch - time.monotonic(), "interval"))
            if (left := self._push_left()) is not None:
                coming.append((left, "push"))
        # A push comes before what happens anyway.
        left, trigger = min(coming, key=lambda one: (max(one[0], 0.0), one[1] != "push"))
        return trigger, left

    def _push_left(self) -> float | None:
        """Seconds until the announced pushes should be fetched, None when there is none."""
        push = self._announcements.last()
        if push is not None and push != self._pushed:
            self._pushed = push
            self._pace.arrived(push.at.timestamp())
        return self._pace.left(time.time())
