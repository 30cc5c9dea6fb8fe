"""`scripts/relevance`: success at 1, 3 and 5 and mean reciprocal rank of queries whose right answers are known, and how
often the search knows whether it has one."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from app.search import open_engine
from scripts import relevance_matters as matters
from scripts import relevance_sections as sections
from scripts import relevance_tickets as tickets
from scripts.relevance_services import Found, Service, compiled, current, opened, over_http

ROOT = Path(__file__).resolve().parent.parent


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


def measure_tickets(options: argparse.Namespace) -> int:
    """The figures of ticket files, each under its name; 1 when one is below a floor."""

    def measure(ask: tickets.Ask) -> int:
        enough = True
        for path in options.files:
            print(path)
            found = tickets.report(ask, tickets.read(path, locale_of(path, options.locale)), misses=options.misses)
            enough = enough and found.reaches(options.first, options.third, options.high)
        return 0 if enough else 1

    if options.url:
        return measure(tickets.over_http(options.url))
    with compiled(options.articles) as generations:
        return measure(tickets.within(current(generations, open_engine("whoosh:"))))


def measure_matters(options: argparse.Namespace) -> int:
    """The figures of tickets that ask several things, each file under its name; 1 when one is below a floor."""
    enough = True
    with compiled(options.articles) as generations:
        snapshot = current(generations, open_engine("whoosh:"))
        for path in options.files:
            print(path)
            known = matters.read(path, locale_of(path, options.locale))
            found = matters.report(snapshot, known, misses=options.misses)
            enough = enough and found.reaches(options.third, options.apart, options.whole, options.high)
    return 0 if enough else 1


def measure_sections(options: argparse.Namespace) -> int:
    """The share of tickets whose section is proposed, by file; 1 when one is below the floor of the first."""
    with compiled(options.articles) as generations:
        snapshot, shares = current(generations, open_engine("whoosh:")), []
        for path in options.files:
            print(path)
            known = sections.read(path, locale_of(path, options.locale))
            shares.append(sections.report(snapshot, known, misses=options.misses))
    return 0 if min(shares) >= options.first else 1


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="scripts/relevance", description=__doc__)
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="JSON lines: q, ids (none for « nothing ») or path, kind, locale",
    )
    parser.add_argument("--url", help="a running service to ask instead of building")
    parser.add_argument("--articles", type=Path, default=ROOT / "articles", help="content folder to build (articles)")
    parser.add_argument("--locale", help="locale of the queries (else the file name's)")
    parser.add_argument("--misses", action="store_true", help="also list queries whose right answer is not first")
    parser.add_argument("--first", type=float, default=0.0, help="end with 1 when fewer are right at 1")
    parser.add_argument("--third", type=float, default=0.0, help="end with 1 when fewer are right at 3")
    parser.add_argument("--told", type=float, default=0.0, help="end with 1 when fewer are told rightly")
    parser.add_argument(
        "--tickets", action="store_true", help="the files hold tickets: text, ids (none for « not ours »)"
    )
    parser.add_argument(
        "--sections", action="store_true", help="the files hold tickets: text, id, anchors of the sections that answer"
    )
    parser.add_argument(
        "--matters", action="store_true", help="the files hold tickets: text, matters (ids for each thing asked)"
    )
    parser.add_argument("--apart", type=float, default=0.0, help="end with 1 when fewer tickets are taken apart")
    parser.add_argument("--whole", type=float, default=0.0, help="end with 1 when fewer others are left whole")
    parser.add_argument(
        "--high", type=float, default=0.0, help="end with 1 when fewer sure answers to tickets are right"
    )
    options = parser.parse_args(arguments)
    if options.sections:
        return measure_sections(options)
    if options.matters:
        return measure_matters(options)
    if options.tickets:
        return measure_tickets(options)
    files = [(path, read(path, options.locale)) for path in options.files]

    def measure(service: Service) -> int:
        enough = True
        for path, queries in files:
            print(path)
            whole, told = report(service, queries, misses=options.misses)
            right = not whole.count or (whole.first >= options.first and whole.third >= options.third)
            enough = enough and right and told >= options.told
        return 0 if enough else 1

    if options.url:
        return measure(over_http(options.url))
    with compiled(options.articles) as generations:
        return measure(opened(generations, open_engine("whoosh:")))


if __name__ == "__main__":
    sys.exit(main())
