"""An engine in a process of its own, as a service runs one, that times its answers itself."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Literal

from scripts.bench_engines import Engine

CLOCKS: Mapping[str, Callable[[], int]] = {"wall": time.perf_counter_ns, "cpu": time.thread_time_ns}
"""Nanoseconds; `cpu` is this thread's time only, for a busy machine."""

Opener = Callable[[], Engine]
Kind = Literal["opening", "kept", "fresh"]


class TimedProcess:
    """Orders are carried out one after the other; in a `with` statement the process ends with it.

    Four engines that take turns in one process push each other out of the processor's caches: all of them then take
    half as long again, and the largest program most.
    """

    def __init__(self, opener: Opener, clock: str) -> None:
        """`opener` and what it opens must be importable by name; `clock` is one of CLOCKS."""
        context = get_context("spawn")
        self._orders, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, opener, clock), daemon=True)
        self._process.start()
        theirs.close()

    def __enter__(self) -> TimedProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self._orders.close()
        self._process.join()

    def times(self, kind: Kind, texts: Sequence[str]) -> list[tuple[int, int]]:
        """For each query, nanoseconds to open an index, and those to answer.

        Of `opening`, the index is opened for every query and closed again. All others ask one that stays open, which
        was opened in no time; `fresh` is what Engine.ask calls so. Raises EOFError when the process is gone.
        """
        self._orders.send((kind, texts))
        times: list[tuple[int, int]] = self._orders.recv()
        return times


def _serve(orders: Connection, opener: Opener, clock: str) -> None:
    """Carry out orders until the other end closes."""
    now, engine = CLOCKS[clock], None
    while True:
        try:
            kind, texts = orders.recv()
        except EOFError:
            return
        if kind == "opening":
            orders.send([_opened(opener, text, now) for text in texts])
            continue
        if engine is None:
            engine = opener()
            gc.collect()
        orders.send([(0, _asked(engine, text, now, fresh=kind == "fresh")) for text in texts])


def _opened(opener: Opener, text: str, now: Callable[[], int]) -> tuple[int, int]:
    start = now()
    engine = opener()
    opening = now() - start
    asking = _asked(engine, text, now, fresh=False)
    engine.close()
    return opening, asking


def _asked(engine: Engine, text: str, now: Callable[[], int], *, fresh: bool) -> int:
    start = now()
    engine.ask(text, fresh=fresh)
    return now() - start
