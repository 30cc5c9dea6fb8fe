"""The schema: made once, migrated whole or not at all, never taken back."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from app.errors import StoreUnavailable
from app.model import DailyReads, SearchSum, View
from app.store import open_store, upgrade
from app.store.address import database_at
from app.store.migrate import bring_up_to_date
from app.store.revisions import HISTORY, VERSION_TABLE, History
from app.store.schema import METADATA

DAY = date(2026, 8, 1)
VIEW = View("a", "fr", DAY, b"\x07" * 16)

NEXT = f'''
"""A change that a later version makes."""
from __future__ import annotations
import os, signal
import sqlalchemy as sa
from alembic import op
revision = "9998"
down_revision = "{HISTORY.head}"
def upgrade() -> None:
    op.create_table("later", sa.Column("id", sa.Integer, primary_key=True))
    op.drop_table("reader_mark")
'''

UPGRADE = """
import sys
from pathlib import Path
from app.store.address import database_at
from app.store.migrate import bring_up_to_date
from app.store.revisions import History
bring_up_to_date(database_at(sys.argv[1]), History(Path(sys.argv[2]), tuple(sys.argv[3:])))
"""


def later(folder: Path, end: str = "") -> History:
    """The history of a later version; `end` is added to its new migration."""
    shutil.copytree(HISTORY.scripts, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "v9998_later.py").write_text(NEXT + end)
    return History(folder, (*HISTORY.revisions, "9998"))


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names


def test_code_knows_all_migrations_in_their_order() -> None:
    scripts = ScriptDirectory(str(HISTORY.scripts))
    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == HISTORY.revisions
    assert scripts.get_heads() == [HISTORY.head]


def test_migrations_make_the_tables_that_the_code_uses(store_url: str) -> None:
    upgrade(store_url)
    engine = create_engine(store_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_upgrade_of_a_present_database_changes_nothing(store_url: str) -> None:
    store = open_store(store_url)
    store.record([VIEW])
    upgrade(store_url)
    assert store.record([VIEW]).count("new") == 0
    store.close()


def test_d3_database_of_a_newer_version_is_refused(store_url: str) -> None:
    upgrade(store_url)
    engine = create_engine(store_url)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreUnavailable, match="is from a newer version"):
        open_store(store_url)
    store = open_store(store_url, migrate=False)
    with pytest.raises(StoreUnavailable, match="is from a newer version"):
        store.record([VIEW])
    store.close()


def test_d3_older_database_is_migrated_with_its_counts(store_url: str, tmp_path: Path) -> None:
    store = open_store(store_url)
    store.record([VIEW])
    store.close()
    bring_up_to_date(database_at(store_url), later(tmp_path / "later"))
    assert "later" in tables(store_url)
    engine = create_engine(store_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT sum(reads) FROM daily_article")).scalar() == 1
    engine.dispose()


def test_d3_backup_is_made_first_without_what_tells_readers_apart(tmp_path: Path) -> None:
    path = tmp_path / "guichet.db"
    store = open_store(f"sqlite:///{path}")
    salt = store.salt(DAY)
    store.record([VIEW])
    store.close()
    bring_up_to_date(database_at(f"sqlite:///{path}"), later(tmp_path / "later"))
    backup = tmp_path / f"guichet.db.before-{HISTORY.head}"
    assert salt not in backup.read_bytes()
    assert VIEW.reader not in backup.read_bytes()
    assert backup.stat().st_mode & 0o777 == 0o640
    restored = open_store(f"sqlite:///{backup}", migrate=False)
    assert restored.reads(DAY) == [DailyReads("a", "fr", DAY, 1)]
    restored.close()


def test_d3_database_of_an_earlier_schema_keeps_its_reads_and_missed_searches(store_url: str, tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__", "v000[3-9]_*")
    scripts = Path(shutil.copytree(HISTORY.scripts, tmp_path / "earlier", ignore=ignored))
    bring_up_to_date(database_at(store_url), History(scripts, ("0001", "0002")))
    engine = create_engine(store_url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO daily_reads VALUES ('2026-07-31', 'fr', 'a', 7)"))
        connection.execute(text("INSERT INTO daily_reads VALUES ('2026-08-01', 'fr', 'a', 2)"))
        connection.execute(text("INSERT INTO daily_misses VALUES ('2026-08-01', 'fr', 'couscous', 3, 1)"))
        connection.execute(text("INSERT INTO daily_misses VALUES ('2026-08-02', 'fr', 'couscous', 1, 4)"))
    engine.dispose()
    store = open_store(store_url)
    before = date(2026, 7, 31)
    assert store.reads(before) == [DailyReads("a", "fr", before, 7), DailyReads("a", "fr", DAY, 2)]
    asked = SearchSum("couscous", "fr", 4, 4, 0, 0, 4, DAY, date(2026, 8, 2))
    for until in (date(2026, 8, 2), date(2026, 8, 31)):  # from days, from months
        assert [one.reads for one in store.articles(DAY, until)] == [2]
        assert store.searches(DAY, until) == [asked]
    assert [(day.reads, day.searches, day.unanswered) for day in store.days(before, DAY)] == [(7, 0, 0), (2, 3, 3)]
    store.record([View("a", "fr", DAY, bytes(16))])
    assert [one.reads for one in store.articles(DAY, DAY)] == [3]
    store.close()


@pytest.mark.parametrize("end", ["    os.kill(os.getpid(), signal.SIGKILL)\n", "    raise OSError(5, 'gone')\n"])
def test_d4_migration_that_is_cut_off_leaves_the_old_schema(store_url: str, tmp_path: Path, end: str) -> None:
    store = open_store(store_url)
    store.record([VIEW])
    store.close()
    history = later(tmp_path / "later", end)
    command = [sys.executable, "-c", UPGRADE, store_url, str(history.scripts), *history.revisions]
    assert subprocess.run(command, stderr=subprocess.DEVNULL, check=False, timeout=60).returncode
    assert tables(store_url) == {*METADATA.tables, VERSION_TABLE}
    store = open_store(store_url)
    assert store.record([VIEW]).count("new") == 0
    store.close()


def test_d4_creation_that_is_cut_off_is_begun_anew(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/guichet.db"
    history = later(tmp_path / "later", "    os.kill(os.getpid(), signal.SIGKILL)\n")
    command = [sys.executable, "-c", UPGRADE, url, str(history.scripts), *history.revisions]
    assert subprocess.run(command, check=False, timeout=60).returncode
    assert not (tmp_path / "guichet.db").exists()
    store = open_store(url)
    assert store.record([VIEW]).count("new") == 1
    store.close()
    with closing(sqlite3.connect(tmp_path / "guichet.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
