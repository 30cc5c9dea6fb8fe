"""Stores to test: a SQLite file and a database on a real PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ports import Store
from app.store import EventWriter, open_store
from tests.store.ledger import Ledger, writer_of
from tests.support.postgres import PostgresServer, postgres_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that does not exist yet (SQLite) or is empty."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/data/guichet.db"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.url()


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def writer(ledger: Ledger) -> Iterator[EventWriter]:
    writer = writer_of(ledger, capacity=50, interval=0.05, batch=10)
    yield writer
    ledger.close()
    writer.stop()
