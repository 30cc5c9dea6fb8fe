"""The history of the schema: what revision a database is at, and whether this program can use it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from app.errors import StoreUnavailable

VERSION_TABLE = "guichet_schema"


@dataclass(frozen=True, slots=True)
class History:
    """Migrations in their order, the last is the present schema. `scripts` is Alembic's folder."""

    scripts: Path
    revisions: tuple[str, ...]

    @property
    def head(self) -> str:
        """The present schema."""
        return self.revisions[-1]


# Named here a second time so that a web worker need not import Alembic (0.45 s, 20 MB) to recognise its schema.
HISTORY = History(Path(__file__).parent / "migrations", ("0001", "0002", "0003", "0004", "0005"))


def revision(connection: Connection) -> str | None:
    """The revision a database is at, None when it holds nothing of ours."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608
    return found


def refuse_newer(found: str | None, name: str, history: History = HISTORY) -> None:
    """Raise StoreUnavailable when a database was written by a version of the program that came after this one."""
    if found is not None and found not in history.revisions:
        raise StoreUnavailable(
            f"{name} is from a newer version of Guichet (schema {found}, this one knows {history.head}): "
            "start the newer version, or restore the backup made before it."
        )


def require_current(connection: Connection, name: str) -> None:
    """Raise StoreUnavailable unless the schema is the present one."""
    found = revision(connection)
    refuse_newer(found, name)
    if found is None:
        raise StoreUnavailable(f"{name} has no schema: run `guichet db upgrade`.")
    if found != HISTORY.head:
        raise StoreUnavailable(
            f"{name} has an older schema ({found}, this version needs {HISTORY.head}): run `guichet db upgrade`."
        )
