"""Several processes on one database, and what is left of one that is killed."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from app.model import View
from app.store import open_store

DAY = date(2026, 8, 1)
RECORDER = Path(__file__).with_name("recorder.py")

FORKED = """
import os, sys
from datetime import date
from app.model import View
from app.store import EventWriter, open_store

store = open_store(sys.argv[1])
day = date.fromisoformat(sys.argv[2])
store.salt(day)
store.record([View("a", "fr", day, bytes(16))])
child = os.fork()
writer = EventWriter(store, today=lambda: day)
writer.start()
assert writer.salt(day) == store.salt(day)
for number in range(20):
    writer.offer(View("a", "fr", day, (number if child else number + 10).to_bytes(16)))
lost = writer.stop()
store.close()
if child:
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
sys.exit(lost)
"""


def start(url: str, first: int, count: int, group: int) -> subprocess.Popen[str]:
    arguments = [sys.executable, str(RECORDER), url, DAY.isoformat(), str(first), str(count), str(group)]
    process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_r4_four_processes_lose_nothing_and_count_once(store_url: str) -> None:
    # Readers 0..249, 100..349, …: neighbours share 150 readers, and all four open the empty database at once.
    processes = [start(store_url, first, 250, 7) for first in (0, 100, 200, 300)]
    for process in processes:
        go(process)
    said = [int(line) for process in processes for line in process.communicate(timeout=120)[0].split()]
    assert [process.returncode for process in processes] == [0, 0, 0, 0]
    store = open_store(store_url)
    assert sum(read.readers for read in store.reads(DAY)) == 550
    assert sum(said) == 550
    store.close()


def test_r5_of_four_processes_that_write_none_is_starved(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'record.db'}"
    open_store(url).close()
    processes = [start(url, first, 100, 1) for first in (0, 1_000, 2_000, 3_000)]
    done: queue.Queue[int] = queue.Queue()

    def follow(number: int) -> None:
        output = processes[number].stdout
        assert output is not None
        for _ in output:
            done.put(number)
        done.put(-1)

    readers = [threading.Thread(target=follow, args=(number,)) for number in range(4)]
    for process, reader in zip(processes, readers, strict=True):
        reader.start()
        go(process)
    turns: Counter[int] = Counter()
    while (number := done.get(timeout=60)) >= 0:
        turns[number] += 1
        if len(turns) < 4:
            turns[number] = 1  # counted from when all four write, until the first has nothing more to write
    for process, reader in zip(processes, readers, strict=True):
        reader.join()
        process.communicate()
    # SQLite's own waiting gave one of four a single turn in five seconds.
    assert min(turns.values()) >= max(turns.values()) / 5, turns


def test_r4_killed_process_loses_nothing_the_store_answered_for(store_url: str) -> None:
    acknowledged = 0
    for first in (0, 100_000, 200_000):
        process = start(store_url, first, 100_000, 3)
        go(process)
        assert process.stdout is not None
        for _ in range(20):
            acknowledged += int(process.stdout.readline())
        process.kill()
        acknowledged += sum(int(line) for line in process.stdout.read().split())
        process.communicate()
    store = open_store(store_url)
    counted = sum(read.readers for read in store.reads(DAY))
    # A group may have been committed in each process whose answer nobody heard.
    assert acknowledged <= counted <= acknowledged + 3 * 3
    assert (
        store.record([View(f"a{number % 10}", "fr", DAY, number.to_bytes(16)) for number in range(60)]).count("new")
        == 0
    )
    assert store.salt(DAY + timedelta(days=1))
    store.close()


def test_parent_and_child_count_apart_after_a_fork(store_url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FORKED, store_url, DAY.isoformat()],
        env=os.environ | {"PYTHONWARNINGS": "error"},
        check=False,
        timeout=60,
    )
    assert done.returncode == 0
    store = open_store(store_url)
    assert sum(read.readers for read in store.reads(DAY)) == 30
    store.close()
