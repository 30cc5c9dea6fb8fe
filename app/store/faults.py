"""Turns what database drivers raise into one sentence without SQL, values or passwords."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import Timeout
from sqlalchemy.exc import DataError, SQLAlchemyError

from app.errors import StoreUnavailable

_SQLITE = {
    "SQLITE_BUSY": "is locked by another process: try again, or find out which program holds it.",
    "SQLITE_LOCKED": "is locked by another process: try again, or find out which program holds it.",
    "SQLITE_FULL": "cannot grow: the disk is full.",
    "SQLITE_IOERR": "cannot be read or written (input/output error): check the disk.",
    "SQLITE_CORRUPT": "is damaged: restore a backup, or move the file away to begin with an empty one.",
    "SQLITE_NOTADB": "is not a SQLite database, or is damaged: restore a backup, or move the file away.",
    "SQLITE_READONLY": "cannot be written: check the permissions of the file and its folder.",
    "SQLITE_CANTOPEN": "cannot be opened: run `guichet db upgrade` if it does not exist yet, else check permissions.",
}

# By the beginning of the SQLSTATE; a failed connection carries none.
_POSTGRESQL = {
    "53": "is short of disk, memory or connections.",
    "57014": "took too long to answer.",
    "55P03": "is locked by another session: try again.",
    "40": "refused the transaction because of another one: try again.",
    "42501": "does not give this user the rights it needs.",
    "25006": "is read-only at the moment.",
}
_NO_ANSWER = "does not accept connections: check that it runs, and its address, database name, user and password."


@contextmanager
def translated(name: str) -> Iterator[None]:
    """Raise StoreUnavailable for whatever the driver, the pool or the disk raises; `name` begins the sentence.

    Text that a database cannot hold (NUL) is the caller's mistake: ValueError.
    """
    try:
        yield
    except DataError:
        raise ValueError(f"{name} cannot hold one of the values.") from None
    except Timeout:
        raise StoreUnavailable(f"{name} {_SQLITE['SQLITE_BUSY']}") from None
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise StoreUnavailable(f"{name} {_reason(error)}") from None
    except OSError as error:
        raise StoreUnavailable(f"{name} cannot be used: {error.strerror or 'input/output error'}.") from None


def _reason(error: Exception) -> str:
    origin = getattr(error, "orig", None) or error
    code: str | None = getattr(origin, "sqlite_errorname", None)
    if code is not None:
        known = next((text for start, text in _SQLITE.items() if code.startswith(start)), None)
        return known or f"refused a request ({code})."
    state: str | None = getattr(origin, "sqlstate", None)
    if state is None:
        return _NO_ANSWER
    return next((text for start, text in _POSTGRESQL.items() if state.startswith(start)), None) or (
        f"refused a request (SQLSTATE {state})."
    )
