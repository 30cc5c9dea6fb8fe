"""The one builder of an index folder: builds at start, at each change, when a date is due; purges once a day."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from app.compiler import Compiler
from app.errors import GuichetError
from app.generations import Generations
from app.jobs.notify import Notifier
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
SHORTEST_SECONDS = 0.05
BUSY_SECONDS = 1.0


class Background:
    """Owns a compiler, whose rendering processes are kept from build to build."""

    def __init__(self, settings: Settings):
        self._settings = settings
        self._compiler = Compiler.from_settings(settings)
        self._generations = Generations(settings.index, settings.secret_key)
        self._notifier = Notifier(settings, settings.notify_url, self._store) if settings.notify_url else None
        self._told: frozenset[Problem] = frozenset()  # an edit must not log again what is wrong with other articles

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
        watch = Watch(self._settings.articles, stop)
        watch.start()
        while not stop.is_set() and alive():
            due = self.build_once()
            self._wait(due, watch, stop, alive)
        keeper.stop()
        if teller:
            teller.stop()

    def _store(self) -> Store:
        from app.store import open_store  # 0.3 s to import: not before the first build

        return open_store(self._settings.store, migrate=False)

    def build_once(self) -> datetime | None:
        """Build if something changed; a failed build is logged and the published generation stays.

        Returns when the content changes by itself next (`publish_at`, `unpublish_at`), None for never.
        """
        try:
            outcome = self._compiler.build()
        except GuichetError as error:
            log.error("build failed, the published generation stays: %s", error)
            return datetime.now(UTC) + AFTER_FAILURE
        except Exception:
            log.exception("build failed unexpectedly, the published generation stays")
            return datetime.now(UTC) + AFTER_FAILURE
        if self._notifier:
            self._notifier.articles = outcome.live
        if outcome.changed:
            for problem in outcome.problems:
                if problem.severity != "hint" and problem not in self._told:
                    log.warning("%s: %s", problem.severity, problem)
            self._told = frozenset(outcome.problems)
            log.info("published %s: %d articles, %d errors", outcome.generation, outcome.articles, outcome.errors)
        return outcome.due

    def _wait(self, due: datetime | None, watch: Watch, stop: threading.Event, alive: Callable[[], bool]) -> None:
        left = EVERY_SECONDS
        if due is not None:
            left = min(left, max(SHORTEST_SECONDS, (due - datetime.now(UTC)).total_seconds()))
        while left > 0 and not stop.is_set() and alive():
            step = min(left, BUSY_SECONDS)
            if watch.wait(step) or self._generations.published() is None:
                return
            left -= step
