"""Two pieces of work at once, one of them in a copy of this process: a second processor for what is done in memory."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")

_THREADS = Path("/proc/self/task")


def side_by_side(here: Callable[[], T], there: Callable[[], T], kind: type[T]) -> tuple[T, T]:
    """What both return, `kind` being the type of it: something that msgspec writes and reads.

    `there` runs in a fork of this process, or after `here` in this one: where a fork is not safe, and once more where
    the fork died. It has nothing but what it returns to leave behind.
    """
    if not may_fork():
        return here(), there()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _answer(writing, there)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        try:
            mine = here()
            answer = pipe.read()
        except BaseException:
            os.kill(child, signal.SIGKILL)
            raise
        finally:
            _, status = os.waitpid(child, 0)
    with suppress(msgspec.MsgspecError):
        if status == 0:
            return mine, msgspec.msgpack.decode(answer, type=kind)
    return mine, there()


def may_fork() -> bool:
    """Whether a second processor is there, and no other thread: a lock that one holds would stay held in the copy.

    Threads of libraries count too, which Python does not know of; only Linux lists them.
    """
    with suppress(OSError):
        return len(os.sched_getaffinity(0)) > 1 and len(list(_THREADS.iterdir())) == 1
    return False


def _answer(writing: int, work: Callable[[], object]) -> None:
    """The life of the fork: it ends here, without a word, and nothing of its parent's is closed or flushed twice."""
    status = 1
    try:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(msgspec.msgpack.encode(work()))
        status = 0
    finally:
        os._exit(status)
