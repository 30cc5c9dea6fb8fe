"""What is particular to a database in a file."""

from __future__ import annotations

import random
import resource
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest

from app.errors import SettingError, StoreUnavailable
from app.model import View
from app.store import open_store
from app.store.faults import translated
from app.store.sqlite_connections import journal

DAY = date(2026, 8, 1)


def views(count: int) -> list[View]:
    return [View(f"article-{number}", "fr", DAY, bytes(16)) for number in range(count)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with 3,000 views in it."""
    path = tmp_path / "guichet.db"
    store = open_store(f"sqlite:///{path}")
    store.record(views(3000))
    store.close()
    return path


def test_d1_write_ahead_log_only_where_the_library_is_sound() -> None:
    assert journal((3, 40, 1)) == ("delete", "EXTRA")
    assert journal((3, 51, 2)) == ("delete", "EXTRA")
    assert journal((3, 51, 3)) == ("wal", "FULL")
    assert journal((4, 0, 0)) == ("wal", "FULL")


def test_d1_database_left_in_the_other_mode_is_put_into_the_sound_one(path: Path) -> None:
    wanted = journal(sqlite3.sqlite_version_info)[0]
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode = {'delete' if wanted == 'wal' else 'wal'}")
    open_store(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == (wanted,)


def test_e8_folder_is_made_and_files_are_for_owner_and_group(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "instance"
    store = open_store(f"sqlite:///{folder}/guichet.db")
    store.record(views(1))
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes.items() >= {"guichet.db": 0o640, "guichet.db.lock": 0o640}.items()
    assert set(modes.values()) == {0o640}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750
    store.close()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"Not a database, but notes of somebody.\n" * 200, "is not a SQLite database"),
        (b"SQLite format 3\0", "is not a SQLite database|is damaged"),
        (random.Random(1).randbytes(8192), "is not a SQLite database"),
    ],
    ids=["zero-bytes", "text", "cut", "noise"],
)
def test_d2_other_file_is_refused_and_left_alone(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "guichet.db"
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match=says) as caught:
        open_store(f"sqlite:///{path}")
    assert str(path) in str(caught.value)
    assert path.read_bytes() == content


def test_d2_overwritten_page_is_noticed_at_start(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8192:12288] = random.Random(2).randbytes(4096)
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match="is damaged"):
        open_store(f"sqlite:///{path}")
    assert path.read_bytes() == content


def test_d2_file_that_is_spoilt_while_in_use_is_reported_without_a_traceback(path: Path) -> None:
    store = open_store(f"sqlite:///{path}")
    path.write_bytes(b"Not a database.\n" * 2000)
    with pytest.raises(StoreUnavailable, match=r"is not a SQLite database|is damaged"):
        store.record(views(1))
    with pytest.raises(StoreUnavailable):
        store.reads(DAY)
    store.close()


def test_r7_database_that_comes_back_is_used_again(path: Path) -> None:
    store = open_store(f"sqlite:///{path}", migrate=False)
    away = path.with_name("away.db")
    path.rename(away)
    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        store.record(views(1))
    away.rename(path)
    assert len(store.reads(DAY)) == 3000
    store.close()


def test_d7_lock_held_by_another_program_is_an_error_that_passes(path: Path) -> None:
    store = open_store(f"sqlite:///{path}")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreUnavailable, match="is locked by another process"):
            store.record(views(1))
        other.execute("ROLLBACK")
    assert store.record([View("other", "fr", DAY, bytes(16))]).count("new") == 1
    store.close()


@contextmanager
def no_file_grows_beyond(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_d7_write_error_loses_nothing_and_passes(path: Path) -> None:
    store = open_store(f"sqlite:///{path}")
    more = [View(f"more-{number}", "fr", DAY, bytes(16)) for number in range(3000)]
    with no_file_grows_beyond(path.stat().st_size), pytest.raises(StoreUnavailable, match="check the disk"):
        store.record(more)
    assert len(store.reads(DAY)) == 3000
    assert store.record(more).count("new") == 3000
    store.close()


def test_r6_full_disk_is_named(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA max_page_count = 1")
        with pytest.raises(StoreUnavailable, match="the disk is full"), translated("The database"):
            connection.executescript("CREATE TABLE more (text); INSERT INTO more VALUES (zeroblob(1000000))")


def test_missing_database_is_not_created_by_a_process_that_only_counts(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/guichet.db", migrate=False)
    with pytest.raises(StoreUnavailable, match="guichet db upgrade"):
        store.record(views(1))
    assert not (tmp_path / "guichet.db").exists()
    store.close()


def test_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="cannot be used"):
        open_store(f"sqlite:///{tmp_path}/file/guichet.db")


@pytest.mark.parametrize(
    "url",
    ["", "sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///a?b", "sqlite:///a#b", "mysql://u:hunter2@h/d",
     "postgresql://u:hunter2@h/d", "postgresql+psycopg://u:hunter2@h:port/d"],
)  # fmt: skip
def test_d8_address_that_means_no_store_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(SettingError, match="GUICHET_STORE") as caught:
        open_store(url)
    assert "hunter2" not in str(caught.value)


def test_path_may_hold_signs_that_mean_something_in_addresses(tmp_path: Path) -> None:
    path = tmp_path / "50 %25 é & +" / "guichet.db"
    store = open_store(f"sqlite:///{path}")
    assert store.record(views(1)).count("new") == 1
    assert path.exists()
    store.close()


def test_r7_a_file_that_was_moved_away_is_noticed_by_whoever_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "guichet.db"
    store = open_store(f"sqlite:///{path}")
    assert store.days(date.min, date.max) == []
    path.rename(tmp_path / "away.db")
    for _ in range(3):
        with pytest.raises(StoreUnavailable, match="cannot be opened"):
            store.days(date.min, date.max)
        with pytest.raises(StoreUnavailable, match="cannot be opened"):
            store.salt(date(2026, 8, 1))
    (tmp_path / "away.db").rename(path)
    assert store.days(date.min, date.max) == []
    store.close()


def test_a_file_that_was_replaced_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "guichet.db"
    store, other = open_store(f"sqlite:///{path}"), open_store(f"sqlite:///{tmp_path / 'restored.db'}")
    store.salt(date(2026, 8, 1))
    salt = other.salt(date(2026, 8, 1))
    other.close()
    (tmp_path / "restored.db").rename(path)
    assert store.salt(date(2026, 8, 1)) == salt
    store.close()
