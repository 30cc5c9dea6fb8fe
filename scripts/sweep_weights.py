"""`scripts/sweep`: a search for the weights of ranking, one weight after the other, checked on queries held out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zlib import crc32

from app.generations import Generations
from app.search.weights import DEFAULT, Weights
from app.search.whoosh_engine import WhooshEngine
from scripts.relevance_measure import ROOT
from scripts.relevance_queries import Known, figures, ranks, read
from scripts.relevance_services import compiled, opened

RANGES: Mapping[str, Sequence[float]] = {
    "closeness": (2, 4, 6, 8, 12),
    "exact": (0, 0.15, 0.3, 0.5, 0.7),
    "brief": (0.5, 0.65, 0.8),
    "number": (0.5, 0.7, 0.85),
    "whole": (0, 0.25, 0.5, 1),
    "contrast": (0.4, 0.55, 0.7, 0.85, 1),
    "coverage": (0.5, 1, 2),
    "proximity": (0, 0.15, 0.3),
    "k1": (1.2, 1.6, 2),
    "title": (3, 5, 8),
    "questions": (3, 4, 6),
    "keywords": (2, 3, 4),
    "headings": (0.5, 1, 2),
    "summary": (0.5, 1, 2),
    "body": (0.3, 0.5, 1),
    "called": (0.25, 0.5, 1),
    "synonym": (0.5, 0.6, 0.7),
    "phrase": (0.5, 0.6, 0.8),
}
"""What is tried for each weight, the most telling first."""
OWN = ("queries.fr.jsonl", "queries.en.jsonl")

Places = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A set of queries, what they are asked of, and how much it counts."""

    name: str
    queries: Sequence[Known]
    generations: Generations


def value(weights: Weights, name: str) -> float:
    """One of RANGES as it is in some weights."""
    number: float = weights.fields[name] if name in weights.fields else getattr(weights, name)
    return number


def changed(weights: Weights, name: str, to: float) -> Weights:
    """The weights with one of them, or one field's, put to a value."""
    if name in weights.fields:
        return replace(weights, fields={**weights.fields, name: to})
    other: Any = {name: to}
    return replace(weights, **other)


def fold_of(query: Known, folds: int) -> int:
    """Queries with the same right answer are in the same fold: they are often one query in other words."""
    return crc32(" ".join([*query.ids, query.path or ""]).encode()) % folds


class Bench:
    """Places of right answers by weighting; each weighting is asked once."""

    def __init__(self, sets: Sequence[Asked]) -> None:
        self.sets = sets
        self._known: dict[tuple[float, ...], tuple[Places, ...]] = {}

    def places(self, weights: Weights) -> tuple[Places, ...]:
        key = tuple(value(weights, name) for name in RANGES)
        if key not in self._known:
            engine = WhooshEngine(weights)
            services = {id(each.generations): opened(each.generations, engine) for each in self.sets}
            self._known[key] = tuple(
                tuple(place for _, place, _ in ranks(services[id(each.generations)], each.queries))
                for each in self.sets
            )
        return self._known[key]

    def goal(self, weights: Weights, wanted: Callable[[Known], bool]) -> float:
        """The mean over the sets of what matters: the first place, the first five, and the mean reciprocal rank."""
        total = 0.0
        for each, places in zip(self.sets, self.places(weights), strict=True):
            mine = [place for query, place in zip(each.queries, places, strict=True) if wanted(query)]
            found = figures(mine)
            total += (found.first + found.fifth + found.reciprocal) / 3
        return total / len(self.sets)

    def climb(self, start: Weights, wanted: Callable[[Known], bool], rounds: int) -> Weights:
        """Each weight in turn to the value that does best, until nothing changes or the rounds are over."""
        best = start
        for _ in range(rounds):
            before = best
            for name, values in RANGES.items():
                tried = [best, *(changed(best, name, each) for each in values if each != value(best, name))]
                best = max(tried, key=lambda weights: self.goal(weights, wanted))
            if best == before:
                break
        return best


def everything(_: Known) -> bool:
    return True


def held_out(bench: Bench, start: Weights, folds: int, rounds: int) -> Iterator[tuple[Asked, Places]]:
    """For each set the places of its queries, each under weights that were chosen without it."""

    def but(fold: int) -> Callable[[Known], bool]:
        return lambda query: fold_of(query, folds) != fold

    chosen = [bench.climb(start, but(fold), rounds) for fold in range(folds)]
    for number, each in enumerate(bench.sets):
        yield each, tuple(bench.places(chosen[fold_of(q, folds)])[number][i] for i, q in enumerate(each.queries))


def line(name: str, places: Places) -> str:
    found = figures(places)
    shares = "".join(f"{share:>8.3f}" for share in (found.first, found.third, found.fifth, found.reciprocal))
    return f"{name:<28}{found.count:>8}{shares}"


def report(bench: Bench, folds: int, rounds: int) -> None:
    best = bench.climb(DEFAULT, everything, rounds)
    print("weight        value: goal, the others as chosen (* chosen, ! shipped)")
    for name, values in RANGES.items():
        cells = []
        for each in sorted({*values, value(best, name), value(DEFAULT, name)}):
            sign = ("*" if each == value(best, name) else "") + ("!" if each == value(DEFAULT, name) else "")
            cells.append(f"{each:g}{sign}: {bench.goal(changed(best, name, each), everything):.4f}")
        print(f"{name:<12}  {'   '.join(cells)}")
    print(f"\n{'queries':<28}{'count':>8}{'at 1':>8}{'at 3':>8}{'at 5':>8}{'mrr':>8}")
    for title, weights in (("shipped", DEFAULT), ("chosen", best)):
        for asked, places in zip(bench.sets, bench.places(weights), strict=True):
            print(line(f"{asked.name} {title}", places))
    if folds > 1:
        for asked, places in held_out(bench, DEFAULT, folds, rounds):
            print(line(f"{asked.name} held out", places))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="scripts/sweep", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="queries that are asked of --articles")
    parser.add_argument("--articles", type=Path, default=ROOT / "articles", help="content folder to build (articles)")
    parser.add_argument("--folds", type=int, default=5, help="parts that take turns to be held out; 1 for none (5)")
    parser.add_argument("--rounds", type=int, default=2, help="times that every weight is looked at (2)")
    options = parser.parse_args(arguments)
    with ExitStack() as stack:
        own = stack.enter_context(compiled(ROOT / "articles"))
        other = own if options.articles == ROOT / "articles" else stack.enter_context(compiled(options.articles))
        sets = [Asked(path.name, read(path, None), other) for path in options.files]
        sets += [Asked(name, read(ROOT / "tests" / "relevance" / name, None), own) for name in OWN]
        report(Bench(sets), max(1, options.folds), max(1, options.rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
