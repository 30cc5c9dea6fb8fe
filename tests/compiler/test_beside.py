"""Work in a fork of this process: the same results, whatever becomes of the fork. Each case has a process of its own,
as one with threads, which a test runner is, is never forked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.compiler.beside import may_fork, side_by_side

BEGIN = """
import os, sys, time
from app.compiler.beside import may_fork, side_by_side
me = os.getpid()
def here(): return {"here": [1, 2]}
def there(): return {"there": [3] * 100_000}
"""
pytestmark = pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2, reason="there is one processor"
)


def printed(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", BEGIN + script],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    assert done.stderr == ""
    return done.stdout.strip()


def test_both_results_come_back_and_the_second_is_made_elsewhere() -> None:
    script = """
found = side_by_side(lambda: (here(), os.getpid()), lambda: (there(), os.getpid()), tuple[dict[str, list[int]], int])
(mine, first), (other, second) = found
print(may_fork(), mine == here(), other == there(), first == me, second != me)
"""
    assert printed(script) == "True True True True True"


def test_what_a_dead_fork_owes_is_done_here() -> None:
    script = """
def dies():
    if os.getpid() != me: os.kill(os.getpid(), 9)
    return there()
def fails():
    if os.getpid() != me: raise MemoryError
    return there()
kind = dict[str, list[int]]
print(side_by_side(here, dies, kind) == side_by_side(here, fails, kind) == (here(), there()))
"""
    assert printed(script) == "True"


def test_an_error_here_ends_the_fork_and_is_told() -> None:
    script = """
def wrong(): raise ValueError("no")
try:
    side_by_side(wrong, lambda: time.sleep(600), int)
except ValueError as error:
    print(error)
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("no child is left")
"""
    assert printed(script) == "no\nno child is left"


def test_a_process_with_threads_is_not_forked() -> None:
    script = """
import threading
stop = threading.Event()
thread = threading.Thread(target=stop.wait)
thread.start()
print(may_fork(), side_by_side(os.getpid, os.getpid, int) == (me, me))
stop.set()
thread.join()
"""
    assert printed(script) == "False True"


def test_without_a_fork_both_are_done_here() -> None:
    assert may_fork() is False or os.environ.get("OPENBLAS_NUM_THREADS") == "1"
    assert side_by_side(lambda: [1], lambda: [2], list[int]) == ([1], [2])
