"""Removes once a day what the record has kept long enough."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import closing
from datetime import date

from app.errors import StoreUnavailable
from app.model import Retention, utc_today
from app.ports import Store

log = logging.getLogger(__name__)


class DailyPurge:
    """Purges at its first call and at the first one of each later day; tries again while the store is away.

    `store` opens it, for the time of a purge.
    """

    def __init__(self, store: Callable[[], Store], retention: Retention, today: Callable[[], date] = utc_today):
        self._store = store
        self._retention = retention
        self._today = today
        self._done: date | None = None

    def __call__(self) -> None:
        today = self._today()
        if today == self._done:
            return
        try:
            with closing(self._store()) as store:
                removed = store.purge(self._retention.events_before(today), self._retention.sums_before(today))
        except StoreUnavailable as error:
            log.warning("what is no longer kept could not be removed yet: %s", error)
            return
        self._done = today
        if removed.events or removed.sums or removed.comments:
            log.info(
                "removed what is no longer kept: %d events, %d sums, %d comments",
                removed.events,
                removed.sums,
                removed.comments,
            )
