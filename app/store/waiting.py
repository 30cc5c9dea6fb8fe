"""Entries that wait to be recorded: a group at once, and each by itself where one of them cannot be recorded."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from typing import NamedTuple

from app.model import Entry, Outcome
from app.ports import Store

_LOG = logging.getLogger(__name__)


class Waiting(NamedTuple):
    """An entry in the queue, and where to say what became of it when somebody waits for that."""

    entry: Entry
    answer: Future[Outcome] | None

    def tell(self, said: Outcome | Exception) -> None:
        """Say what became of the entry, if anybody waits for that."""
        if self.answer is None:
            return
        with suppress(InvalidStateError):  # who asked has given up, or was answered before a group was repeated
            if isinstance(said, Exception):
                self.answer.set_exception(said)
            else:
                self.answer.set_result(said)


def record_group(store: Store, group: Sequence[Waiting]) -> None:
    """Record entries and tell who waits for them. Raises StoreUnavailable."""
    try:
        outcomes = store.record([waiting.entry for waiting in group])
    except ValueError:
        _record_one_by_one(store, group)
    else:
        for waiting, outcome in zip(group, outcomes, strict=True):
            waiting.tell(outcome)


def _record_one_by_one(store: Store, group: Sequence[Waiting]) -> None:
    """One entry has a text that no database holds: the others must not suffer for it."""
    for waiting in group:
        try:
            (outcome,) = store.record([waiting.entry])
            waiting.tell(outcome)
        except ValueError as error:
            if waiting.answer is None:
                _LOG.warning("An entry could not be recorded: %s", error)
            waiting.tell(error)
