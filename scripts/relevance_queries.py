"""Queries whose right answers are known: success at 1, 3 and 5, mean reciprocal rank, and how often the search knows
whether it has an answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from scripts.relevance_services import Found, Service


@dataclass(frozen=True, slots=True)
class Known:
    """A query and the ids, or the path inside the locale's folder, of the articles that answer it; neither when nothing
    does."""

    text: str
    locale: str
    kind: str
    ids: tuple[str, ...] = ()
    path: str | None = None

    @property
    def answerable(self) -> bool:
        """Whether an article answers it."""
        return bool(self.ids or self.path)


class Row(NamedTuple):
    """What became of a query: whether something answers it, at which place, and whether that was said rightly."""

    answerable: bool
    place: int | None
    told: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Of some queries: how many, the shares answered at 1, 3 and 5, and the mean reciprocal rank."""

    count: int
    first: float
    third: float
    fifth: float
    reciprocal: float


def locale_of(path: Path, given: str | None) -> str:
    """The locale given, else the file name's, else `fr`."""
    named = re.search(r"\.([a-z]{2}(?:-[a-z]+)?)\.jsonl$", path.name)
    return given or (named[1] if named else "fr")


def read(path: Path, locale: str | None) -> list[Known]:
    """Queries of a JSON lines file (`q` or `text`, `ids` or `path`, perhaps `kind` and `locale`).

    An empty list of ids says that nothing answers. The locale is the line's own, else the one given, else the file
    name's (`queries.fr.jsonl`), else `fr`.
    """
    default = locale_of(path, locale)
    known = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        record = json.loads(line)
        text = record.get("q") or record.get("text")
        if not text or not ("ids" in record or record.get("path")):
            raise SystemExit(f"{path}:{number}: a query needs `q` and either `ids` (none for « nothing ») or `path`")
        where = record.get("locale", default)
        known.append(Known(text, where, record.get("kind", "all"), tuple(record.get("ids", ())), record.get("path")))
    return known


def ranks(service: Service, queries: Iterable[Known]) -> Iterator[tuple[Known, int | None, Found]]:
    """Each query with the place (from 1) of its first right answer, None when there is none, and what was found."""
    sources: dict[str, Mapping[str, str]] = {}
    for query in queries:
        wanted = set(query.ids)
        if query.path is not None:
            if query.locale not in sources:
                sources[query.locale] = service.sources(query.locale)
            wanted.add(sources[query.locale].get(query.path, query.path))
        found = service.search(query.text, query.locale)
        yield query, next((place for place, each in enumerate(found.ids, 1) if each in wanted), None), found


def figures(places: Sequence[int | None]) -> Figures:
    """Sums up places of right answers."""
    count = len(places)

    def within(most: int) -> float:
        return sum(place is not None and place <= most for place in places) / count if count else 0.0

    reciprocal = sum(1 / place for place in places if place) / count if count else 0.0
    return Figures(count, within(1), within(3), within(5), reciprocal)


def report(service: Service, queries: Sequence[Known], *, misses: bool) -> tuple[Figures, float]:
    """Print the figures by kind and of all queries; return the latter.

    `told` is the share of queries of which was said rightly that something answers them, or that nothing does.
    """
    rows: dict[str, list[Row]] = {"all": []}
    for query, place, found in ranks(service, queries):
        row = Row(query.answerable, place, found.answered == query.answerable)
        if misses and not (row.told and (place == 1 or not query.answerable)):
            said = "" if found.answered else ", not said to answer"
            print(f"  {query.kind}: {query.text!r} at {place}, first {', '.join(found.ids[:3])}{said}")
        for kind in {query.kind, "all"}:
            rows.setdefault(kind, []).append(row)
    print(f"{'kind':<14}{'queries':>8}{'at 1':>8}{'at 3':>8}{'at 5':>8}{'mrr':>8}{'told':>8}")
    for kind in sorted(rows, key=lambda kind: (kind == "all", kind)):
        each, told = summed(rows[kind])
        shares = [each.first, each.third, each.fifth, each.reciprocal]
        places = "".join(f"{share:>8.3f}" if each.count else f"{'-':>8}" for share in shares)
        print(f"{kind:<14}{len(rows[kind]):>8}{places}{told:>8.3f}")
    return summed(rows["all"])


def summed(rows: Sequence[Row]) -> tuple[Figures, float]:
    """The figures of those that something answers, and the share of all that were told rightly."""
    told = sum(row.told for row in rows) / len(rows) if rows else 0.0
    return figures([row.place for row in rows if row.answerable]), told
