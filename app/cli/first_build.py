"""Whether `guichet serve` has something to answer with, and how long it is worth waiting for that."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property

from app.errors import IntegrityError, NoGeneration
from app.generations import Generations, Identity, Records
from app.settings import Settings

SECONDS = 90.0
"""For which what fails is tried again; a build that goes on may take its time (3,000 articles: a minute)."""
LONGEST_SECONDS = 3_600.0


class FirstBuild:
    """What is waited for at the start: a generation that this version of the program can serve.

    What CURRENT names may be none: after an upgrade, or with another secret key. Answering before the build would be
    « no article yet » on every page.
    """

    def __init__(self, settings: Settings, generations: Generations, seconds: Callable[[], float] = time.monotonic):
        self._settings = settings
        self._generations = generations
        self._records = Records(generations.folder)
        self._began = datetime.now(UTC)
        self._seconds = seconds
        self._start = seconds()
        self._refused: set[Identity] = set()

    def ready(self) -> bool:
        """Whether a generation can be served."""
        names = (self._generations.published(), *self._generations.names())
        return any(self._servable(name) for name in dict.fromkeys(names) if name)

    def published(self) -> bool:
        """Whether there was a generation at some time, be it one that cannot be served."""
        return self._generations.published() is not None

    def hopeless(self) -> bool:
        """Whether it was tried for long enough, and what was tried last went wrong."""
        waited = self._seconds() - self._start
        return waited > LONGEST_SECONDS or (waited > SECONDS and self._failing())

    def _failing(self) -> bool:
        record = self._records.read()
        last = record.builds[0] if record.builds else None
        return record.failure is not None or (last is not None and last.result == "failed" and last.at >= self._began)

    def _servable(self, name: str) -> bool:
        identity = self._generations.identity(name)
        if identity is None or identity in self._refused:
            return False
        try:
            found = self._generations.open(name).search_version == self._search_version
        except (IntegrityError, NoGeneration):
            found = False
        if not found:
            self._refused.add(identity)
        return found

    @cached_property
    def _search_version(self) -> str:
        from app.search import open_engine  # 0.1 s, which a first start need not wait for before it builds

        return open_engine(self._settings.search).version
