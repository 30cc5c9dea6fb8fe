"""Who made a request, as far as the record may know: a person, an assistant for somebody, or nobody that counts."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from flask import request

from app.model import View, utc_today
from app.popularity import ReaderFilter, reader_hash
from app.store import EventWriter

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Identity = tuple[date, bytes]
"""A day and the day's hash of who asks."""

SEARCHES_A_READER = 30
"""How many different searches of one reader and day are recorded by a process."""
REMEMBERED_READERS = 2_000
"""With all their searches about 6 MB."""

REMEMBERED_READS = 20_000
"""About 2 MB."""

# Programs that fetch a page because a person asks an assistant about it name themselves after that person.
_ASSISTANT = re.compile(r"\b[A-Za-z]+-?User\b|\bDuckAssistBot\b")


class Sender:
    """What a request tells of who sent it, with no need of an application's context."""

    __slots__ = ("_environ",)

    def __init__(self, environ: WSGIEnvironment):
        self._environ = environ

    @property
    def method(self) -> str:
        return str(self._environ["REQUEST_METHOD"])

    @property
    def address(self) -> str:
        """The client's, after the proxies that the operator trusts."""
        return str(self._environ.get("REMOTE_ADDR") or "")

    @property
    def agent(self) -> str:
        return str(self._environ.get("HTTP_USER_AGENT", ""))

    def get(self, name: str) -> str | None:
        """A header."""
        value: str | None = self._environ.get(f"HTTP_{name.upper().replace('-', '_')}")
        return value


class Readers:
    """Tells whether a person made the request, and when the same one comes again within the day."""

    def __init__(
        self, writer: EventWriter, today: Callable[[], date] = utc_today, is_staff: Callable[[], bool] = lambda: False
    ):
        self._writer = writer
        self._today = today
        self._is_staff = is_staff
        self._filter = ReaderFilter()

    def present(self, sender: Sender | None = None) -> Identity | None:
        """The identity of who reads; None for robots, for staff, for who objects, and while the store is away.

        `sender`: of a request that came without a session, so that it can be none of the staff's; this request's else.
        """
        asking = sender or _sender()
        reads = self._filter.is_reader(asking.method, asking.agent, asking)
        return self.identity(asking) if reads and (sender or not self._is_staff()) else None

    def is_person(self, *, asked: bool = False) -> bool:
        """Whether a browser with a person before it, who is not of the staff, sent this request, of any method.

        Who objects to being counted is nobody, unless what is counted is what they `asked` for: their own answer.
        """
        asking = _sender()
        return self._filter.is_reader("GET", asking.agent, {} if asked else asking) and not self._is_staff()

    def assistant(self, sender: Sender | None = None) -> Identity | None:
        """The identity of an assistant that reads for somebody; None for everybody else and while the store is away."""
        asking = sender or _sender()
        return self.identity(asking) if asking.method == "GET" and _ASSISTANT.search(asking.agent) else None

    def identity(self, sender: Sender | None = None) -> Identity | None:
        """The identity of who asks, whoever it is; None while the store is away and the day's salt is unknown."""
        asking, day = sender or _sender(), self._today()
        salt = self._writer.salt(day)
        return None if salt is None else (day, reader_hash(salt, asking.address, asking.agent))


class Repeats:
    """What each reader of the present day searched for, as numbers in memory only; bounded, safe for threads.

    The reader who was away longest is forgotten for a new one when there are too many.
    """

    def __init__(self, readers: int = REMEMBERED_READERS, each: int = SEARCHES_A_READER):
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


class Seen:
    """Reads that were recorded lately, as numbers in memory only; bounded, safe for threads.

    The record counts a reader once a day and article anyway: asking it again for a page that is opened again, or told
    of by its script, takes as long as the page itself.
    """

    def __init__(self, most: int = REMEMBERED_READS):
        self._most = most
        self._known: OrderedDict[int, None] = OrderedDict()
        self._lock = threading.Lock()

    def has(self, view: View) -> bool:
        """Whether that read was added, and is among the latest."""
        with self._lock:
            return hash(view) in self._known

    def add(self, view: View) -> None:
        with self._lock:
            self._known[hash(view)] = None
            if len(self._known) > self._most:
                self._known.popitem(last=False)


def _sender() -> Sender:
    return Sender(request.environ)
