"""What is particular to a database on a server."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.errors import StoreUnavailable
from app.model import View
from app.store import open_store, upgrade
from tests.support.postgres import PostgresServer

DAY = date(2026, 8, 1)
VIEW = View("a", "fr", DAY, bytes(16))


def test_d6_server_that_is_away_is_an_error_that_passes(postgres: PostgresServer) -> None:
    url = postgres.url()
    store = open_store(url)
    store.record([VIEW])
    postgres.stop()
    try:
        with pytest.raises(StoreUnavailable, match="does not accept connections"):
            store.record([VIEW])
        early = open_store(url, migrate=False)
        with pytest.raises(StoreUnavailable, match="does not accept connections"):
            upgrade(url)
    finally:
        postgres.start()
    assert store.record([VIEW, View("b", "fr", DAY, bytes(16))]).count("new") == 1
    assert len(early.reads(DAY)) == 2
    store.close()
    early.close()


def test_d6_message_holds_no_password(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        open_store(f"postgresql+psycopg://user:hunter2@/guichet?host={tmp_path}&password=hunter3")
    assert "hunter" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_d6_message_holds_no_sql(postgres: PostgresServer) -> None:
    url = postgres.url()
    store = open_store(url)
    store.record([VIEW])
    postgres.execute(url, "DROP TABLE daily_article")
    with pytest.raises(StoreUnavailable, match=r"refused a request \(SQLSTATE 42P01\)") as caught:
        store.reads(DAY)
    assert "SELECT" not in str(caught.value)
    store.close()


def test_value_that_the_server_cannot_hold_is_the_callers_mistake(postgres: PostgresServer) -> None:
    store = open_store(postgres.url())
    with pytest.raises(ValueError, match="cannot hold one of the values"):
        store.record([View("nul\0", "fr", DAY, bytes(16))])
    assert store.record([VIEW]).count("new") == 1
    store.close()
