"""No trace of a person is left in the database's files."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.model import View
from app.popularity import reader_hash
from app.store import EventWriter, open_store
from tests.support.postgres import PostgresServer

DAY = date(2026, 8, 1)
ADDRESS = "198.51.100.77"
AGENT = "Mozilla/5.0 (CanaryOS 7.7; rv:77.7) CanaryBrowser/77.7"


def found(folder: Path, *needles: bytes) -> list[tuple[str, bytes]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [(path.name, needle) for path in files for needle in needles if needle in path.read_bytes()]


def read_for_a_day(url: str) -> tuple[bytes, bytes]:
    """Let one reader read five articles; return the day's salt and the reader's hash."""
    store = open_store(url)
    writer = EventWriter(store, today=lambda: DAY)
    writer.start()
    salt = writer.salt(DAY)
    assert salt is not None
    reader = reader_hash(salt, ADDRESS, AGENT)
    for number in range(5):
        assert writer.offer(View(f"a{number}", "fr", DAY, reader))
    assert writer.stop() == 0
    store.close()
    return salt, reader


def test_s12_sqlite_files_hold_neither_address_nor_agent_nor_a_past_salt(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/guichet.db"
    salt, reader = read_for_a_day(url)
    assert found(tmp_path, ADDRESS.encode(), AGENT.encode(), b"CanaryBrowser") == []
    assert {needle for _, needle in found(tmp_path, salt, reader)} == {salt, reader}
    store = open_store(url)
    store.salt(DAY + timedelta(days=1))
    assert found(tmp_path, salt, reader) == []
    assert sum(read.readers for read in store.reads(DAY)) == 5
    store.close()


def test_s12_postgresql_files_hold_neither_address_nor_agent_nor_tables_a_past_salt(postgres: PostgresServer) -> None:
    url = postgres.url()
    salt, reader = read_for_a_day(url)
    store = open_store(url)
    store.salt(DAY + timedelta(days=1))
    store.close()
    postgres.stop()  # writes everything to the files
    try:
        assert found(postgres.data, ADDRESS.encode(), b"CanaryBrowser") == []
        assert found(postgres.data / "base", salt, reader) == []
    except PermissionError:
        pytest.skip("the server's files belong to another user")
    finally:
        postgres.start()
