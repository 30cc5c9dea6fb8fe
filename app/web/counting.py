"""From a request for an article to a read that counts, or to nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from flask import request

from app.model import RenderedArticle, View
from app.popularity import ReaderFilter, reader_hash
from app.store import ViewWriter


def utc_today() -> date:
    """The present UTC day."""
    return datetime.now(UTC).date()


class ReadCounter:
    """Offers reads to the writer; never waits for the store longer than the writer does, never fails a page."""

    def __init__(self, writer: ViewWriter, today: Callable[[], date] = utc_today):
        self._writer = writer
        self._today = today
        self._filter = ReaderFilter()

    def count(self, article: RenderedArticle) -> bool:
        """Count this request as a read of the article, if a person made it; False when it does not count.

        A reader whose browser has the page already (304) reads it again all the same: the day's hash sees to it that
        one reader counts once.
        """
        agent = request.headers.get("User-Agent", "")
        if not self._filter.is_reader(request.method, agent, request.headers):
            return False
        day = self._today()
        salt = self._writer.salt(day)
        if salt is None:
            return False
        reader = reader_hash(salt, request.remote_addr or "", agent)
        return self._writer.offer(View(article.id, article.locale, day, reader))
