"""A real PostgreSQL server in a temporary folder, for as long as a test session needs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest


class PostgresServer:
    """A server behind a unix socket in its own folder; `url()` makes a new empty database."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder

    def url(self) -> str:
        """The SQLAlchemy URL of a new database."""
        name = f"guichet_{uuid4().hex[:12]}"
        self.execute(self._url("postgres"), f"CREATE DATABASE {name}")
        return self._url(name)

    @property
    def data(self) -> Path:
        """The folder of the server's files."""
        return self._folder / "data"

    def execute(self, url: str, statement: str) -> None:
        """Run a statement in a database made by url()."""
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(statement.encode())

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = f"-c listen_addresses='' -k {self._folder} -c fsync=off -c max_connections=50"
        self._run("pg_ctl", "start", "-w", "-t", "60", "-s", "-l", str(self._folder / "log"), "-o", settings)

    def stop(self) -> None:
        """Stop the server; open connections are cut."""
        self._run("pg_ctl", "stop", "-w", "-s", "-m", "fast")

    def create(self) -> None:
        """Make the cluster."""
        self._run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync")

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self._folder}"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "-D", str(self.data), *arguments]
        # PostgreSQL refuses to run as root.
        user = "postgres" if os.geteuid() == 0 else None
        done = subprocess.run(
            command, user=user, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            log = self._folder / "log"
            raise RuntimeError(f"{program} failed: {log.read_text() if log.exists() else 'no log'}")


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Run a server; the test is skipped where PostgreSQL is not installed, but fails when CI is true."""
    programs = _programs()
    if programs is None:
        reason = "PostgreSQL is not installed: no initdb on PATH or under /usr/lib/postgresql"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="guichet-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        server = PostgresServer(programs, folder)
        server.create()
        server.start()
        try:
            yield server
        finally:
            with suppress(RuntimeError):  # a test may have stopped it
                server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(folders, key=lambda path: float(path.parent.parent.name), default=None)
    return newest.parent if newest else None
