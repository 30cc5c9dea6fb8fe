"""What happened to the files of articles, read from the history as it grows; what is known is not read again."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.content.checks.history import NOT_COMMITTED, former
from app.git import Change, GitFailed, History
from app.model import Article

log = logging.getLogger(__name__)

MAX_VERSIONS = 60
"""Former texts of a file that are looked at: an older one says little, and a history may hold any number."""
MAX_TEXT_BYTES = 1 << 20

_Move = tuple[datetime | None, str, str]
"""When a file of an article went away: moment, locale and id; one that came with them continues its past."""


@dataclass(frozen=True, slots=True)
class Past:
    """Changes by path, the newest first, and where articles were before they were moved."""

    changes: Mapping[str, tuple[Change, ...]]
    moved: Mapping[_Move, str]

    def of(self, article: Article) -> tuple[Change, ...]:
        """The changes of an article's file, back to where it was first written, under whatever name."""
        found: list[Change] = []
        seen: set[str] = set()
        path: str | None = article.path
        while path and path not in seen:
            seen.add(path)
            # Before a name that the file no longer has stands that it went away.
            own, path = self.changes.get(path, ())[1 if found else 0 :], None
            for change in own:
                if change.after is None:
                    break
                found.append(change)
                if change.before is None:
                    path = self.moved.get((change.when, article.locale, article.id))
                    break
        return tuple(found[:MAX_VERSIONS])


class PastReader:
    """Remembers the history as far as it was read."""

    def __init__(self) -> None:
        self._commit: str | None = None
        self._changes: dict[str, tuple[Change, ...]] = {}
        self._moved: dict[_Move, str] = {}

    def read(self, history: History | None) -> Past | None:
        """What happened; None where there is no repository."""
        head = history.head() if history else None
        if history is None or head is None:
            return None
        try:
            if head != self._commit:
                self._read_on(history, head)
            opened = history.open_changes()
        except GitFailed as error:
            # What was known stays: a machine that is too busy must not make readers' notices come and go.
            log.warning("%s: the translations are told as they were", error)
            opened = ()
        recent = {path: (*own, *self._changes.get(path, ())) for path, own in _grouped(opened).items()}
        return Past({**self._changes, **recent}, self._moved)

    def _read_on(self, history: History, head: str) -> None:
        """Read what commits added since the last time; everything where the branch went elsewhere."""
        since = self._commit if self._commit and history.follows(head, self._commit) else None
        newer = history.committed(since=since)
        gone = {change.before: change for change in newer if change.after is None and change.before}
        moved: dict[_Move, str] = {}
        for name, data in history.contents(gone, MAX_TEXT_BYTES).items():
            if found := former(gone[name].path, data):
                moved[gone[name].when, found.path.partition("/")[0], found.id] = found.path
        self._changes = _grouped((*newer, *_flat(self._changes if since else {})))
        self._moved = {**self._moved, **moved} if since else moved
        self._commit = head


def _grouped(changes: Iterable[Change]) -> dict[str, tuple[Change, ...]]:
    """By path, the newest first, what is not committed before all; of one moment in the order given."""
    found: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        found[change.path].append(change)
    latest = NOT_COMMITTED
    return {path: tuple(sorted(own, key=lambda c: c.when or latest, reverse=True)) for path, own in found.items()}


def _flat(changes: Mapping[str, Sequence[Change]]) -> Iterator[Change]:
    return (change for own in changes.values() for change in own)
