"""Which commit is served, which should be, and what the builds say of themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.generations import Announcements, Record, Records, freshness
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class ContentState:
    """`commit` is the one that a generation was made of, `wanted` the branch's head; both None for a plain folder.

    `waiting` is how long the head has not been indexed; `reason` what is wrong, empty while all is well.
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
        if self._repository is None:
            return ContentState()
        record = self.record()
        found = freshness(record, self._announcements.last(), self._repository.seconds, self._now())
        return ContentState(record.commit_of(generation), found.wanted, found.waiting, found.reason)
