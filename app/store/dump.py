"""A copy of a PostgreSQL database by its own program, pg_dump."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL

from app.errors import EnvironmentFault, StoreUnavailable
from app.store.schema import OF_THE_DAY

_DEBIAN = Path("/usr/lib/postgresql")


def dump(url: URL, to: Path, name: str) -> None:
    """Write an archive for pg_restore into an existing file, without the rows of the tables of the day.

    Raises EnvironmentFault where pg_dump is not installed, StoreUnavailable when it does not succeed.
    """
    program = _program()
    if program is None:
        raise EnvironmentFault(
            "pg_dump is not installed: install PostgreSQL's client programs, or see docs/operating.md."
        )
    without = [f"--exclude-table-data={table.name}" for table in OF_THE_DAY]
    command = [program, "--format=custom", "--no-password", f"--file={to}", *without, f"--dbname={_connection(url)}"]
    # The password goes by the environment: everybody on the machine can see arguments.
    environment = os.environ | ({"PGPASSWORD": url.password} if url.password else {})
    done = subprocess.run(  # noqa: S603 a list of arguments, none of them from a reader
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if "error" in line), "pg_dump failed")
        raise StoreUnavailable(f"{name} could not be copied: {said.removeprefix('pg_dump: ')}.")


def _program() -> str | None:
    found = shutil.which("pg_dump")
    newest = sorted(_DEBIAN.glob("*/bin/pg_dump"), key=lambda path: float(path.parent.parent.name))
    return found or (str(newest[-1]) if newest else None)


def _connection(url: URL) -> str:
    """The address without its password, as PostgreSQL's programs read it."""
    return url.set(drivername="postgresql", password=None).render_as_string()
