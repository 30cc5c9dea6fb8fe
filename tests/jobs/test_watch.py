"""A change below the content folder is seen, also one made while nobody was waiting."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

from app.jobs.watch import Watch


def test_a_change_is_seen(tmp_path: Path) -> None:
    watch = Watch(tmp_path, threading.Event())
    watch.start()
    timer = threading.Timer(0.3, (tmp_path / "a.md").write_text, ["x"])
    timer.start()
    assert watch.wait(30)
    timer.join()


def test_a_change_during_a_build_is_seen_afterwards(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    watch = Watch(tmp_path, threading.Event())
    watch.start()
    for text in ("x", "y"):
        (tmp_path / "fr" / "a.md").write_text(text)
        assert watch.wait(30)


def test_nothing_changed_is_no_change(tmp_path: Path) -> None:
    watch = Watch(tmp_path, threading.Event())
    watch.start()
    assert not watch.wait(0.1)
    assert not watch.wait(0.1)


def test_a_folder_that_is_missing_is_waited_for(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    watch = Watch(folder, threading.Event())
    watch.start()
    assert not watch.wait(0.01)
    folder.mkdir()
    assert watch.wait(0.01)
    (folder / "a.md").write_text("x")
    assert watch.wait(30)


def test_a_folder_that_takes_the_place_of_another_is_a_change_and_is_watched(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    watch = Watch(folder, threading.Event())
    watch.start()
    (tmp_path / "other").mkdir()
    folder.rename(tmp_path / "old")
    (tmp_path / "other").rename(folder)
    assert watch.wait(0.01)
    (folder / "a.md").write_text("x")
    assert watch.wait(30)
    shutil.rmtree(folder)
    assert not watch.wait(0.01)


def test_waiting_ends_when_the_process_stops(tmp_path: Path) -> None:
    stop = threading.Event()
    watch = Watch(tmp_path, stop)
    watch.start()
    stop.set()
    assert not watch.wait(600)
