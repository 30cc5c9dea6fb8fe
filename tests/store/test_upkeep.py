"""Copies of a live database, and what a check finds in a broken one."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from app.errors import GuichetError, StoreUnavailable
from app.model import Event, View, Vote
from app.store import back_up, check, open_store
from tests.support.postgres import PostgresServer

DAY = date(2026, 8, 1)
AT = datetime(2026, 8, 1, 12, tzinfo=UTC)
READER = bytes(range(16))


def some_record(url: str) -> bytes:
    """A day of a reader; return the day's salt."""
    store = open_store(url)
    salt = store.salt(DAY)
    store.record([View("a", "fr", DAY, READER), Vote(READER, DAY, AT, "a", "fr", False, "unclear", "Trop court")])
    store.record([Event(uuid4(), "search", AT, "fr", query="epp", results=3)])
    store.close()
    return salt


def execute(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def restored(file: Path, url: str) -> str:
    """The address of the database in a backup."""
    if url.startswith("sqlite"):
        return f"sqlite:///{file}"
    command = ["pg_restore", "--no-owner", f"--dbname={url.replace('+psycopg', '')}", str(file)]
    subprocess.run(command, check=True, env=os.environ | {"PATH": f"{os.environ['PATH']}:/usr/lib/postgresql/15/bin"})
    return url


def test_r14_backup_of_a_live_database_is_whole_and_tells_no_readers_apart(
    store_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    salt = some_record(store_url)
    store = open_store(store_url)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            store.record([Event(uuid4(), "search", AT, "fr", query="epp", results=3) for _ in range(20)])

    writer = threading.Thread(target=write)
    writer.start()
    file = back_up(store_url, tmp_path)
    stop.set()
    writer.join()
    store.close()
    assert file.stat().st_mode & 0o777 == 0o640
    if store_url.startswith("sqlite"):
        assert salt not in file.read_bytes()
        assert READER not in file.read_bytes()
        empty = ""
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        empty = server.url()
    copy = restored(file, empty or store_url)
    assert check(copy) == []
    again = open_store(copy)
    assert again.salt(DAY) != salt
    assert [(one.reads, one.unhelpful) for one in again.articles(DAY, DAY)] == [(1, 1)]
    assert [one.comment for one in again.comments(DAY, DAY)] == ["Trop court"]
    assert again.searches(DAY, DAY)[0].searches % 20 == 1
    again.close()


def test_backup_never_overwrites_and_leaves_nothing_behind_when_it_fails(store_url: str, tmp_path: Path) -> None:
    some_record(store_url)
    there = tmp_path / "there"
    there.write_text("precious")
    with pytest.raises(GuichetError, match="exists already"):
        back_up(store_url, there)
    assert there.read_text() == "precious"
    with pytest.raises(GuichetError, match="cannot be written: No such file"):
        back_up(store_url, tmp_path / "nowhere" / "copy")
    (tmp_path / "copies").mkdir()
    missing = store_url.replace("guichet", "missing")
    with pytest.raises(StoreUnavailable):
        back_up(missing, tmp_path / "copies")
    assert list((tmp_path / "copies").iterdir()) == []


@pytest.mark.skipif(not shutil.which("pg_dump"), reason="PostgreSQL's client programs are not installed")
def test_backup_of_postgresql_shows_no_password(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="could not be copied") as caught:
        back_up(f"postgresql+psycopg://user:hunter2@/guichet?host={tmp_path}", tmp_path)
    assert "hunter2" not in str(caught.value)


def test_check_of_a_sound_database_finds_nothing(store_url: str) -> None:
    some_record(store_url)
    assert check(store_url) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE monthly_search SET searches = 7", "monthly_search: 2026-08 is not the sum of its days"),
        ("DELETE FROM daily_article", "daily_total: reads of 2026-08-01 is not the sum of daily_article"),
        ("UPDATE daily_search SET searches = 0", "daily_search: 2026-08-01 has fewer searches than there are events"),
        ("UPDATE guichet_schema SET version_num = '0002'", r"older schema \(0002.*guichet db upgrade"),
        ("UPDATE guichet_schema SET version_num = '9999'", "is from a newer version"),
        ("DROP TABLE guichet_schema", "has no schema: run `guichet db upgrade`"),
    ],
)
def test_check_says_what_is_wrong(store_url: str, statement: str, said: str) -> None:
    some_record(store_url)
    execute(store_url, statement)
    assert re.search(said, "\n".join(check(store_url)))


def test_d2_check_finds_damage(tmp_path: Path) -> None:
    path = tmp_path / "guichet.db"
    some_record(f"sqlite:///{path}")
    content = bytearray(path.read_bytes())
    content[8192 : 8192 + 4096] = random.Random(1).randbytes(4096)
    path.write_bytes(content)
    assert "is damaged" in check(f"sqlite:///{path}")[0]
    path.write_bytes(b"")
    assert "is empty, it was cut" in check(f"sqlite:///{path}")[0]
    path.write_text("This is a text, of some length, and not a database at all. " * 20)
    assert "is damaged" in check(f"sqlite:///{path}")[0]


def test_check_of_a_database_that_is_not_there_is_no_finding(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="cannot be"):
        check(f"sqlite:///{tmp_path}/guichet.db")
    with pytest.raises(StoreUnavailable, match="does not accept connections"):
        check(f"postgresql+psycopg://user@/guichet?host={tmp_path}")
