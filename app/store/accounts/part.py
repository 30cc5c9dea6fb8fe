"""What the parts of the account store share."""

from __future__ import annotations

from contextlib import AbstractContextManager

from sqlalchemy import Connection

from app.store.database import Database


class Part:
    """Some methods of the account store of app.ports, which say there what they promise.

    Whatever it changes, it changes alone: nothing can slip in between what is checked and what is written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def _changing(self) -> AbstractContextManager[Connection]:
        return self._database.write(alone=True)
