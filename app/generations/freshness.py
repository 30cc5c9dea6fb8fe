"""Whether the content repository's head is served, and since when it should be."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.generations.announcement import Announcements, Push
from app.generations.record import Record, Records
from app.settings import Repository

log = logging.getLogger(__name__)

PROMPT = timedelta(seconds=60)
LARGE_FILES, LARGE = 500, timedelta(seconds=120)
"""A head is indexed within a minute; one that changes so many files within two."""

LOOK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Freshness:
    """`wanted` is the branch's head as far as anybody knows; `waiting` how long it has not been indexed.

    `reason` says what is wrong, empty while everything is as promised.
    """

    wanted: str | None = None
    waiting: timedelta = timedelta()
    reason: str = ""


def freshness(record: Record, push: Push | None, interval: float, now: datetime) -> Freshness:
    """Compare what was indexed with what was fetched and announced. `interval` is that of fetching, in seconds."""
    wanted, since, files = _wanted(record, push)
    waiting = max(now - since, timedelta()) if since and wanted != record.indexed else timedelta()
    if record.failure:
        return Freshness(wanted, waiting, f"the repository cannot be fetched: {record.failure.reason}")
    if waiting > (LARGE if files >= LARGE_FILES else PROMPT):
        return Freshness(wanted, waiting, f"the commit {wanted} waits since {waiting.total_seconds():.0f} s")
    silent = now - record.looked if record.looked else timedelta()
    if silent > timedelta(seconds=3 * interval) + LARGE:
        return Freshness(wanted, waiting, f"nobody has looked at the repository for {silent.total_seconds():.0f} s")
    return Freshness(wanted, waiting)


def _wanted(record: Record, push: Push | None) -> tuple[str | None, datetime | None, int]:
    """(commit, since when, files): what was announced after the last look, else what was fetched."""
    if push and (record.looked is None or push.at > record.looked):
        return push.commit, push.at, 0
    return (record.head.commit, record.head.seen, record.head.files) if record.head else (None, None, 0)


class Lookout:
    """Tells the log when the content repository's head is not served in time, and when it is again.

    It belongs to a process that neither builds nor fetches: what stands still cannot say so.
    """

    def __init__(self, index: Path, instance: Path, repository: Repository | None):
        self._records = Records(index)
        self._announcements = Announcements(instance)
        self._repository = repository
        self._next = 0.0
        self._late = False

    def __call__(self) -> None:
        """Look, every few seconds however often it is called."""
        if self._repository is None or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + LOOK_SECONDS
        found = freshness(self._records.read(), self._announcements.last(), self._repository.seconds, datetime.now(UTC))
        late = bool(found.reason)
        if late and not self._late:
            log.warning("the content is not up to date: %s", found.reason)
        elif self._late and not late:
            log.info("the content is up to date again: %s", found.wanted)
        self._late = late
