"""A store in memory that can be away or keep others waiting, and a writer over it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from uuid import uuid4

import pytest

from app.errors import StoreUnavailable
from app.model import Entry, Event, Outcome, View, Vote
from app.ports import Store
from app.store import DayOver, EventWriter

DAY = date(2026, 8, 1)
NEXT = DAY + timedelta(days=1)


def view(number: int, day: date = DAY) -> View:
    return View(f"a{number}", "fr", day, bytes(16))


def search(number: int) -> Event:
    return Event(uuid4(), "search", datetime(2026, 8, 1, 12, tzinfo=UTC), "fr", query=f"q{number}", results=0)


def vote(article: str = "a") -> Vote:
    return Vote(bytes(16), DAY, datetime(2026, 8, 1, 12, tzinfo=UTC), article, "fr", True)


class Ledger:
    """A store in memory that can be away or have a defect, or keep a request waiting."""

    def __init__(self) -> None:
        self.away = False
        self.defect = False
        self.hold = threading.Event()
        self.hold.set()
        self.groups: list[list[Entry]] = []
        self.attempts = 0
        self.day = date.min
        self.said: Outcome = "new"

    @property
    def entries(self) -> list[Entry]:
        return [entry for group in self.groups for entry in group]

    def salt(self, day: date) -> bytes:
        self._answer()
        if day < self.day:
            raise DayOver(f"{day} is over.")
        self.day = day
        return day.isoformat().encode()

    def record(self, entries: Sequence[Entry]) -> Sequence[Outcome]:
        self._answer()
        if any(entry.article == "a-1" for entry in entries):
            raise ValueError("cannot hold it")
        if any(entry.article == "a-2" for entry in entries):
            raise RuntimeError("a defect")
        self.groups.append(list(entries))
        return [self.said for _ in entries]

    def close(self) -> None:
        self.hold.set()

    def _answer(self) -> None:
        self.attempts += 1
        self.hold.wait(30)
        if self.defect:
            raise RuntimeError("a defect")
        if self.away:
            raise StoreUnavailable("The database is away.")


def writer_of(ledger: Ledger, **options: Any) -> EventWriter:
    return EventWriter(cast(Store, ledger), today=lambda: DAY, **options)


def eventually(true: Callable[[], object]) -> None:
    for _ in range(1000):
        if true():
            return
        time.sleep(0.01)
    pytest.fail("it never became true")
