"""How engines are measured: in turns, in rounds, each in a process of its own."""

from __future__ import annotations

import gc
import os
import random
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

from scripts.bench_engines import LIBRARIES, Contender, Engine
from scripts.bench_process import Kind, Opener, TimedProcess

OPENING, FIRST, COLD, WARM, FRESH = "opening", "first", "cold", "warm", "fresh"
STATES: Sequence[tuple[str, Kind]] = ((COLD, "kept"), (WARM, "kept"), (FRESH, "fresh"))
ALONE = 15
"""Queries a round that are each asked of an index opened for them alone."""

TOGETHER = 10
"""Queries that an engine answers before it is another's turn: 5 to 50 ms, in which the machine keeps its mood."""

Samples = dict[tuple[str, str], list[float]]
"""(state, engine) to milliseconds, one a query."""


def measure_round(openers: Mapping[str, Opener], queries: Sequence[str], number: int, clock: str) -> Samples:
    """One round over all engines, each in a process of its own; they take turns, in an order that changes.

    FIRST is a query right after OPENING; COLD the first time that an open index sees the query; WARM the next time;
    FRESH once more, when an answer that was kept may not be used.
    """
    order = list(queries)
    random.Random(number).shuffle(order)  # noqa: S311 - a fixed shuffle
    samples: Samples = {}
    with ExitStack() as stack:
        engines = {name: stack.enter_context(TimedProcess(opener, clock)) for name, opener in openers.items()}
        for place, text in enumerate(order[:ALONE]):
            for name in _turned(engines, place):
                [(opening, first)] = engines[name].times("opening", [text])
                _add(samples, OPENING, name, opening)
                _add(samples, FIRST, name, first)
        for state, kind in STATES:
            for place, start in enumerate(range(0, len(order), TOGETHER)):
                for name in _turned(engines, place):
                    for _, asking in engines[name].times(kind, order[start : start + TOGETHER]):
                        _add(samples, state, name, asking)
    return samples


def quantile(values: Sequence[float], percent: int) -> float:
    """The value below which `percent` of the values are."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]


def _turned(names: Mapping[str, object], place: int) -> Iterator[str]:
    order = list(names)
    turn = place % len(order)
    yield from order[turn:] + order[:turn]


def _add(samples: Samples, state: str, name: str, nanoseconds: int) -> None:
    samples.setdefault((state, name), []).append(nanoseconds / 1e6)


@dataclass(frozen=True, slots=True)
class Alone:
    """What an engine did in a process of its own: bytes that the process grew by, and the ids of every answer."""

    memory: int
    answers: tuple[tuple[str, ...], ...]


def run_alone(contender: Contender, folder: Path, locale: str, queries: Sequence[str]) -> Alone:
    """Open an index in a fresh process and answer every query once."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_alone, contender.open, folder, locale, queries).result()


def _alone(open_index: Callable[[Path, str], Engine], folder: Path, locale: str, queries: Sequence[str]) -> Alone:
    for library in LIBRARIES:
        import_module(library)  # what counts is the index, not the program
    before = _resident()
    engine = open_index(folder, locale)
    answers = tuple(tuple(found for found, _ in engine.ask(text)) for text in queries)
    gc.collect()
    grown = _resident() - before
    engine.close()
    return Alone(grown, answers)


def _resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def success(answers: Sequence[Sequence[str]], wanted: Sequence[Sequence[str]], within: int) -> float:
    """The share of queries that have a wanted article among the first `within`."""
    return sum(_rank(a, w) <= within for a, w in zip(answers, wanted, strict=True)) / len(answers)


def reciprocal_rank(answers: Sequence[Sequence[str]], wanted: Sequence[Sequence[str]]) -> float:
    """The mean of one divided by the place of the first wanted article, 0 when it is not there."""
    return sum(1 / _rank(a, w) for a, w in zip(answers, wanted, strict=True)) / len(answers)


def _rank(answer: Sequence[str], wanted: Sequence[str]) -> float:
    return next((place for place, found in enumerate(answer, 1) if found in wanted), float("inf"))
