"""Sends notices to GUICHET_NOTIFY_URL: each until it arrives, then never again."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from filelock import FileLock, Timeout

from app.errors import EnvironmentFault, StoreUnavailable
from app.generations.durable import write_file
from app.jobs.delivery import DeliveryFailed, post
from app.jobs.notices import Notice, comment_notice, review_notices, signature, signing_key
from app.model import Article
from app.ports import Store
from app.settings import Settings

log = logging.getLogger(__name__)

FIRST_WAIT = 30.0
LONGEST_WAIT = 3_600.0
"""Seconds after a failure; each further one doubles them."""
COMMENT_DAYS = 30
"""A comment that could not be sent for so long is not news any more; its mark is kept a little longer."""
KEPT_DAYS = COMMENT_DAYS + 5
MOST_COMMENTS = 500


@dataclass(frozen=True, slots=True)
class Told:
    """What was sent, by name, with the day; `since` is when notices were first sent: older comments are not news."""

    since: datetime
    sent: MappingProxyType[str, date]

    def and_this(self, name: str, today: date) -> Told:
        return replace(self, sent=MappingProxyType({**self.sent, name: today}))

    def without_old(self, current: Iterable[str], today: date) -> Told:
        """Forget what is old, but for what would be told again."""
        names, oldest = set(current), today - timedelta(days=KEPT_DAYS)
        kept = {name: day for name, day in self.sent.items() if day >= oldest or name in names}
        return replace(self, sent=MappingProxyType(kept))


class Memory:
    """The file that says what was sent. One process at a time uses it."""

    def __init__(self, folder: Path, now: Callable[[], datetime]):
        self._path = folder / "notices.json"
        self._now = now
        self.lock = FileLock(folder / "notices.lock", timeout=0)

    def read(self) -> Told:
        """What was sent; made when there is no such file. Raises EnvironmentFault for one that is damaged."""
        try:
            kept = json.loads(self._path.read_text("utf-8"))
            sent = {str(name): date.fromisoformat(day) for name, day in kept["sent"].items()}
            return Told(datetime.fromisoformat(kept["since"]), MappingProxyType(sent))
        except FileNotFoundError:
            fresh = Told(self._now(), MappingProxyType({}))
            self.write(fresh)
            return fresh
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            # Without it everything of a month would be sent again.
            raise EnvironmentFault(
                f"{self._path} cannot be read; delete it to send only what comes from now on"
            ) from None

    def write(self, told: Told) -> None:
        """Replace the file durably. Raises EnvironmentFault when it cannot be written."""
        kept = {"since": told.since.isoformat(), "sent": {name: day.isoformat() for name, day in told.sent.items()}}
        try:
            write_file(self._path, json.dumps(kept, indent=1).encode())
        except OSError as error:
            raise EnvironmentFault(f"{self._path} cannot be written: {error.strerror}") from None


class Notifier:
    """Tells of new comments and overdue reviews when called, from a thread that no build waits for.

    `articles` are those that are live, as the latest build saw them. `open_store` is called when it is first needed.
    """

    def __init__(
        self,
        settings: Settings,
        url: str,
        open_store: Callable[[], Store],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ):
        self.articles: tuple[Article, ...] = ()
        self._url = url
        self._site = settings.base_url
        self._key = signing_key(settings.secret_key, settings.notify_secret)
        self._open_store = open_store
        self._store: Store | None = None
        self._now = now
        self._memory = Memory(settings.instance, now)
        self._wait = FIRST_WAIT
        self._not_before = now()

    def __call__(self) -> None:
        """Send what has not been sent yet, the oldest first, up to the first failure; after one, wait longer."""
        if self._now() < self._not_before:
            return
        try:
            with self._memory.lock:
                self._tell()
            self._wait = FIRST_WAIT
        except Timeout:
            pass  # another process of this instance is at it
        except DeliveryFailed as error:
            log.warning("a notice could not be sent (%s); next attempt in %d s", error, self._wait)
            self._not_before = self._now() + timedelta(seconds=self._wait)
            self._wait = min(2 * self._wait, LONGEST_WAIT)
        except (StoreUnavailable, EnvironmentFault) as error:
            log.warning("notices wait: %s", error)

    def _tell(self) -> None:
        told, today = self._memory.read(), self._now().date()
        current = list(self._current(told, today))
        kept = told.without_old((notice.name for notice in current), today)
        if kept != told:
            self._memory.write(kept)
        for notice in current:
            if notice.name not in kept.sent:
                self._send(notice)
                kept = kept.and_this(notice.name, today)
                self._memory.write(kept)

    def _current(self, told: Told, today: date) -> Iterator[Notice]:
        first = max(told.since.date(), today - timedelta(days=COMMENT_DAYS))
        self._store = self._store or self._open_store()
        comments = self._store.comments(first, today, limit=MOST_COMMENTS)
        yield from (comment_notice(one, self._site) for one in reversed(comments) if one.at >= told.since)
        yield from review_notices(self.articles, today)

    def _send(self, notice: Notice) -> None:
        sent = self._now()
        body = notice.body(sent)
        headers = {"Guichet-Notice": str(notice.id), "Guichet-Signature": signature(self._key, body, sent)}
        post(self._url, body, headers)
