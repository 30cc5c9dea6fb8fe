"""From a request to what is remembered of it: a read that counts, a search without an answer, or nothing."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, date, datetime

from flask import request

from app.model import Answer, RenderedArticle, SearchMiss, View
from app.popularity import ReaderFilter, reader_hash, recordable
from app.store import EventWriter

MISSES_A_READER = 30
"""How many different searches of one reader and day are recorded by a process."""
REMEMBERED_READERS = 2_000
"""With all their searches about 6 MB."""


def utc_today() -> date:
    """The present UTC day."""
    return datetime.now(UTC).date()


class Readers:
    """Tells whether a person made the request, and when the same one comes again within the day."""

    def __init__(self, writer: EventWriter, today: Callable[[], date] = utc_today):
        self._writer = writer
        self._today = today
        self._filter = ReaderFilter()

    def present(self) -> tuple[date, bytes] | None:
        """The day and the day's hash of who asks; None for robots, for who objects, and while the store is away."""
        agent = request.headers.get("User-Agent", "")
        if not self._filter.is_reader(request.method, agent, request.headers):
            return None
        day = self._today()
        salt = self._writer.salt(day)
        return None if salt is None else (day, reader_hash(salt, request.remote_addr or "", agent))


class ReadCounter:
    """Offers reads to the writer; never waits for the store longer than the writer does, never fails a page."""

    def __init__(self, readers: Readers, writer: EventWriter):
        self._readers = readers
        self._writer = writer

    def count(self, article: RenderedArticle) -> bool:
        """Count this request as a read of the article, if a person made it; False when it does not count.

        A reader whose browser has the page already (304) reads it again all the same: the day's hash sees to it that
        one reader counts once.
        """
        known = self._readers.present()
        if known is None:
            return False
        day, reader = known
        return self._writer.offer(View(article.id, article.locale, day, reader))


class MissCounter:
    """Offers searches that found no answer to the writer, under the same rules as reads."""

    def __init__(self, readers: Readers, writer: EventWriter):
        self._readers = readers
        self._writer = writer
        self._repeats = Repeats()

    def count(self, answer: Answer) -> bool:
        """Record this request's search, if it has no answer and a person made it; False when it is not recorded.

        A search within a category is not: what is missing there may stand in another. Programs that call the API are
        told from browsers as robots are, by their agent.
        """
        if answer.query.category or (answer.answered and answer.total):
            return False
        known = self._readers.present()
        query = recordable(answer.query.text) if known else ""
        if known is None or not query:
            return False
        day, reader = known
        if not self._repeats.is_first(day, reader, f"{answer.query.locale} {query}"):
            return False
        return self._writer.offer_miss(SearchMiss(query, answer.query.locale, day, answer.total))


class Repeats:
    """What each reader of the present day searched for, as numbers in memory only; bounded, safe for threads.

    The reader who was away longest is forgotten for a new one when there are too many.
    """

    def __init__(self, readers: int = REMEMBERED_READERS, each: int = MISSES_A_READER):
        self._limits = readers, each
        self._day = date.min
        self._known: OrderedDict[bytes, set[int]] = OrderedDict()
        self._lock = threading.Lock()

    def is_first(self, day: date, reader: bytes, text: str) -> bool:
        """Whether the reader did not search for that on that day, nor for too many other things; remembers it."""
        readers, each = self._limits
        with self._lock:
            if day != self._day:
                self._day = day
                self._known.clear()
            texts = self._known.setdefault(reader, set())
            self._known.move_to_end(reader)
            if len(self._known) > readers:
                self._known.popitem(last=False)
            if hash(text) in texts or len(texts) >= each:
                return False
            texts.add(hash(text))
            return True
