"""Which commit is served, which should be, and what the builds say of themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.errors import reason_in
from app.generations import Announcements, Build, Record, Records, freshness
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class ContentState:
    """`commit` is the one that a generation was made of, `wanted` the branch's head; both None for a plain folder.

    `waiting` is how long the head has not been indexed; `reason` what is wrong, in words for everybody: without
    files, addresses and what is in the content. Empty while all is well.
    """

    commit: str | None = None
    wanted: str | None = None
    waiting: timedelta = timedelta()
    reason: str = ""


class ContentStates:
    """Reads the record of builds, and the note of the last push, whenever it is asked: two small files."""

    def __init__(self, settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)):
        self._repository = settings.content
        self._records = Records(settings.index)
        self._announcements = Announcements(settings.instance)
        self._now = now

    def record(self) -> Record:
        """The record of builds as it is now."""
        return self._records.read()

    def state(self, generation: str | None) -> ContentState:
        """The state of the content while that generation is served."""
        record = self.record()
        last = record.builds[0] if record.builds else None
        failed = _why(last) if last and last.result == "failed" else ""
        if self._repository is None:
            return ContentState(reason=failed)
        found = freshness(record, self._announcements.last(), self._repository.seconds, self._now())
        reason = "the content repository cannot be fetched" if record.failure else found.reason
        # A new commit may fail: it has its time to be followed by a better one.
        if not reason and last and last.commit == record.indexed:
            reason = failed
        return ContentState(record.commit_of(generation), found.wanted, found.waiting, reason)


def _why(build: Build) -> str:
    """Why a build failed, as far as that is everybody's business."""
    content = "the content cannot be read as a whole" if build.problems else ""
    return f"the last build failed: {content or reason_in(build.reason) or 'the log says why'}"
